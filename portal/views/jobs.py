from flask import Blueprint, g

from db import audit
from db.jobs import KEPT, Job
from db.people import Person
from db.rounds import Round
from portal.auth import needs
from portal.downloads import hand_out
from portal.http import get_or_404, go, number_arg, render, say
from portal.timetable import TIMETABLE

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
@needs("jobs.read")
def index():
    rows, more = Job.page(g.person, before=number_arg("before"))
    return render("jobs/index.html", parts={"jobs"}, jobs=rows, more=more, days=KEPT.days,
                  rounds=Round.standing(TIMETABLE, g.person))


@bp.get("/<int:id>")
@needs("jobs.read")
def show(id):
    job = get_or_404(Job.visible_to(g.person), id)
    entries = list(audit.history(job))
    return render("jobs/show.html", parts={"job"}, job=job, moves=job.moves_for(g.person),
                  may_fetch=job.may_be_fetched_by(g.person), entries=entries,
                  names=Person.names(entry.actor_id for entry in entries))


@bp.post("/<int:id>/file")
@needs("jobs.read")
def fetch(id):
    """The file itself; by POST, as it is written down."""
    job = get_or_404(Job.visible_to(g.person), id)
    return hand_out(job.fetch(by=g.person), job.file)


@bp.post("/<int:id>/cancel")
@needs("jobs.cancel")
def cancel(id):
    job = get_or_404(Job.visible_to(g.person), id)
    job.cancel(by=g.person)
    say("Cancelled.")
    return go("jobs.show", id=id)


@bp.post("/<int:id>/again")
@needs("jobs.cancel")
def try_again(id):
    job = get_or_404(Job.visible_to(g.person), id)
    job.try_again(by=g.person)
    say("It is tried again.")
    return go("jobs.show", id=id)
