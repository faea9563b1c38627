import re

from flask import Blueprint, g, request
from flask_babel import gettext

from db import directory, leaves, reminders, workbooks
from db.board import STATES, board, note_export, page, waited_for
from db.people import Person
from db.signatures import SIGNED, Signing
from portal import filters, labels
from portal.auth import needs
from portal.downloads import download
from portal.forms import _
from portal.http import get_or_404, go, number_arg, render, say, target

bp = Blueprint("board", __name__, url_prefix="/signatures/board")
FEW = 8     # people said by name
HEADINGS = (_("Department"), _("Position"), _("Employee number"), _("Name"), _("State"), _("Waits for"),
            _("Days waiting"), _("Deadline"), _("Overdue"), _("Reminded, times"), _("Last reminded on"))
WIDTHS = (22, 26, 12, 12, 18, 24, 10, 14, 8, 10, 14)


@bp.get("/")
@needs("signatures.board")
def index():
    chosen = choice()
    lines = board(g.person, **chosen)
    told, gone, (shown, more) = reminders.tallies(lines), leaves.away(), page(lines, place())
    to_remind = reminders.to_remind(lines, told, g.person)
    return render("board/index.html", parts={"board"}, lines=shown, more=more, count=len(lines), chosen=chosen,
                  overdue=sum(line.is_overdue for line in lines), people=waited_for(lines), states=STATES,
                  is_signed=chosen["state"] in SIGNED,
                  departments=directory.departments(g.person), told=told, address=address,
                  may_hand_over=g.person.can("signatures.hand_over"), gone=gone, to_remind=to_remind,
                  present={signing for signing, whom in to_remind.items() if whom - gone.keys()})


@bp.post("/<int:id>/remind")
@needs("signatures.remind")
def remind(id):
    """Those one paper waits for, also who is away: whoever asks for it sees that."""
    signing = get_or_404(Signing.visible_to(g.person), id)
    done = reminders.remind([signing.id], by=g.person)
    say_reminded(done)
    return index() if target() else go("board.index", **address())


@bp.post("/remind")
@needs("signatures.remind")
def remind_all():
    """Those the papers of the filter wait for, unless they are away; as far as one may remind: one may see more."""
    lines, gone = board(g.person, **choice()), leaves.away().keys()
    waiting = reminders.to_remind(lines, reminders.tallies(lines), g.person)
    say_reminded(reminders.remind(waiting, but=gone, by=g.person), spared=set().union(*waiting.values()) & gone)
    return go("board.index", **address())


@bp.post("/export")
@needs("signatures.board")
def export():
    """The lines of the filter as an Excel file; by POST, as it is written down."""
    chosen = choice()
    lines = board(g.person, **chosen)
    told, gone, never = reminders.tallies(lines), leaves.away(), reminders.Tally()
    called, yes = {state: str(labels.STATES[state][0]) for state in STATES}, gettext("Yes")
    rows = [(line.department, line.title, line.number, line.holder, called[line.state],
             "、".join(waiting(line, gone)), "" if line.days is None else str(line.days),
             line.due_on.isoformat() if line.due_on else "", yes if line.is_overdue else "",
             *last_reminder(told.get(line.signing_id, never))) for line in lines]
    data = workbooks.write([str(heading) for heading in HEADINGS], rows, WIDTHS)
    note_export(g.person, data, count=len(rows), chosen=chosen)
    return download(data, gettext("Unsigned board") + ".xlsx", workbooks.XLSX)


def waiting(line, gone):
    """Names of those it waits for; of a delegate, for whom; of who is away, until when."""
    return [name + (gettext(" (for %(name)s)", name=line.delegates[row_id]) if row_id in line.delegates else "")
            + (f" ({filters.absence(gone[row_id])})" if row_id in gone else "")
            for row_id, name in line.waits_for.items()]


def say_reminded(done, spared=()):
    people = Person.names(set().union(*done.values()))
    if len(people) > FEW:
        say("Reminded: %(count)s people, of %(papers)s papers.", count=len(people), papers=len(done))
    elif people:
        say("Reminded: %(names)s.", names="、".join(people.values()))
    elif not spared:
        say("Nobody to remind: signed meanwhile, or reminded today already.", "info")
    if spared:
        say("Away and not reminded: %(count)s people (%(names)s).", "info", count=len(spared),
            names="、".join([*Person.names(spared).values()][:FEW]) + ("…" if len(spared) > FEW else ""))


def last_reminder(tally):
    return (str(tally.times), tally.last_on.isoformat()) if tally.times else ("", "")


def address(after=None):
    """The filter as it stands in an address, and behind which line the page begins: this one, or the reader's."""
    chosen = choice()
    after = after.place if after else place()
    return chosen | {"overdue": 1 if chosen["overdue"] else None, "after": after and ".".join(map(str, after))}


def place():
    """The place of the line behind which the page begins; None: at the first one."""
    parts = request.args.get("after", "").split(".")
    is_one = len(parts) == 4 and all(re.fullmatch(r"-?\d{1,10}", part, re.ASCII) for part in parts)
    return tuple(map(int, parts)) if is_one else None


def choice():
    """The filter in the address; what is no state or no number is no filter."""
    state = request.args.get("state")
    return {"department": number_arg("department"), "state": state if state in STATES else None,
            "waits_for": number_arg("waits_for"), "overdue": request.args.get("overdue") == "1"}
