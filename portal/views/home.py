from itertools import islice

from flask import Blueprint, g

from db import signing_lists
from db.binding import bound_until
from db.calendar_days import missing_year
from db.delegations import Delegation
from db.keys import Certificate
from db.notices import Notice
from db.paper_copies import PaperCopy
from db.reopening import to_mend
from db.reviewing import desk
from db.second_factors import is_waived
from db.upkeep import due
from portal.agenda import on_the_list
from portal.auth import PUBLIC, SIGNED_IN, needs
from portal.first_steps import steps
from portal.http import render
from portal.navigation import awaiting
from portal.notices import lines

bp = Blueprint("home", __name__)
MOST = 20  # signings on the page; the list has all
NEWEST = 5  # unread notices on Today
SAID_ABOVE = ("signing.opened", "signing.turn", "description.to_superior", "description.to_hr",
              "description.returned")  # these stand on Today themselves


@bp.get("/")
@needs(SIGNED_IN)
def index():
    """Today: what waits for the person who opens the portal."""
    news, more = Notice.page(g.person, unseen=True, but=SAID_ABOVE, size=NEWEST)
    mine = signing_lists.own(g.person)
    return render("home/index.html", signings=first(awaiting()), news=lines(news, g.person),
                  more_news=more, desk=desk(g.person), returned=to_mend(g.person),
                  copies=PaperCopy.wanted(g.person), mine=mine, bound=bound_until(mine),
                  certificate=Certificate.of(g.person), reviews=due(g.person),
                  entrusted=Delegation.around(g.person), unguarded=is_waived(g.person),
                  missing_year=missing_year_for(g.person), steps=steps(), **on_the_list())


def missing_year_for(person):
    """The year without holidays, for who keeps the calendar."""
    return missing_year() if person.can("calendar.manage") else None


def first(turns):
    return signing_lists.with_turns(dict(islice(turns.items(), MOST)))


@bp.get("/menu")
@needs(SIGNED_IN)
def menu():
    return render("home/menu.html")


@bp.get("/healthz")
@needs(PUBLIC)
def health():
    return {"state": "ok"}
