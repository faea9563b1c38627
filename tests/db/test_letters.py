"""Notices by e-mail, handed to a real mail server: what it got, and that it got nothing twice."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from db import base, delivery, inbox, letters, post, schema
from db.base import database, now, today
from db.documents import Document
from db.letters import NEEDLESS, SENDING, SENT, TO_SEND, UNSENT, UNSURE, Letter
from db.notices import SIGNATURE, Notice, tell
from db.people import Appointment, Person
from db.signatures import Signing
from portal.mail import compose
from tests.conftest import new_database
from tests.post_office import SENDER, PostOffice, guarded, serving, text_of
from tests.world import build

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def running():
    office = PostOffice()
    with serving(office) as port:
        yield office, port


@pytest.fixture
def office(app, running):
    """The mail server, empty; letters go there while the test lasts."""
    office, port = running
    office.__init__()
    letters.send_by(post.Server.of(f"smtp://127.0.0.1:{port}", SENDER))
    with app.app_context():
        yield office
    letters.send_by(None)


@pytest.fixture
def signing(world):
    for key in ("clerk", "supervisor", "hr"):
        Person.update(email=f"{key}@example.com").where(Person.id == getattr(world, key).id).execute()
    return paper_of(world)


def paper_of(world):
    kept = Document.keep(b"%PDF-1.7 a paper")
    return Signing.create(description=world.drafts.clerk, holder=world.clerk, position=world.positions.clerk, token="t",
                          digest="", anchor_id=0, anchor_hash="", base=kept, current=kept, revisions=1)


def ask(signing, *kinds):
    for kind in kinds or ("signing.opened",):
        tell([signing.holder_id], kind, signing, by=None, due_on="2026-12-01")


def deliver():
    return dict(delivery.deliver(compose))


def later(**span):
    """As if so much time had passed for every letter."""
    for letter in Letter.select():
        Letter.update(due_at=letter.due_at - dt.timedelta(**span), at=letter.at - dt.timedelta(**span),
                      claimed_at=letter.claimed_at and letter.claimed_at - dt.timedelta(**span)).where(
            Letter.id == letter.id).execute()


def test_what_is_told_arrives_once_and_reads_well(office, signing):
    ask(signing)
    assert [deliver(), deliver()] == [{SENT: 1}, {}]
    [(address, message)] = office.taken
    assert (address, message["From"], message["To"]) == ("clerk@example.com", SENDER, "clerk@example.com")
    assert message["Subject"] == (
        "【岗责通】《服务大厅服务人员》（版本 A/0）已发给您，请阅读并签署，期限为2026年12月1日。")
    assert message["Message-ID"] == Letter.get().message_id
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    assert [f"http://127.0.0.1:8000/signatures/{signing.id}" in part for part in parts] == [True, True]
    assert [word for word in ("张小燕", "T0004") if word in str(message) + "".join(parts)] == []


def test_it_is_written_in_the_language_of_its_reader(office, signing):
    Person.update(locale="en").where(Person.id == signing.holder_id).execute()
    ask(signing)
    deliver()
    assert office.messages[0]["Subject"] == (
        "【岗责通】“服务大厅服务人员” (version A/0) is there for you to read and sign, until 1 Dec 2026.")


def test_what_comes_up_before_it_leaves_rides_along(office, signing):
    ask(signing, "signing.opened", "signing.returned")
    deliver()
    ask(signing, "signing.withdrawn")
    deliver()
    together, alone = office.messages
    assert (together["Subject"], text_of(together).count("http")) == ("【岗责通】您有 2 条新通知", 3)
    assert "已撤回" in alone["Subject"]


def test_without_a_mail_server_nothing_is_written_and_nothing_fails(app, signing):
    ask(signing)
    assert (Notice.select().count(), Letter.select().count(), deliver()) == (1, 0, {})


@pytest.mark.parametrize("change", [{"email": None}, {"by_mail": False}])
def test_who_has_no_address_or_wants_none_gets_no_letter(office, signing, change):
    Person.update(**change).where(Person.id == signing.holder_id).execute()
    ask(signing)
    assert (Notice.select().count(), Letter.select().count()) == (1, 0)


def test_some_kinds_stay_on_the_portal(office, signing):
    ask(signing, "signing.superseded")
    assert Letter.select().count() == 0


def moved_on(signing, world):
    signing._move("sign_as_employee", by=world.clerk)


def seen(signing, world):
    Notice.get(Notice.person == world.clerk).see()


def no_longer_the_holder(signing, world):
    Appointment.update(ends_on=today() - dt.timedelta(days=1)).where(Appointment.person == world.clerk).execute()


def left(signing, world):
    Person.update(left_on=today() - dt.timedelta(days=1)).where(Person.id == world.clerk.id).execute()


def switched_off(signing, world):
    world.again(world.clerk).switch_mail(False, by=world.clerk)


@pytest.mark.parametrize("meanwhile", [moved_on, seen, no_longer_the_holder, left, switched_off])
def test_what_is_no_longer_wanted_when_it_would_leave_stays_here(office, signing, world, meanwhile):
    ask(signing)
    meanwhile(signing, world)
    deliver()
    assert "clerk@example.com" not in office.addresses
    assert Letter.get(Letter.person == world.clerk).state == NEEDLESS


def test_the_rest_of_a_letter_goes_without_what_is_no_longer_wanted(office, signing, world):
    ask(signing, "signing.opened", "signing.returned")
    moved_on(signing, world)
    deliver()
    [message] = [message for address, message in office.taken if address == "clerk@example.com"]
    assert ("被退回修改" in message["Subject"], "请阅读并签署" in text_of(message)) == (True, False)


def test_of_what_may_no_longer_be_seen_no_word_goes_out(office, signing, world):
    tell([world.supervisor.id], "signing.returned", signing, by=None)
    Appointment.update(ends_on=today() - dt.timedelta(days=1)).where(Appointment.person == world.supervisor).execute()
    assert (deliver(), office.taken) == ({NEEDLESS: 1}, [])


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_what_is_refused_for_now_is_tried_again_after_a_time_that_doubles(office, signing, command):
    ask(signing)
    office.answers[command] = ["451 later"] * 2
    waits = []
    for _ in range(2):
        assert deliver() == {TO_SEND: 1}
        waits.append(round((Letter.get().due_at - now()) / dt.timedelta(minutes=1)))
        later(minutes=waits[-1] + 1)
    assert (waits, "451 later" in Letter.get().error, deliver(), len(office.taken)) == ([2, 4], True, {SENT: 1}, 1)


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_what_is_refused_for_good_is_given_up_and_the_others_go(office, signing, world, command):
    ask(signing)
    tell([world.supervisor.id], "signing.returned", signing, by=None)
    office.answers[command] = ["550 no such person"]
    assert (deliver(), office.addresses) == ({UNSENT: 1, SENT: 1}, ["supervisor@example.com"])


@pytest.mark.parametrize("address", ["nobody", "a@b\r\nBcc: x@example.com", "张@例子.中国", "a b@example.com"])
def test_what_is_no_address_is_given_up(office, signing, address):
    ask(signing)
    Person.update(email=address).where(Person.id == signing.holder_id).execute()
    assert (deliver(), office.taken) == ({UNSENT: 1}, [])


def test_a_server_out_of_reach_costs_no_letter_a_try(office, signing, running):
    ask(signing)
    letters.send_by(post.Server.of("smtp://127.0.0.1:9", SENDER))
    assert deliver() == {}
    letter = Letter.get()
    assert (letter.state, letter.tries, "Refused" in letter.error, letter.due_at > now()) == (TO_SEND, 0, True, True)
    letters.send_by(post.Server.of(f"smtp://127.0.0.1:{running[1]}", SENDER))
    later(minutes=6)
    assert deliver() == {SENT: 1}


def test_after_two_days_it_is_old_news(office, signing):
    ask(signing)
    later(days=2, minutes=1)
    assert (deliver(), Letter.get().state, office.taken) == ({}, UNSENT, [])


@pytest.mark.parametrize("hours, together", [(3, True), (5, False)])
def test_what_is_new_does_not_die_with_an_old_letter(office, signing, hours, together):
    ask(signing)
    later(hours=hours)
    ask(signing, "signing.returned")
    assert (Letter.select().count() == 1) == together
    later(hours=47 - hours)
    assert deliver() == ({SENT: 1} if together else {SENT: 2})


def test_old_news_is_given_up_and_the_newer_letter_goes(office, signing):
    ask(signing)
    later(hours=47)
    ask(signing, "signing.returned")
    later(hours=2)
    assert (deliver(), [letter.state for letter in Letter.select().order_by(Letter.id)]) == ({SENT: 1}, [UNSENT, SENT])


def test_only_what_a_letter_asks_for_is_looked_up(office, signing, monkeypatch):
    looked_up = []
    for asked, names in inbox.STILL_ASKED.items():
        monkeypatch.setitem(inbox.STILL_ASKED, asked, lambda person, asked=asked, names=names: (
            looked_up.append(asked), names(person))[1])
    ask(signing, "signing.returned")
    deliver()
    ask(signing, "signing.opened", "signing.reminder", "signing.returned")
    assert (deliver(), looked_up) == ({SENT: 1}, [SIGNATURE])


def test_lost_on_the_wire_it_is_not_sent_again_by_itself(office, signing, world):
    ask(signing)
    office.on_taken = lambda server: server.transport.abort()
    assert deliver() == {UNSURE: 1}
    later(hours=5)
    assert (deliver(), len(office.taken)) == ({}, 1)
    office.on_taken = None
    Letter.get().send_again(by=world.admin)
    assert (deliver(), len({message["Message-ID"] for message in office.messages})) == ({SENT: 1}, 1)


def test_sent_but_not_noted_it_is_not_sent_again(office, signing, monkeypatch):
    ask(signing)
    with monkeypatch.context() as broken, pytest.raises(OSError, match="disk"):
        broken.setattr(Letter, "note_sent", lambda self: (_ for _ in ()).throw(OSError("disk full")))
        deliver()
    assert (Letter.get().state, deliver(), len(office.taken)) == (SENDING, {}, 1)
    later(minutes=16)
    assert (deliver(), Letter.get().state, len(office.taken)) == ({}, UNSURE, 1)


def test_what_could_not_be_written_stops_nothing_else(office, signing, world):
    def stumbling(letter, notices):
        if letter.person == world.clerk:
            raise ZeroDivisionError
        return compose(letter, notices)
    ask(signing)
    tell([world.supervisor.id], "signing.returned", signing, by=None)
    with pytest.raises(ZeroDivisionError):
        delivery.deliver(stumbling)
    delivery.deliver(stumbling)
    assert [letter.state for letter in Letter.select().order_by(Letter.id)] == [UNSENT, SENT]


@pytest.mark.parametrize("url, sender, wanted", [
    ("smtp://mail", SENDER, ("smtp", "mail", 25, None, None)),
    ("smtp+starttls://u%40x:p%3A%2F@mail:2525", SENDER, ("smtp+starttls", "mail", 2525, "u@x", "p:/")),
    ("smtps://mail", "a@b.cn", ("smtps", "mail", 465, None, None)),
    ("http://mail", SENDER, "give it as"), ("mail:25", SENDER, "give it as"), ("smtp://", SENDER, "give it as"),
    ("smtp://u:p@mail", SENDER, "in the clear"), ("smtp://u@localhost", SENDER, "in the clear"),
    ("smtp://mail:x", SENDER, "Port"), ("smtp://mail", None, "PORTAL_MAIL_FROM"),
    ("smtp://mail", "岗责通", "PORTAL_MAIL_FROM"),
])
def test_the_settings_are_read_or_refused_in_words(url, sender, wanted):
    try:
        server = post.Server.of(url, sender)
        assert (server.scheme, server.host, server.port, server.user, server.password) == wanted
    except ValueError as problem:
        assert wanted in str(problem)


def test_a_password_is_never_printed():
    assert "secret" not in repr(post.Server.of("smtps://u:secret@mail", SENDER))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """(certificate, key) of a mail server called localhost, signed by itself."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now() - dt.timedelta(1)).not_valid_after(now() + dt.timedelta(9))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
            .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
    (folder / "cert").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                                   serialization.NoEncryption()))
    return folder / "cert", folder / "key"


def test_over_tls_with_user_and_password(office, signing, certificate):
    with serving(office, **guarded(*certificate, "portal", "p:/@ss")) as port:
        address = f"localhost:{port}"
        outcomes = []
        for url, authority in ((f"smtp+starttls://portal:wrong@{address}", certificate[0]),
                               (f"smtp+starttls://portal:p%3A%2F%40ss@{address}", None),
                               (f"smtp+starttls://portal:p%3A%2F%40ss@{address}", certificate[0])):
            letters.send_by(post.Server.of(url, SENDER, authority and str(authority)))
            ask(signing)
            outcomes.append((deliver(), (Letter.get().error or "").partition(" ")[0]))
            later(minutes=6)
    assert outcomes == [({}, "535"), ({}, "SSLCertVerificationError:"), ({SENT: 1}, "")]


@pytest.fixture
def committed(app, office, tmp_path):
    """A database of its own in which things are committed: (world, a signing of the clerk, the address)."""
    before = database.obj
    with new_database(tmp_path) as url:
        real = base.connect(url)
        with real.connection_context(), app.test_request_context():
            schema.upgrade()
            world = build().fresh()
            Person.update(email=Person.number.concat("@example.com")).execute()
            yield world, paper_of(world), url
        real.close_all()
    database.initialize(before)


def test_several_deliverers_send_each_letter_once_and_leave_no_notice_behind(app, office, committed):
    people, over = list(Person.select()), threading.Event()

    def telling(n):
        with database.connection_context():
            for person in people[n::3] * 5:
                tell([person.id], "certificate.confirmed", person, by=None)

    def delivering(_n):
        with database.connection_context(), app.app_context():
            while not over.is_set():
                delivery.deliver(written)
            delivery.deliver(written)

    def written(letter, notices):
        message = compose(letter, notices)
        message["X-Notices"] = " ".join(str(notice.id) for notice in notices)
        return message
    with ThreadPoolExecutor(7) as threads:
        carriers = [threads.submit(delivering, n) for n in range(4)]
        list(threads.map(telling, range(3)))
        over.set()
        [carrier.result() for carrier in carriers]
    sent = sorted(int(n) for message in office.messages for n in message["X-Notices"].split())
    identities = [message["Message-ID"] for message in office.messages]
    assert sent == sorted(row.id for row in Notice.select()) != []
    assert len(identities) == len(set(identities)) == Letter.select().where(Letter.state == SENT).count()


def test_who_takes_up_a_letter_waits_for_what_is_just_being_told(app, office, committed):
    _world, signing, _url = committed
    ask(signing)
    letter, telling, done = Letter.get(), threading.Event(), threading.Event()

    def tell_slowly():
        with database.connection_context(), database.atomic():
            ask(signing, "signing.returned")
            telling.set()
            done.wait(0.5)  # whoever claims meanwhile waits for the end of this

    with ThreadPoolExecutor(1) as threads:
        told = threads.submit(tell_slowly)
        telling.wait(5)
        assert (letter.claim(), letter.notices.count()) == (True, 2)
        told.result()


def test_killed_after_the_server_took_it_it_is_not_sent_again(office, committed, running, tmp_path):
    _world, signing, url = committed
    ask(signing)
    environment = os.environ | {"DATABASE_URL": url, "PORTAL_DATA": str(tmp_path), "PORTAL_MAIL_FROM": SENDER,
                                "PORTAL_SMTP": f"smtp://127.0.0.1:{running[1]}"}
    words = [sys.executable, "-m", "portal.cli", "mail", "deliver"]
    carrier = subprocess.Popen(words, cwd=ROOT, env=environment)
    office.on_taken = lambda server: (os.kill(carrier.pid, signal.SIGKILL), carrier.wait())
    assert carrier.wait(60) == -signal.SIGKILL
    assert (Letter.get().state, deliver(), len(office.taken)) == (SENDING, {}, 1)
    later(minutes=16)
    assert (deliver(), Letter.get().state, len(office.taken)) == ({}, UNSURE, 1)
