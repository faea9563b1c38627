from flask import Blueprint, g, request

from db import letters
from db.notices import Notice
from portal.auth import SIGNED_IN, needs
from portal.http import get_or_404, go, number_arg, render, say
from portal.notices import lines

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("/")
@needs(SIGNED_IN)
def index():
    only_unread = request.args.get("unread") == "1"
    rows, more = Notice.page(g.person, unseen=only_unread, before=number_arg("before"))
    return render("notices/index.html", parts={"notices"}, lines=lines(rows, g.person), more=more,
                  only_unread=only_unread, mail_goes_out=letters.server() is not None)


@bp.post("/<int:id>/open")
@needs(SIGNED_IN)
def follow(id):
    """Read it, and on to what it is about."""
    notice = get_or_404(Notice.visible_to(g.person), id)
    notice.see()
    [line] = lines([notice], g.person)
    endpoint, values = line.page or ("notices.index", {})
    return go(endpoint, **values)


@bp.post("/<int:id>/seen")
@needs(SIGNED_IN)
def see(id):
    get_or_404(Notice.visible_to(g.person), id).see()
    return go("notices.index")


@bp.post("/seen")
@needs(SIGNED_IN)
def see_all():
    Notice.see_all(g.person, upto=number_arg("upto", request.form) or 0)
    say("All notices are marked as read.")
    return go("notices.index")


@bp.post("/mail")
@needs(SIGNED_IN)
def switch_mail():
    """Whether notices also come by e-mail: each for oneself."""
    g.person.switch_mail(request.form.get("on") == "1", by=g.person)
    say("Saved.")
    return go("notices.index")
