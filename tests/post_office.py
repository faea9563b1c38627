"""A real mail server on a real socket, that can refuse, stumble, or be out of reach."""

import socket
import ssl
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

SENDER = "岗责通 <portal@example.com>"


class PostOffice:
    """What it has taken stands in `taken`. `answers`: what it says instead of 250, in this order, by command."""

    def __init__(self):
        self.taken, self.answers, self.on_taken = [], {"RCPT": [], "DATA": []}, None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.answers["RCPT"]:
            return self.answers["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answers["DATA"]:
            return self.answers["DATA"].pop(0)
        self.taken.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=default)))
        if self.on_taken:
            self.on_taken(server)
        return "250 OK"

    @property
    def addresses(self):
        return sorted(address for address, _message in self.taken)

    @property
    def messages(self):
        return [message for _address, message in self.taken]


def text_of(message):
    return message.get_body(("plain",)).get_content()


@contextmanager
def serving(office, **options):
    """The port it answers on, while this lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def guarded(certificate, key, user, password):
    """Options of a server that wants TLS first and then this user."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def check(server, session, envelope, mechanism, given):
        wanted = LoginPassword(user.encode(), password.encode())
        return AuthResult(success=given == wanted, handled=False)
    return {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": check}
