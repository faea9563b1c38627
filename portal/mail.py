"""What a letter says: the notices it tells, in its reader's language, as text and as simple HTML."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from db import inbox, letters
from db.base import HERE, now
from portal.filters import LOCALES
from portal.notices import page_of, sentence

NAME = "岗责通"


def compose(letter, notices):
    """The message, as the mail server gets it. It names nobody and leads to the portal for the rest."""
    person = letter.person
    facts = inbox.about(person, notices)
    with force_locale(person.locale if person.locale in LOCALES else "zh_Hans"):
        said = [(sentence(notice, facts[notice.subject]), address_of(notice)) for notice in notices]
        subject = said[0][0] if len(said) == 1 else gettext("%(n)s new notices", n=len(said))
        return _message(person.email, subject, letter.message_id, said)


def trial(address):
    """A message that shows whether the settings are right."""
    said = [(gettext("E-mail from the portal reaches this address."), url("/"))]
    return _message(address, gettext("A trial message"), make_msgid(domain="portal"), said)


def url(path):
    """An address of ours from outside."""
    return current_app.config["URL"].rstrip("/") + path


def address_of(notice):
    endpoint, values = page_of(notice)
    return url(current_app.url_map.bind("portal").build(endpoint, values))


def _message(address, subject, message_id, said):
    message = EmailMessage(policy=SMTP)
    message["From"] = letters.server().sender
    message["To"] = address
    message["Subject"] = f"【{NAME}】{subject}"
    message["Date"] = format_datetime(now().astimezone(HERE))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    facts = {"said": said, "settings": url(current_app.url_map.bind("portal").build("notices.index"))}
    message.set_content(render_template("letters/message.txt", **facts), cte="base64")
    message.add_alternative(render_template("letters/message.html", **facts), subtype="html", cte="base64")
    return message
