"""The web: everything that knows HTTP, HTML or the layout of a PDF."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from whitenoise import WhiteNoise

from db import base, documents, keys, letters, post, previews, second_factors, workshop
from portal import (
    assets,
    auth,
    days,
    evidence,
    filters,
    http,
    jobs,
    language,
    navigation,
    pdf,
    receipts,
    rhythms,
    roster_words,
)
from portal.views import BLUEPRINTS

ROOT = Path(__file__).parent.parent
DEFAULTS = {
    "DATA": str(ROOT / "instance"),
    "HTTPS": False,           # behind a proxy that speaks TLS: secure cookies, HSTS
    "JOBS": "embedded",       # who works at background jobs: one of the web workers; "separate": a process of its own
    "PROXIES": 0,             # how many proxies in front set X-Forwarded-*
    "SMTP": None,             # where e-mail is handed over: smtp://, smtp+starttls:// or smtps://; None: there is none
    "SMTP_CA": None,          # file of the authority that signed the mail server's certificate; None: the system's
    "MAIL_FROM": None,        # in whose name: 岗责通 <portal@example.com>
    "TRUSTED_HOSTS": None,    # names the portal answers to, separated by commas; None: any
    "URL": "http://127.0.0.1:8000",  # what the codes on papers point to
}


def create_app(**overrides):
    """The portal, ready to serve. Settings: PORTAL_* of the environment over DEFAULTS, `overrides` over both.

    Raises SystemExit, with what to do, where files of the set-up are missing.
    """
    assets.check()
    pdf.check()
    settings = DEFAULTS | _environment() | overrides
    letters.send_by(_mail_server(settings))
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(flask_settings(settings))
    _bind_data(app, settings)
    jobs.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Htmx(app)
    http.init_app(app)  # first: it opens the connection that every later check uses, and closes it
    language.init_app(app, filters.chosen_locale)
    CSRFProtect(app)
    auth.init_app(app)
    receipts.init_app(app)
    filters.init_app(app)
    rhythms.init_app(app)
    evidence.init_app(app)
    days.init_app(app)
    roster_words.init_app(app)
    navigation.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _serve_static(app)
    return app


def flask_settings(settings):
    """Flask's own settings, from ours."""
    https = str(settings["HTTPS"]).lower() in ("1", "true", "yes")
    hosts = settings["TRUSTED_HOSTS"]
    return settings | {
        "HTTPS": https,
        "BABEL_DEFAULT_LOCALE": "zh_Hans", "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024, "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024, "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_NAME": "__Host-sid" if https else "sid", "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_SAMESITE": "Lax", "SESSION_COOKIE_HTTPONLY": True, "WTF_CSRF_TIME_LIMIT": None,
        "TRUSTED_HOSTS": [host.strip() for host in hosts.split(",")] if hosts else None,
    }


def _environment():
    known = {name: os.environ[f"PORTAL_{name}"] for name in DEFAULTS if f"PORTAL_{name}" in os.environ}
    return known | ({"DATABASE_URL": os.environ["DATABASE_URL"]} if "DATABASE_URL" in os.environ else {})


def _bind_data(app, settings):
    """The data folder: database, documents, keys, and the secret that signs cookies."""
    data = Path(settings["DATA"]).resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    base.connect(settings.get("DATABASE_URL") or f"sqlite+pool:///{data / 'portal.db'}")
    documents.keep_in(data / "documents")
    keys.keep_in(data / "keys")
    previews.keep_in(data / "previews")
    second_factors.keep_key(_secret(data / "keys" / "second-factors"))
    workshop.keep_in(data / "jobs")
    app.secret_key = settings.get("SECRET_KEY") or _secret(data / "keys" / "cookies")


def _mail_server(settings):
    """Where e-mail is handed over, None where it is not; a mistake in the settings is said before anything starts."""
    if not settings["SMTP"]:
        return None
    try:
        return post.Server.of(settings["SMTP"], settings["MAIL_FROM"], settings["SMTP_CA"])
    except ValueError as problem:
        raise SystemExit(f"PORTAL_SMTP: {problem}") from None


def _secret(path):
    """A secret of 256 bits, made once and whole; of two processes that start together one wins, both read its file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
        Path(temporary).unlink()
    return path.read_text()


def _serve_static(app):
    """Our own files and the generated ones, before Flask: no session, no database."""
    app.wsgi_app = WhiteNoise(app.wsgi_app, max_age=300, immutable_file_test=assets.is_immutable,
                              add_headers_function=http.never_sniffed)
    app.wsgi_app.add_files(str(ROOT / "portal" / "static"), prefix="static/")
    app.wsgi_app.add_files(str(assets.VENDOR), prefix="vendor/")
