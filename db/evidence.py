"""Evidence: what was filled in for an occurrence, row by row and for ever, and what an inspection made of it."""

import peewee as pw

from db import items, linking, photos
from db.audit import queue_up
from db.base import N_, Invalid, Model, Moment, TooLate, database, is_blank, now
from db.documents import PHOTO, Document
from db.duties import SENT_BACK, Occurrence
from db.people import Person
from db.proof import REMEDY, Record, latest, newest, pictures_of


class Unanswered(Invalid):
    """Some of the items are wrong or lacking; `problems`: {key: (message, params)}."""

    def __init__(self, problems):
        super().__init__(N_("Some answers are missing or cannot be taken."))
        self.problems = problems


class Inspection(Model):
    """What somebody above found."""

    occurrence = pw.ForeignKeyField(Occurrence, backref="inspections", on_delete="RESTRICT")
    verdict = pw.CharField(12)  # the move it was: accept, send_back or fail
    score = pw.IntegerField(null=True)
    note = pw.TextField(default="")
    by = pw.ForeignKeyField(Person, backref="+", on_delete="RESTRICT")
    at = Moment(default=now, index=True)

    class Meta:
        table_name = "duty_inspection"

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.occurrence.in_(Occurrence.visible_to(person).select(Occurrence.id)))


def submit(occurrence, given=None, notes=None, pictures=None, remedy="", *, by, instead=False):
    """Done, with what proves it: all of it or nothing. `pictures`: {key: [bytes]}; `instead`: in the person's place.

    `remedy`: of what was sent back, a word on what was put right; needed where nothing else is changed.
    Raises Unanswered, and before any picture is opened NotAllowed or TooLate.
    """
    occurrence.check("do_for" if instead else "submit", by=by)
    rule, pictures = occurrence.rule, pictures or {}
    there = _photo_counts(occurrence)
    counts = {key: there.get(key, 0) + len(pictures.get(key, ())) for key in {*there, *pictures}}
    proven = linking.proven(occurrence, by)
    values, problems = items.answers(rule.item_list, given or {}, notes or {}, counts, proven)
    if occurrence.state == SENT_BACK and is_blank(remedy) and not (
            any(pictures.values()) or _changed(occurrence, values)):
        problems[REMEDY] = N_("Nothing was changed: say what was put right."), {}
    if sum(map(len, pictures.values())) > photos.MOST_AT_ONCE:
        problems |= dict.fromkeys(pictures, (N_("At most %(most)s photos in all."), {"most": photos.MOST_AT_ONCE}))
    if problems:
        raise Unanswered(problems)
    shrunk, spoilt = _shrunk(pictures)
    if spoilt:
        raise Unanswered(spoilt)
    kept = [(key, Document.keep(data, PHOTO)) for key, pile in shrunk.items() for data in pile]
    with database.atomic():
        (occurrence.do_for if instead else occurrence.submit)(
            by=by, is_sampled=rule.draws(), is_failing=_is_failing(rule.item_list, values))
        if not proven <= linking.prove(occurrence, by):
            raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
        for key, answer in _changed(occurrence, values).items():
            Record.create(occurrence=occurrence, item=key, by=by, value=answer["value"], note=answer.get("note"))
        if not is_blank(remedy):
            Record.create(occurrence=occurrence, item=REMEDY, by=by, note=remedy.strip())
        for key, document in kept:
            Record.create(occurrence=occurrence, item=key, by=by, photo=document)


def inspect(occurrence, verdict, note, score=None, *, by, seen=None):
    """Accept what was submitted, send it back or find it wrong for a reason; whoever did it does not inspect it.

    `seen`: the last row of its evidence that was looked at, where somebody looks at a page; a newer one: TooLate.
    What was found wrong leaves a task behind: see `tasks.fail`.
    """
    top = occurrence.rule.top_score
    if verdict != "accept" and is_blank(note or ""):
        raise Invalid(N_("Say what is wrong."), "note")
    if (score is not None and top is None) or (score is not None and not 0 <= score <= top):
        raise Invalid(N_("A number from 0 to %(most)s."), "score", most=top or 0)
    if verdict == "accept" and top is not None and score is None:
        raise Invalid(N_("Give it a score."), "score")
    with database.atomic():
        queue_up()  # nothing is filled in between what was looked at and the verdict
        if seen is not None and seen != newest(occurrence):
            raise TooLate(N_("It was filled in anew after you looked. See what has changed, and decide again."))
        move = {"accept": occurrence.accept, "send_back": occurrence.send_back, "fail": occurrence.fail}[verdict]
        linking.follow(move(by=by))
        return Inspection.create(occurrence=occurrence, verdict=verdict, score=score, note=(note or "").strip(), by=by)


def explain(rows, text, *, by):
    """One explanation for what was missed, however often: of all or of none."""
    with database.atomic():
        for row in rows:
            row.explain(text, by=by)


def returned(occurrence):
    """The inspection that sent it back, as long as it is not done again; else None."""
    return inspections(occurrence)[-1] if occurrence.state == SENT_BACK else None


def people_around(occurrence, viewer):
    """{id: name} of whose it is, who did it and who signed for it, as far as the viewer may know them."""
    ids = {occurrence.person_id, occurrence.done_by_id, occurrence.signing and occurrence.signing.holder_id} - {None}
    seen = Person.visible_to(viewer).select(Person.id, Person.name).where(Person.id.in_(ids))
    return dict(seen.tuples())


def inspections(occurrence):
    return list(occurrence.inspections.select(Inspection, Person).join(Person).order_by(Inspection.id))


def _is_failing(asked, values):
    """Whether one of the answers says that something is wrong."""
    return any(item.is_failure(values[item.key]["value"]) for item in asked
               if values.get(item.key, {}).get("value") is not None)


def _photo_counts(occurrence):
    return {key: len(rows) for key, rows in pictures_of(occurrence).items()}


def _shrunk(pictures):
    """({key: [bytes]}, {key: problem}) of the pictures as they will be kept."""
    shrunk, problems = {}, {}
    for key, pile in pictures.items():
        try:
            shrunk[key] = [photos.shrink(data) for data in pile]
        except Invalid as refusal:
            problems[key] = refusal.message, refusal.params
    return shrunk, problems


def _changed(occurrence, values):
    """The answers that are not those there are already; one that was taken away is an answer without a value."""
    typed = [item.key for item in occurrence.rule.item_list if item.kind != items.PHOTO and not item.register]
    before = latest(occurrence)
    given = {key: values.get(key, {"value": None}) for key in typed if key in values or key in before}
    return {key: answer for key, answer in given.items() if key not in before or (
        before[key].value, before[key].note) != (answer["value"], answer.get("note"))}
