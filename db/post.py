"""The way to the mail server, and what is certain about a letter after each step of it."""

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from db.people import EMAIL

TIMEOUT = 60  # seconds, for each answer of the server
PLAIN, STARTTLS, TLS = "smtp", "smtp+starttls", "smtps"
PORTS = {PLAIN: 25, STARTTLS: 587, TLS: 465}


class NotTaken(Exception):
    """The server certainly has not taken the letter. `for_good`: nor will it, as it is."""

    def __init__(self, said, for_good=False):
        super().__init__(said)
        self.for_good = for_good


class Unsure(Exception):
    """The letter was on the wire when the connection was lost: taken or not, nobody here knows."""


@dataclass(frozen=True)
class Server:
    """Where letters are handed over, and in whose name: `sender` as it stands in From."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: str | None = None  # file of the certificate authority; None: those of the system

    @classmethod
    def of(cls, url, sender, authority=None):
        """From smtp://HOST, or smtp+starttls:// or smtps://[USER:PASSWORD@]HOST, [:PORT]. ValueError: what is wrong."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("give it as smtp://HOST, smtp+starttls://USER:PASSWORD@HOST:587 or smtps://...")
        if parts.scheme == PLAIN and parts.username:
            raise ValueError("smtp:// would send the password in the clear: use smtp+starttls:// or smtps://")
        if not EMAIL.match(parseaddr(sender or "")[1]):
            raise ValueError("the sender's address is missing: PORTAL_MAIL_FROM='岗责通 <portal@example.com>'")
        return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], sender,
                   parts.username and unquote(parts.username), parts.password and unquote(parts.password), authority)

    @property
    def address(self):
        return parseaddr(self.sender)[1]

    @contextlib.contextmanager
    def connect(self):
        """A connection that takes letters; NotTaken where there is none to be had."""
        try:
            smtp = self._open()
        except (smtplib.SMTPException, OSError) as problem:
            raise NotTaken(_words(problem)) from problem
        try:
            yield smtp
        finally:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.quit()

    def hand_over(self, smtp, address, message):
        """One letter. It is taken when this returns; NotTaken: certainly not; Unsure: perhaps."""
        data = re.sub(rb"(?m)^\.", b"..", message.as_bytes().rstrip(b"\r\n")) + b"\r\n.\r\n"
        try:
            _expect(smtp.mail(self.address), 250)
            _expect(smtp.rcpt(address), 250, 251)
            _expect(smtp.docmd("DATA"), 354)
        except (smtplib.SMTPException, OSError) as problem:
            raise NotTaken(_words(problem)) from problem
        except NotTaken:
            _begin_anew(smtp)
            raise
        try:
            smtp.send(data)
            answer = smtp.getreply()
        except (smtplib.SMTPException, OSError) as problem:
            raise Unsure(_words(problem)) from problem
        _expect(answer, 250)

    def _open(self):
        context = ssl.create_default_context(cafile=self.authority)
        if self.scheme == TLS:
            smtp = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            smtp.ehlo_or_helo_if_needed()
            if self.scheme == STARTTLS:
                smtp.starttls(context=context)
                smtp.ehlo()
            if self.user:
                smtp.login(self.user, self.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp


def _begin_anew(smtp):
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.rset()


def _expect(answer, *codes):
    code, said = answer
    if code not in codes:
        raise NotTaken(f"{code} {said.decode(errors='replace')}"[:200], for_good=code >= 500)


def _words(problem):
    """A problem in a line for the administrator."""
    if isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_error
        return f"{problem.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:200]
    return f"{type(problem).__name__}: {problem}"[:200]
