import datetime as dt
import json
import runpy
import stat
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from db import pins
from db.authority import Authority, Unusable, WeakPin, WrongPin
from tests.pdf.chain import AT, ORGANISATION

PIN = "海棠 7409"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority.open(tmp_path_factory.mktemp("authority") / "keys", ORGANISATION, at=AT)


@pytest.fixture(scope="module")
def locked(authority):
    """(key, the same key locked by PIN)"""
    _, key = authority.issue("张䶮", "QH0001", at=AT)
    return key, authority.lock_key(key, PIN)


def secret(key):
    return key.private_numbers().private_value


def openssl(*arguments):
    run = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    return run.returncode == 0, run.stdout + run.stderr


def verified(authority, certificate, folder, revocations=(), at=AT, *more):
    """Does OpenSSL accept it, strictly, with our revocation list?"""
    (folder / "one.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "list.crl").write_bytes(authority.crl(revocations, at))
    return openssl("verify", "-x509_strict", "-attime", int(at.timestamp()), "-CAfile", authority.folder / "root.pem",
                   "-crl_check", "-CRLfile", folder / "list.crl", *more, folder / "one.pem")


def begin(folder):
    return Authority.open(folder, ORGANISATION).root.serial_number


def test_several_processes_that_begin_at_once_get_one_authority(tmp_path):
    with ProcessPoolExecutor(4) as processes:
        roots = set(processes.map(begin, [tmp_path / "keys"] * 8))
    assert (len(roots), [path.name for path in tmp_path.iterdir()]) == (1, ["keys"])


def test_its_files_are_for_their_owner_alone(authority):
    modes = {stat.S_IMODE(path.stat().st_mode) for path in authority.folder.iterdir()}
    assert (stat.S_IMODE(authority.folder.stat().st_mode), modes) == (0o700, {0o600})


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "pepper").write_bytes(b"somebody else's")
    with pytest.raises(Unusable):
        Authority.open(tmp_path, ORGANISATION)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"pepper": b"somebody else's"}


@pytest.mark.parametrize("name", ["root.key", "seal.pem", "clock.key"])
def test_a_damaged_authority_is_not_replaced_by_a_new_one(tmp_path, name):
    serial = begin(tmp_path / "keys")
    (tmp_path / "keys" / name).write_text("")
    with pytest.raises(Unusable):
        Authority.open(tmp_path / "keys", ORGANISATION)
    root = x509.load_pem_x509_certificate((tmp_path / "keys" / "root.pem").read_bytes())
    assert root.serial_number == serial


@pytest.mark.parametrize(("name", "number"), [
    ("张䶮", "QH0001"), ("𠮷田敏", "客服_07"), ("阿布都热合曼·买买提", "1")])
def test_a_certificate_names_its_person_and_openssl_accepts_it(authority, tmp_path, name, number):
    certificate, _ = authority.issue(name, number, at=AT)
    subject = {oid: certificate.subject.get_attributes_for_oid(oid)[0].value
               for oid in (NameOID.COMMON_NAME, NameOID.SERIAL_NUMBER, NameOID.ORGANIZATION_NAME)}
    assert list(subject.values()) == [name, number, ORGANISATION]
    assert verified(authority, certificate, tmp_path)[0]


def test_names_too_long_for_a_common_name_lose_their_end_only_there(tmp_path):
    long = "青禾" * 60
    authority = Authority.open(tmp_path / "keys", long, at=AT)
    certificate, _ = authority.issue("欧阳" * 40, "1", at=AT)
    names = [one.subject.get_attributes_for_oid(oid)[0].value for one, oid in (
        (authority.seal, NameOID.ORGANIZATION_NAME), (authority.seal, NameOID.COMMON_NAME),
        (certificate, NameOID.COMMON_NAME))]
    assert names == [long, "青禾" * 8 + "青 电子印章", "欧阳" * 10 + "欧"]


def test_a_certificate_is_for_signing_and_for_nothing_else(authority):
    certificate, key = authority.issue("张䶮", "QH0001", at=AT)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    uses = {name for name in ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                              "key_agreement", "key_cert_sign", "crl_sign") if getattr(usage.value, name)}
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (usage.critical, uses, constraints.ca) == (True, {"digital_signature", "content_commitment"}, False)
    assert (isinstance(key.curve, ec.SECP256R1), certificate.public_key()) == (True, key.public_key())


def test_the_clock_is_for_timestamps_by_openssls_rules(authority, tmp_path):
    accepted, _ = verified(authority, authority.clock, tmp_path, (), AT, "-purpose", "timestampsign")
    refused, why = verified(authority, authority.seal, tmp_path, (), AT, "-purpose", "timestampsign")
    assert (accepted, refused) == (True, False), why


def test_lives_are_twenty_ten_and_five_years(authority):
    person, _ = authority.issue("张䶮", "QH0001", at=AT)
    lives = [round((one.not_valid_after_utc - one.not_valid_before_utc) / dt.timedelta(days=365.25))
             for one in (authority.root, authority.seal, authority.clock, person)]
    assert lives == [20, 10, 10, 5]


def test_openssl_refuses_a_certificate_on_the_revocation_list(authority, tmp_path):
    certificate, _ = authority.issue("张䶮", "QH0001", at=AT)
    later = AT + dt.timedelta(days=1)
    accepted, why = verified(authority, certificate, tmp_path, [(certificate.serial_number, AT)], later)
    assert (accepted, "certificate revoked" in why) == (False, True)


def test_the_list_says_when_each_was_revoked(authority):
    entries = x509.load_der_x509_crl(authority.crl([(7, AT), (8, AT - dt.timedelta(days=3))], AT))
    assert {entry.serial_number: entry.revocation_date_utc for entry in entries} == {
        7: AT, 8: AT - dt.timedelta(days=3)}
    assert entries.is_signature_valid(authority.root.public_key())


def test_the_pin_opens_the_key(authority, locked):
    key, text = locked
    assert secret(authority.unlock_key(text, PIN)) == secret(key)


@pytest.mark.parametrize("typed", ["海棠　７４０９", "海棠 740９"])
def test_a_pin_may_be_typed_in_any_width(authority, locked, typed):
    key, text = locked
    assert secret(authority.unlock_key(text, typed)) == secret(key)


@pytest.mark.parametrize("typed", ["海棠 7408", "海棠7409", "", PIN + " ", "a" * 5000])
def test_another_pin_does_not_open_it(authority, locked, typed):
    with pytest.raises(WrongPin):
        authority.unlock_key(locked[1], typed)


def test_the_pin_is_worth_nothing_without_the_secret_outside_the_database(authority, locked, tmp_path):
    other = Authority.open(tmp_path / "keys", ORGANISATION)
    with pytest.raises(WrongPin):
        other.unlock_key(locked[1], PIN)


@pytest.mark.parametrize("change", [
    {"passes": 2}, {"memory": 32}, {"lanes": 2}, {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="}])
def test_a_row_with_other_parameters_does_not_open(authority, locked, change):
    with pytest.raises(WrongPin):
        authority.unlock_key(json.dumps(json.loads(locked[1]) | change), PIN)


def test_a_row_cannot_ask_for_more_work_than_was_ever_set(authority, locked):
    with pytest.raises(ValueError, match="more work"):
        authority.unlock_key(json.dumps(json.loads(locked[1]) | {"memory": 2**31}), PIN)


def test_each_guess_costs_64_mib_and_three_passes_and_no_two_rows_are_alike(locked):
    in_earnest = runpy.run_path(pins.__file__)
    first, second = (json.loads(in_earnest["lock"](locked[0], PIN, bytes(32))) for _ in range(2))
    assert (first["kdf"], first["memory"], first["passes"]) == ("argon2id", 64 * 1024, 3)
    assert first["salt"] != second["salt"] and first["key"] != second["key"]


@pytest.mark.parametrize("pin", [
    "7409", "海棠740", "111111", "ａaaaaaa", "121212", "123456", "654321", "890123", "321098", "abcdefg", "QH0001",
    "qh0001", "xxQH0001xx", "ＱＨ０００１"])
def test_a_pin_that_anybody_would_try_is_refused(authority, locked, pin):
    with pytest.raises(WeakPin) as refused:
        authority.lock_key(locked[0], pin, context=("QH0001",))
    assert (isinstance(refused.value, ValueError), refused.value.field) == (True, "pin")


@pytest.mark.parametrize("pin", ["740916", "一二三四五六", "1234567a", "112233", "海棠花开了吗"])
def test_an_ordinary_pin_is_taken(authority, locked, pin):
    text = authority.lock_key(locked[0], pin, context=("7", "QH0001"))
    assert secret(authority.unlock_key(text, pin)) == secret(locked[0])


def test_no_secret_is_shown_when_the_authority_is_printed(authority):
    assert str(authority.pepper) not in repr(authority) and "Key" not in repr(authority)


def test_foreign_roots_lie_in_a_folder_of_their_own(tmp_path):
    foreign = Authority.open(tmp_path / "foreign", "时间戳服务")
    own = Authority.open(tmp_path / "keys", ORGANISATION)
    trusted = Path(own.folder / "trusted")
    trusted.mkdir()
    (trusted / "foreign.pem").write_bytes((foreign.folder / "root.pem").read_bytes())
    assert (own.trusted, Authority.open(own.folder, ORGANISATION).trusted) == ((), (foreign.root,))
