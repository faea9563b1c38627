"""bin/portal mail: send what waits, and try whether the settings are right."""

import click

from db import delivery, letters, post
from db.people import EMAIL
from portal.mail import compose, trial


@click.group()
def mail():
    """Notices by e-mail."""


@mail.command("deliver")
def deliver():
    """Send what waits to be sent; the portal does it by itself, this is for a timer where no server runs."""
    if letters.server() is None:
        click.echo("No mail server is named (PORTAL_SMTP): nothing goes out.")
        return
    done = delivery.deliver(compose)
    click.echo(", ".join(f"{count} {state}" for state, count in sorted(done.items())) or "nothing to send")


@mail.command("test")
@click.argument("address")
def test(address):
    """Send a trial message to ADDRESS, and say what the server said. Exit 0: it was taken."""
    server = letters.server()
    if server is None:
        raise click.ClickException("No mail server is named. Set PORTAL_SMTP and PORTAL_MAIL_FROM.")
    if not EMAIL.match(address):
        raise click.ClickException("That is not an e-mail address.")
    try:
        with server.connect() as smtp:
            server.hand_over(smtp, address, trial(address))
    except (post.NotTaken, post.Unsure) as problem:
        raise click.ClickException(f"{server.host}:{server.port} did not take it: {problem}") from None
    click.echo(f"{server.host}:{server.port} took it.")
