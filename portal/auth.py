"""Who is signed in, and the one gate every request passes: a view says what it takes, silence means nobody."""

from flask import abort, current_app, g, redirect, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from htmx_flask import make_response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from db.access import ABILITIES
from db.on_site import OnSite
from db.people import Person
from db.sessions import Session

PUBLIC, SIGNED_IN = "public", "signed in"  # abilities everybody has: the world, and whoever is signed in
ALWAYS_OPEN = {"session.new", "session.create", "session.destroy", "passwords.edit", "passwords.update",
               "settings.locale"}  # while the initial password still has to be replaced
AT_THE_PAPER = {"signatures.show", "signatures.sign", "signatures.hand_back", "signatures.decline", "signatures.paper"}
ON_SITE = {"on_site.show", "on_site.prove", "on_site.end", "settings.locale"}  # on a device that was handed over
WITH_A_KEY = {"keys.index", "keys.create", "keys.agreement"}  # which the holder may still have to make there
SETTING_UP = {"second_factor.edit", "second_factor.offer", "second_factor.confirm"}  # while one is still lacking

login_manager = LoginManager()


class Visitor(UserMixin):
    """What Flask-Login carries through a request: the live session and its person."""

    def __init__(self, row, token):
        self.session, self.person, self.token = row, row.person, token

    def get_id(self):
        return self.token


def needs(ability):
    """Declare what a view takes. A route without it answers 403 to everybody."""
    if ability not in (PUBLIC, SIGNED_IN):
        ABILITIES[ability]

    def declare(view):
        view.ability = ability
        return view
    return declare


def may_open(endpoint):
    """Whether the gate lets the person of this request through to the view."""
    ability = _ability_of(endpoint)
    if ability in (None, PUBLIC):
        return ability == PUBLIC
    return g.person is not None and (ability == SIGNED_IN or g.person.can(ability))


def init_app(app):
    login_manager.init_app(app)
    login_manager.session_protection = None  # our sessions live on this side and end there
    login_manager.user_loader(_visitor)
    app.before_request(_gate)
    if int(app.config["PROXIES"]):
        count = int(app.config["PROXIES"])
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)


def enter(row, token):
    """Make this browser the one of the session; nothing of an earlier visitor stays."""
    if current_user.is_authenticated and not current_user.session.is_over:
        current_user.session.end(by=current_user.person)
    handed_over = session.get("on_site") if row.on_site_id else None
    session.clear()
    if handed_over:
        session["on_site"] = handed_over
    login_user(Visitor(row, token))


def enter_anew(second_factor=None):
    """Go on in a session of the same kind, after something that ended every one of the person."""
    row = current_user.session
    proven = row.second_factor if second_factor is None else second_factor
    enter(*Session.start(row.person, second_factor=proven, on_site=row.on_site, **trail()))


def device():
    """What this device of HR's was handed over for, also when that is over; None where it was not."""
    if "device" not in g:
        g.device = OnSite.of(session["on_site"]) if "on_site" in session else None
    return g.device


def leave():
    if current_user.is_authenticated:
        current_user.session.end(by=current_user.person)
    logout_user()
    session.clear()


def trail():
    """Where a signature or a sign-in comes from, for the register."""
    return {"address": request.remote_addr or "", "agent": (request.user_agent.string or "")[:200]}


def safe_next(path):
    """A path of our own to go on to after signing in; anything else is the home page."""
    plain = path and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain and "\\" not in path else url_for("home.index")


def _visitor(token):
    row = Session.of(token)
    return Visitor(row, token) if row else None


def _gate():
    """Deny by default. Runs before every view, the error pages included."""
    g.person = current_user.person if current_user.is_authenticated else None
    if request.endpoint is None:
        return None  # there is no such page: 404 whoever asks
    if g.person.on_site if g.person else device():
        return _on_site()
    if _ability_of(request.endpoint) == PUBLIC:
        return None
    if g.person is None:
        return _to_sign_in()
    if g.person.must_choose_password and request.endpoint not in ALWAYS_OPEN:
        return _lead_to(url_for("passwords.edit"), 403)
    if g.person.must_set_second_factor and request.endpoint not in ALWAYS_OPEN | SETTING_UP:
        return _lead_to(url_for("second_factor.edit"), 403)
    if not may_open(request.endpoint):
        abort(403)
    return None


def _on_site():
    """On a device of HR's that was handed over: one paper, for whoever proved to be its holder; else nothing."""
    if request.endpoint in ON_SITE:
        return None
    if g.person is None:
        closed = not device().is_over or _ability_of(request.endpoint) != PUBLIC
        return _lead_to(url_for("on_site.show"), 401) if closed else None
    if g.person.must_choose_password:
        is_open = request.endpoint in ("passwords.edit", "passwords.update")
        return None if is_open else _lead_to(url_for("passwords.edit"), 403)
    paper = g.person.on_site.signing_id
    is_the_paper = request.endpoint in AT_THE_PAPER and request.view_args["id"] == paper
    if (is_the_paper or request.endpoint in WITH_A_KEY) and may_open(request.endpoint):
        return None
    return _lead_to(url_for("signatures.show", id=paper), 403)


def _ability_of(endpoint):
    return getattr(current_app.view_functions[endpoint], "ability", None)


def _to_sign_in():
    if not Person.is_anybody():
        return redirect(url_for("setup.new"), 303)
    if request.method == "POST":
        return current_app.view_functions["session.new"](status=401)  # here, so that what was typed rides along
    path = request.full_path.rstrip("?") if request.method == "GET" and not request.htmx else "/"
    return _lead_to(url_for("session.new", next=path if path != "/" else None), 401)


def _lead_to(address, status):
    """Another page first: htmx has to be told, or it would put that page into a part of this one."""
    return make_response("", status, redirect=address) if request.htmx else redirect(address, 303)
