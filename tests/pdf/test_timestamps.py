import datetime as dt
import functools
import hashlib
import http.server
import subprocess
import threading

import pytest
from asn1crypto import algos, core, tsp

from db import pades, timestamps
from db.authority import Authority
from db.pades.trust import finish
from db.timestamps import POLICY, TimestampFailed, respond, timestamper
from tests.pdf import chain
from tests.pdf.chain import AT

DATA = "职位说明书".encode()
IMPRINT = hashlib.sha256(DATA).digest()
REPLY = "application/timestamp-reply"


@pytest.fixture
def foreign(tmp_path):
    """Somebody else's timestamp authority."""
    return Authority.open(tmp_path / "foreign", "时间戳服务中心", at=AT - dt.timedelta(days=1))


@pytest.fixture
def served():
    """served(answer) is the address of a server; answer(request) gives the (status, type, body) of its answer."""
    servers = []

    def serve(answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                status, kind, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def question(digest=IMPRINT, algorithm="sha256", **more):
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}), "hashed_message": digest}
    return tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True, **more}).dump()


def told(answer):
    """What a granted answer says."""
    return tsp.TimeStampResp.load(answer)["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed


def openssl(*arguments):
    return subprocess.run(["openssl", "ts", *map(str, arguments)], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("options", [
    ("-sha256", "-cert"), ("-sha384", "-cert"), ("-sha512",), ("-sha256", "-no_nonce")])
def test_openssl_asks_and_accepts_the_answer(tmp_path, options):
    authority, asked, answer = chain.authority(), tmp_path / "asked.tsq", tmp_path / "answer.tsr"
    (tmp_path / "data").write_bytes(DATA)
    openssl("-query", "-data", tmp_path / "data", *options, "-out", asked)
    answer.write_bytes(respond(asked.read_bytes(), authority, AT))
    known = () if "-cert" in options else ("-untrusted", authority.folder / "clock.pem")
    assert openssl("-verify", "-queryfile", asked, "-in", answer, "-attime", int(AT.timestamp()), *known,
                   "-CAfile", authority.folder / "root.pem").strip() == "Verification: OK"


def test_the_token_says_when_and_by_which_policy_and_repeats_the_nonce():
    token = told(respond(question(nonce=core.Integer(2**63 + 5)), chain.authority(), AT.replace(microsecond=654321)))
    assert (token["gen_time"].native, token["policy"].native, token["nonce"].native, token["accuracy"].native) == (
        AT, POLICY, 2**63 + 5, {"seconds": 1, "millis": None, "micros": None})
    assert token["message_imprint"]["hashed_message"].native == IMPRINT


def test_no_two_tokens_have_the_same_serial_number():
    serials = [told(respond(question(), chain.authority(), AT))["serial_number"].native for _ in range(40)]
    assert (len(set(serials)), min(serials) > 0, max(serials) < 2**160) == (40, True, True)


@pytest.mark.parametrize(("request_", "reason"), [
    (b"", "bad_data_format"), (b"\x30\x03junk", "bad_data_format"), (question() + b"\0", "bad_data_format"),
    (question(IMPRINT[:20], "sha1"), "bad_alg"), (question(IMPRINT[:31]), "bad_data_format"),
    (question(req_policy="1.2.3.4"), "unaccepted_policy"),
    (question(extensions=[{"extn_id": "1.2.3", "critical": True, "extn_value": b"\5\0"}]), "unaccepted_extensions"),
], ids=["empty", "junk", "more behind it", "SHA-1", "short digest", "foreign policy", "extension"])
def test_what_it_cannot_grant_is_rejected_with_the_reason(request_, reason):
    status = timestamps._Rejection.load(respond(request_, chain.authority(), AT))["status"]
    assert (status["status"].native, status["fail_info"].native) == ("rejection", {reason})


def test_a_foreign_clock_stamps_when_its_root_is_trusted(tmp_path, foreign, served):
    own = Authority.open(tmp_path / "keys", chain.ORGANISATION, at=AT - dt.timedelta(days=1))
    (own.folder / "trusted").mkdir()
    (own.folder / "trusted" / "clock.pem").write_bytes((foreign.folder / "root.pem").read_bytes())
    own = Authority.open(own.folder, chain.ORGANISATION)
    its_time = AT + dt.timedelta(seconds=2)
    url = served(lambda asked: (200, REPLY, respond(asked, foreign, its_time)))
    pdf = pades.seal(chain.blank(), own, at=AT, reason="签发", final=True, timestamp_url=url)
    report = pades.check(pdf, own, at=chain.NEXT_DAY)
    assert (report.sealed, report.altered, report.problems) == (True, False, ())
    assert (report.signatures[0].signed_at, report.archived_at) == (AT, its_time)


def test_a_clock_that_tells_another_time_than_the_paper_is_reported(tmp_path, foreign, served):
    own = Authority.open(tmp_path / "keys", chain.ORGANISATION, at=AT - dt.timedelta(days=1))
    (own.folder / "trusted").mkdir()
    (own.folder / "trusted" / "clock.pem").write_bytes((foreign.folder / "root.pem").read_bytes())
    own = Authority.open(own.folder, chain.ORGANISATION)
    url = served(lambda asked: (200, REPLY, respond(asked, foreign, AT + dt.timedelta(hours=2))))
    pdf = pades.seal(chain.blank(), own, at=AT, reason="签发", timestamp_url=url)
    report = pades.check(pdf, own, at=chain.NEXT_DAY)
    assert (report.altered, report.signatures[0].timestamp_ok, pades.checking.NO_TIME in report.problems) == (
        False, False, True)


def refused(url):
    """The message with which sealing fails when this is the configured clock."""
    with pytest.raises(TimestampFailed) as failure:
        pades.seal(chain.blank(), chain.authority(), at=AT, reason="签发", timestamp_url=url)
    return failure.value.message


def test_a_foreign_clock_nobody_vouches_for_is_refused(foreign, served):
    url = served(lambda asked: (200, REPLY, respond(asked, foreign, AT)))
    assert refused(url) == pades.signing.UNKNOWN_CLOCK


def other(authority, asked):
    """A token of the right form for something else."""
    nonce = tsp.TimeStampReq.load(asked)["nonce"]
    return 200, REPLY, respond(question(hashlib.sha256(b"other").digest(), nonce=nonce), authority, AT)


@pytest.mark.parametrize(("answer", "message"), [
    (lambda authority, asked: (500, "text/plain", b"out of order"), timestamps.NO_ANSWER),
    (lambda authority, asked: (200, "text/html", b"<h1>Welcome</h1>"), timestamps.NO_ANSWER),
    (lambda authority, asked: (200, REPLY, b"\x30\x03junk"), timestamps.NO_TOKEN),
    (lambda authority, asked: (200, REPLY, b""), timestamps.NO_TOKEN),
    (lambda authority, asked: (200, REPLY, respond(b"", authority, AT)), timestamps.NO_TOKEN),
    (lambda authority, asked: (200, REPLY, respond(question(), authority, AT)), timestamps.NO_TOKEN),
    (other, timestamps.NO_TOKEN),
], ids=["error", "a page", "junk", "nothing", "rejected", "no nonce", "for something else"])
def test_a_configured_clock_that_fails_fails_loudly(served, answer, message):
    assert refused(served(functools.partial(answer, chain.authority()))) == message


def test_a_configured_clock_that_is_not_there_fails_loudly(served):
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.server_close()
    assert refused(f"http://127.0.0.1:{server.server_port}/") == timestamps.NO_ANSWER


def test_a_configured_clock_that_does_not_answer_is_not_waited_for(monkeypatch, served):
    monkeypatch.setattr(timestamps, "PATIENCE", 0.2)
    released = threading.Event()
    url = served(lambda asked: (released.wait(5) and 200, REPLY, b""))
    assert refused(url) == timestamps.NO_ANSWER
    released.set()


@pytest.mark.parametrize("url", ["ftp://clock.example/", "file:///etc/passwd", "clock.example", "http://"])
def test_only_web_addresses_are_clocks(url):
    assert refused(url) == timestamps.BAD_ADDRESS


def test_the_portals_own_clock_needs_no_network(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was used"))
    token = finish(timestamper(chain.authority(), at=AT).async_timestamp(IMPRINT, "sha256"))
    assert token["content"]["encap_content_info"]["content"].parsed["gen_time"].native == AT
