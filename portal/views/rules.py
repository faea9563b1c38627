"""The rules of a position: how each of its clauses is done, and what that means for the next days."""

from flask import Blueprint, g, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from wtforms import SelectMultipleField, widgets
from wtforms.validators import InputRequired

from db import coverage, generation
from db.base import N_, Invalid, NotAllowed, TooLate, today
from db.deeds import BY_WORD
from db.people import Person
from db.rules import SOURCES, Fulfilment, Rule, clauses_in_force, plans, positions_read_by
from portal.auth import needs
from portal.forms import Day, Form, _
from portal.http import get_or_404, go, number_arg, refuse, render, say
from portal.rule_form import RuleForm

bp = Blueprint("rules", __name__)


class EndForm(Form):
    valid_until = Day(_("Ends on"), [InputRequired()])


class SourcesForm(Form):
    sources = SelectMultipleField(_("Shown by"), widget=widgets.ListWidget(prefix_label=False),
                                  option_widget=widgets.CheckboxInput())

    def offer(self):
        self.sources.choices = {key: gettext(label) for key, label in SOURCES.items()}
        return self


@bp.get("/rules/")
@needs("duties.watch")
def coverage_map():
    """Which positions have duties that are not covered, that nobody proves, or that bind nobody."""
    lines = coverage.coverage_map(g.person)
    return render("rules/map.html", lines=lines, uncovered=sum(line.uncovered for line in lines),
                  total=sum(len(line.lines) for line in lines))


@bp.get("/positions/<int:id>/rules")
@needs("duties.read")
def index(id):
    position = get_or_404(positions_read_by(g.person), id)
    lines, orphans = coverage.coverage(position, g.person)
    return render("rules/index.html", position=position, lines=lines, orphans=orphans, sources=SOURCES,
                  uncovered=sum(not line.is_covered for line in lines), plans=plans(g.person, position.id))


@bp.get("/positions/<int:id>/rules/<identity>/new")
@needs("duties.plan")
def new(id, identity, form=None, status=200):
    position, clause = planned(id, identity)
    like = Rule.visible_to(g.person).where(Rule.id == number_arg("like"), Rule.position == id).first()
    blank = RuleForm.anew(like) if like else RuleForm.new(clause)
    return draw(position, clause, form or blank.offer(position), status)


@bp.post("/positions/<int:id>/rules/<identity>/new")
@needs("duties.plan")
def create(id, identity):
    position, _clause = planned(id, identity)
    form = RuleForm(request.form).offer(position)
    if form.preview.data or not form.validate():
        return new(id, identity, form, 200 if form.preview.data else 422)
    try:
        rule = Rule.write(position, identity, form.facts(), max(form.begins_on.data, today()), by=g.person)
    except Invalid as refusal:
        return new(id, identity, refuse(form, refusal), 422)
    generation.keep_up()
    say("The rule is there.")
    return go("rules.show", id=rule.id)


@bp.get("/positions/<int:id>/rules/<identity>/sources")
@needs("duties.plan")
def sources(id, identity, form=None, status=200):
    position, clause = planned(id, identity)
    form = form or SourcesForm(formdata=None, sources=coverage.sources(position, identity)).offer()
    return render("rules/sources.html", status=status, position=position, clause=clause, form=form)


@bp.post("/positions/<int:id>/rules/<identity>/sources")
@needs("duties.plan")
def fulfil(id, identity):
    position, _clause = planned(id, identity)
    form = SourcesForm(request.form).offer()
    if not form.validate():
        return sources(id, identity, form, 422)
    Fulfilment.set(position, identity, form.sources.data, by=g.person)
    say("Saved.")
    return go("rules.index", id=id, _anchor=f"c{identity}")


@bp.get("/rules/<int:id>")
@needs("duties.read")
def show(id, form=None, status=200):
    rule = get_or_404(Rule.visible_to(g.person), id)
    days, unknown = coverage.ahead(rule.rhythm, rule.begins_on, rule.off_days, max(rule.valid_from, today()),
                                   rule.valid_until)
    versions = coverage.versions(rule, g.person)
    entries = coverage.record(versions)
    return render("rules/show.html", status=status, rule=rule, days=days, unknown=unknown, entries=entries,
                  clause=coverage.wording(rule), versions=versions, form=form or EndForm(valid_until=today()),
                  newest=Rule.newest(rule.series), may_begin_anew=coverage.may_begin_anew(rule),
                  may_plan=rule.may_be_planned_by(g.person), person=coverage.doer(rule, g.person),
                  names=Person.names(entry.actor_id for entry in entries))


@bp.get("/rules/<int:id>/edit")
@needs("duties.plan")
def edit(id, form=None, status=200):
    rule = get_or_404(Rule.visible_to(g.person), id)
    if not rule.may_be_planned_by(g.person):
        raise NotAllowed(N_("You may not do this."))
    return draw(rule.position, coverage.wording(rule), form or RuleForm.of(rule).offer(rule.position), status, rule)


@bp.post("/rules/<int:id>/edit")
@needs("duties.plan")
def update(id):
    rule = get_or_404(Rule.visible_to(g.person), id)
    form = RuleForm(request.form).offer(rule.position)
    if form.preview.data or not form.validate():
        return edit(id, form, 200 if form.preview.data else 422)
    try:
        changed = rule.change(form.facts(), form.valid_from.data or today(), by=g.person)
    except (Invalid, TooLate) as refusal:
        return edit(id, refuse(form, refusal), 409 if isinstance(refusal, TooLate) else 422)
    if changed is None:
        say("Nothing has changed.")
        return go("rules.show", id=id)
    generation.keep_up()
    say("The rule is changed.")
    return go("rules.show", id=changed.id)


@bp.post("/rules/<int:id>/end")
@needs("duties.plan")
def end(id):
    rule = get_or_404(Rule.visible_to(g.person), id)
    form = EndForm(request.form)
    if not form.validate():
        return show(id, form, 422)
    try:
        rule.end(form.valid_until.data, by=g.person)
    except (Invalid, TooLate) as refusal:
        return show(id, refuse(form, refusal), 409 if isinstance(refusal, TooLate) else 422)
    generation.keep_up()
    say("The rule ends.")
    return go("rules.index", id=rule.position_id)


def planned(id, identity):
    """The position and the clause of its version in force, for whoever may write rules of it."""
    position = get_or_404(positions_read_by(g.person), id)
    clause = clauses_in_force(position).get(identity)
    if clause is None:
        raise NotFound
    if not plans(g.person, position.id):
        raise NotAllowed(N_("You may not do this."))
    return position, clause


def draw(position, clause, form, status, rule=None):
    """The form with what it means for the next days."""
    return render("rules/form.html", parts={"outlook"}, status=status, position=position, clause=clause, form=form,
                  rule=rule, outlook=form.outlook(), words="、".join(BY_WORD))
