"""The htmx idiom in one place: pages and their parts, rows or 404, refusals as pages, headers."""

from contextlib import suppress

from flask import current_app, flash, g, get_flashed_messages, make_response, redirect, render_template, url_for
from flask_babel import gettext
from htmx_flask import request
from jinja2_fragments.flask import render_block
from peewee import DataError, IntegrityError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, SecurityError

from db.base import N_, Invalid, NotAllowed, Refused, TooLate, database
from db.brakes import WINDOW, TooManyTries
from portal.auth import may_open

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                               "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                               "object-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
ABOVE_THE_PAGE = {"HX-Retarget": "#flash", "HX-Reselect": "#refusal", "HX-Reswap": "innerHTML show:top"}
BIGGEST_ID = 2**31 - 1
RETRY_AFTER = {429: int(WINDOW.total_seconds()), 503: 5}  # seconds
UNKEEPABLE = N_("This contains characters that cannot be kept.")  # PostgreSQL holds no NUL


def target():
    """The id htmx will swap into; None when the browser wants a whole page."""
    if request.htmx and not request.htmx.history_restore_request:
        return (request.htmx.target or "").rpartition("#")[2]
    return None


def render(template, *, parts=(), status=200, **context):
    """The page, or the one of its `parts` whose block has the name of the swap target."""
    if target() in parts:
        html = render_block(template, target(), **context)
        if messages := get_flashed_messages(with_categories=True):
            html += render_template("_flash.html", messages=messages, oob=True)
    else:
        html = render_template(template, **context)
    return make_response(html, status)


def get_or_404(rows, id):
    """The one of these rows with the id. Not visible and not there are the same."""
    row = rows.where(rows.model.id == id).first() if 0 < id <= BIGGEST_ID else None
    if row is None:
        raise NotFound
    return row


def number_arg(name, given=None):
    """A number of the address, or of the form that is given, that can be the id of a row, else None."""
    number = (request.args if given is None else given).get(name, type=int)
    return number if number and 0 < number <= BIGGEST_ID else None


def go(endpoint, **values):
    """After an action without htmx: a new page by GET. With htmx: tell it to go there."""
    address = url_for(endpoint, **values)
    if request.htmx:
        response = make_response("", 204)
        response.headers["HX-Redirect"] = address
        return response
    return redirect(address, 303)


def say(message, category="success", **params):
    """A flash message in the reader's language."""
    flash(gettext(message, **params), category)


def refuse(form, refusal):
    """Put a refusal next to the field it is about, or at the head of the form."""
    message = gettext(refusal.message, **refusal.params)
    field = form[refusal.field] if getattr(refusal, "field", None) in form else None
    if field is None:
        form.form_errors.append(message)
    else:
        field.errors = [*field.errors, message]
    return form


def init_app(app):
    app.before_request(_connect)
    app.before_request(_refuse_foreign_posts)
    app.teardown_request(_disconnect)
    app.after_request(_add_headers)
    app.register_error_handler(NotAllowed, lambda e: error_page(403, e))
    app.register_error_handler(TooLate, lambda e: error_page(409, e))
    app.register_error_handler(TooManyTries, lambda e: error_page(429, e))
    app.register_error_handler(Invalid, lambda e: error_page(422, e))
    app.register_error_handler(Refused, lambda e: error_page(422, e))
    app.register_error_handler(SecurityError, _not_our_name)
    app.register_error_handler(MethodNotAllowed, _not_by_this_method)
    app.register_error_handler(IntegrityError, lambda e: error_page(409))  # somebody else's row came first
    app.register_error_handler(DataError, lambda e: error_page(422, Refused(UNKEEPABLE)))
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InterfaceError, _busy)
    app.register_error_handler(HTTPException, lambda e: error_page(e.code or 500))
    app.register_error_handler(Exception, _broken)


def error_page(status, refusal=None):
    """A refusal as a page; where htmx asked, a fragment above the page, which stays with all that was typed."""
    message = gettext(refusal.message, **refusal.params) if refusal else None
    if target() is None:
        return make_response(render_template("error.html", status=status, message=message), status)
    response = make_response(render_template("_error.html", status=status, message=message), status)
    response.headers.update(ABOVE_THE_PAGE)
    return response


def _connect():
    g.opened = database.is_closed()
    database.connect(reuse_if_open=True)


def _disconnect(_error):
    if g.pop("opened", False) and not database.is_closed():
        database.close()


def _refuse_foreign_posts():
    """A second layer beside the token: browsers say where a request comes from."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            return error_page(403)
    return None


def _not_by_this_method(error):
    """A reload after a refused form asks for its address by GET: lead to the page the form stands on."""
    page = page_above(request.path) if request.method in ("GET", "HEAD") else None
    if page:
        return redirect(page, 303)
    response = error_page(405)
    response.allow.update(error.valid_methods or ())
    return response


def page_above(path):
    """The nearest page of ours on the way up from a path that the person may open; None where there is none."""
    ours = current_app.create_url_adapter(request)
    while path:
        path = path.rpartition("/")[0]
        for address in (path, f"{path}/"):
            with suppress(HTTPException):
                endpoint, values = ours.match(address, "GET")
                if g.person is None or may_open(endpoint):
                    return url_for(endpoint, **values)
    return None


def _not_our_name(_error):
    """Asked for under a foreign host name: no page, since no address of ours can be built for it."""
    return make_response("", 400)


def _busy(error):
    current_app.logger.warning("database unavailable: %s", type(error).__name__)
    return error_page(503)


def _broken(error):
    current_app.logger.error("unhandled %s", type(error).__name__, exc_info=error)
    return error_page(500)


def never_sniffed(headers, _path, _url):
    """The one header a static file needs: it is what its name says."""
    headers["X-Content-Type-Options"] = "nosniff"


def _add_headers(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.vary.update(["HX-Request", "HX-Target"])
    if response.status_code in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[response.status_code]
    if current_app.config["HTTPS"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response

