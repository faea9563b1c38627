import datetime as dt
import functools
import io
import random
import re
import subprocess

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from db import pades
from db.authority import Authority
from db.pades.checking import ADDED, BYTES_CHANGED, NO_SEAL, PAGES_CHANGED, STRANGER, UNREADABLE, UNSIGNED
from tests.pdf import chain
from tests.pdf.chain import AT, NEXT_DAY

STAGES = ("blank", "sealed", "employee", "superior", "hr")


def ends():
    """Where each revision of the finished paper ends."""
    return [one.end() for one in re.finditer(rb"%%EOF\n?", chain.final())]


def flipped(pdf, place, bit=1):
    return pdf[:place] + bytes([pdf[place] ^ bit]) + pdf[place + 1:]


def updated(pdf, change):
    """The file with an incremental update in which `change(writer)` was made."""
    writer, output = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(output)
    return output.getvalue()


def paint(writer):
    ink = generic.StreamObject(stream_data=b"q 0 g 100 500 200 40 re f Q")
    writer.add_stream_to_page(0, writer.add_object(ink))


def swap_pages(writer):
    pages = writer.root["/Pages"]
    pages["/Kids"] = generic.ArrayObject(reversed(pages["/Kids"]))
    writer.update_container(pages)


def annotate(writer):
    page, _ = writer.find_page_for_modification(0)
    page = page.get_object()
    note = generic.DictionaryObject({
        pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/Square"),
        pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 500, 300, 540)))})
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def restate(writer):
    """Another reason into the first signature's dictionary."""
    fields = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    field = next(one for one in fields if one["/T"] == "employee")
    field["/V"][pdf_name("/Reason")] = generic.pdf_string("代签")
    writer.update_container(field["/V"])


def retitle(writer):
    writer.root[pdf_name("/Lang")] = generic.pdf_string("en")
    writer.update_root()


CHANGES = [paint, swap_pages, annotate, restate, retitle]


@pytest.mark.parametrize("revision", range(6))
@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.98])
def test_a_flipped_byte_in_any_revision_is_seen(revision, part):
    start, end = ([0] + ends())[revision:revision + 2]
    report = chain.checked(flipped(chain.final(), start + int((end - start) * part)))
    assert (report.altered, report.problems != ()) == (True, True)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("stage", ["employee", "hr"])
def test_a_change_after_a_signature_is_seen(stage, change):
    report = chain.checked(updated(chain.stages()[stage], change))
    assert report.altered
    assert ADDED in report.problems and PAGES_CHANGED in report.problems


@pytest.mark.parametrize("change", CHANGES[:3], ids=lambda change: change.__name__)
def test_a_change_between_two_signatures_is_seen(change):
    pdf = chain.signed(updated(chain.stages()["employee"], change), "superior", last=True)
    report = chain.checked(pdf)
    assert (report.altered, PAGES_CHANGED in report.problems) == (True, True)
    assert [one.docmdp_ok for one in report.signatures] == [False, False, True]


def test_pdfsig_alone_would_not_have_seen_the_paint(tmp_path):
    """Why the difference analysis is not optional."""
    (tmp_path / "painted.pdf").write_bytes(updated(chain.final(), paint))
    said = subprocess.run(["pdfsig", tmp_path / "painted.pdf"], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == 4


@pytest.mark.parametrize("stage", STAGES[1:-1])
def test_cut_back_to_an_earlier_state_it_is_that_state_and_has_fewer_revisions(stage):
    earlier = chain.stages()[stage]
    cut = chain.final()[:len(earlier)]
    report = chain.checked(cut)
    assert (cut, report.altered, report.sealed) == (earlier, False, True)
    assert report.revisions == STAGES.index(stage) + 1 < pades.revisions(chain.final())


def test_cut_back_before_its_seal_it_carries_no_signature():
    report = chain.checked(chain.final()[:len(chain.blank())])
    assert (report.sealed, report.signatures, report.problems) == (False, (), (UNSIGNED,))


@pytest.mark.parametrize("more", [b"\n", b"\0", b"%%EOF\n", b"startxref\n0\n%%EOF\n", b"A" * 5000])
def test_bytes_after_the_end_are_seen(more):
    report = chain.checked(chain.final() + more)
    assert report.altered


@functools.cache
def gap():
    """(start, end, length of the signature) of the digits of the last signature in the short paper."""
    last = PdfFileReader(io.BytesIO(chain.short())).embedded_signatures[-1]
    _, start, end, _ = last.byte_range
    return start, end, 2 * len(last.pkcs7_content.rstrip(b"\0"))


@pytest.mark.parametrize("change", [
    lambda digits: digits.lower(), lambda digits: digits[:-2] + b"1>", lambda digits: digits[:-3] + b"  >",
    lambda digits: digits[:gap()[2] + 9] + b"4F" + digits[gap()[2] + 11:],
], ids=["lower case", "last digit", "spaces", "padding"])
def test_the_gap_around_the_last_signature_hides_nothing(change):
    start, end, _ = gap()
    digits = chain.short()[start:end]
    pdf = chain.short()[:start] + change(digits) + chain.short()[end:]
    assert (len(pdf), chain.checked(pdf).altered) == (len(chain.short()), True)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_byte_of_a_signed_file_can_be_changed_unseen(data):
    """Not one: also those no digest covers, around the last signature's values, must be what they were."""
    start, end, length = gap()
    place = data.draw(st.one_of(st.integers(0, len(chain.short()) - 1), st.integers(start, start + length)))
    report = chain.checked(flipped(chain.short(), place, data.draw(st.sampled_from([1, 2, 4, 8, 16, 32, 64, 128]))))
    assert report.altered


@pytest.mark.parametrize("place", range(46))
def test_the_envelope_of_the_last_signature_is_fixed(place):
    """Versions and names of algorithms lie outside every digest: the first 46 bytes, digit by digit."""
    start = gap()[0] + 1 + 2 * place
    pdf = bytearray(chain.short())
    for digit in (start, start + 1):
        other = b"%X" % (int(chr(pdf[digit]), 16) ^ 1)
        assert chain.checked(bytes(pdf[:digit] + other + pdf[digit + 1:])).altered


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda junk: b"%PDF-1.7\n" + junk)))
def test_junk_is_unreadable_and_never_an_error(junk):
    assert chain.checked(junk) == pades.Report(altered=True, readable=False, problems=(UNREADABLE,))
    assert (pades.revisions(junk), pades.bears_seal_of(junk, chain.authority())) == (0, False)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 200))
def test_a_file_with_many_wounds_is_altered_and_never_an_error(seed, wounds):
    dice, pdf = random.Random(seed), bytearray(chain.short())  # noqa: S311 - repeatable, not secret
    for _ in range(wounds):
        pdf[dice.randrange(len(pdf))] = dice.randrange(256)
    report = chain.checked(bytes(pdf))
    assert report.altered or bytes(pdf) == chain.short()


@pytest.mark.parametrize("part", [0, 0.001, 0.1, 0.5, 0.9, 0.99])
def test_a_torn_file_is_never_an_error(part):
    report = chain.checked(chain.short()[:int(len(chain.short()) * part)])
    assert (report.sealed, report.problems != ()) == (False, True)


def test_an_unsigned_file_is_not_altered_but_unsigned():
    report = chain.checked(chain.blank())
    assert (report.readable, report.altered, report.sealed, report.problems) == (True, False, False, (UNSIGNED,))


def impostor(tmp_path):
    """An authority that gives itself our name."""
    return Authority.open(tmp_path / "impostor", chain.ORGANISATION, at=AT - dt.timedelta(days=9))


def test_a_paper_of_an_impostor_is_not_ours(tmp_path):
    other = impostor(tmp_path)
    pdf = pades.seal(chain.blank(), other, at=AT, reason="签发")
    report = chain.checked(pdf)
    assert (report.sealed, report.altered, NO_SEAL in report.problems, STRANGER in report.problems) == (
        False, False, True, True)
    assert (pades.bears_seal_of(pdf, other), pades.bears_seal_of(pdf, chain.authority())) == (True, False)


def test_an_impostors_signature_on_our_paper_is_not_trusted(tmp_path):
    other = impostor(tmp_path)
    certificate, key = other.issue("张䶮", "QH-employee", at=AT - dt.timedelta(days=1))
    pdf = pades.sign(chain.sealed(), "employee", certificate=certificate, key=key, authority=other, name="张䶮",
                     appearance=chain.appearance("张䶮"), reason="确认", at=AT, last=True)
    report = chain.checked(pdf)
    assert ([one.trusted for one in report.signatures], STRANGER in report.problems) == ([True, False], True)


def test_a_person_cannot_seal(tmp_path):
    """A certificate of ours, but not the seal's: certifying with it makes no sealed paper."""
    certificate, key = chain.person("employee")
    own = chain.authority()
    posing = Authority(own.folder, own.organisation, own.root, own.root_key, certificate, key, own.clock,
                       own.clock_key, own.pepper, ())
    report = chain.checked(pades.seal(chain.blank(), posing, at=AT, reason="签发"))
    assert (report.sealed, report.problems) == (False, (NO_SEAL,))


def test_the_seal_is_recognised_on_a_painted_and_on_a_damaged_file():
    wounded = [updated(chain.final(), paint), flipped(chain.final(), 40), chain.final()[:-900]]
    assert [pades.bears_seal_of(pdf, chain.authority()) for pdf in (*wounded, chain.blank())] == [
        True, True, True, False]


def test_changed_text_is_called_changed_bytes():
    """Only the text's own bytes differ, so the file is readable and each signature says that its bytes changed."""
    place = chain.final().index(b"/Reason") + len(b"/Reason (") + 8
    report = chain.checked(flipped(chain.final(), place))
    assert (report.readable, report.problems[0], {one.intact for one in report.signatures}) == (
        True, BYTES_CHANGED, {False})


def test_a_file_rewritten_by_another_program_is_altered():
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(chain.final())) as pdf:
        pdf.save(output)
    report = pades.check(output.getvalue(), chain.authority(), at=NEXT_DAY)
    assert (report.altered, report.sealed) == (True, False)
