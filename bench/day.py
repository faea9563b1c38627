"""CPU and queries of the pages of the day over a year of duties, against the same pages over one month of them.

A company of 500 people in 40 positions with a rule a duty; every person has some five to six duties a day, so that a
year is about a million rows. Today's list has 40 of them, the team 60 people, the map all positions.
"""

import datetime as dt

from bench.visits import portal
from db.base import HERE, database, now, today
from db.descriptions import IN_FORCE, Clause, Description
from db.duties import ACCEPTED, MISSED, SUBMITTED, TODO, Occurrence
from db.generation import DutyDay
from db.people import Appointment, Person
from db.positions import Position
from db.rules import Rule

MONTH, YEAR, ON_THE_LIST, IN_THE_TEAM = 30, 365, 40, 60
BURST = 10
VISITS = (  # name, whose, path
    ("Today, 40 duties", "M0001", "/today/"),
    ("Today as the first page, the same", "M0001", "/"),
    ("Team today, 60 people", "G0001", "/team/"),
    ("Coverage map, 40 positions with 500 people", "K1003", "/rules/"),
)
COLUMNS = (Occurrence.series, Occurrence.rule, Occurrence.position, Occurrence.work_date, Occurrence.slot,
           Occurrence.seat, Occurrence.person, Occurrence.opens_at, Occurrence.due_at, Occurrence.locks_at,
           Occurrence.state, Occurrence.is_directed, Occurrence.done_at, Occurrence.done_by, Occurrence.missed_at,
           Occurrence.is_sampled, Occurrence.explained_at)


def main():
    found = {}
    with portal() as opened:
        with opened.connected():
            duties = Duties()
        for days in (MONTH, YEAR):
            with opened.connected():
                count = duties.reach_back(days)
            database.close_all()
            found[days] = [opened.figures(number, path, BURST) for _name, number, path in VISITS]
            print(f"{days} days: {count:,} rows", flush=True)
    print("| page | queries | CPU ms, month | CPU ms, year | times the page from memory | year to month |\n"
          "|---|---|---|---|---|---|")
    for (name, *_), few, many in zip(VISITS, found[MONTH], found[YEAR], strict=True):
        print(f"| {name} | {few.queries} / {many.queries} | {few.cpu:.2f} | {many.cpu:.2f} | {many.ratio:.1f} "
              f"| {many.ratio / few.ratio:.2f} |")


class Duties:
    """Rows of every day back to some day, put into the table in bulk."""

    def __init__(self):
        """A rule for each duty of the company; 60 of its people are beneath somebody of their own."""
        clauses = Clause.select(Clause.identity, Description.position).join(Description).where(
            Clause.identity.startswith("bench-"), Description.state == IN_FORCE).tuples()
        began = today() - dt.timedelta(days=YEAR + 1)
        Rule.insert_many([{"series": n, "position": position, "clause": identity, "title": "每日核对",
                           "recurrence": "FREQ=DAILY", "begins_on": began, "times": [[0, 1439, 1439]],
                           "valid_from": began, "written_at": now() - dt.timedelta(days=YEAR + 1)}
                          for n, (identity, position) in enumerate(clauses, 10_000)]).execute()
        self.rules, self.first = {}, today() + dt.timedelta(days=1)
        for rule, series, position in Rule.select(Rule.id, Rule.series, Rule.position).where(
                Rule.series >= 10_000).tuples():  # noqa: PLR2004 - the ones above
            self.rules.setdefault(position, []).append((rule, series))
        self.held = list(Appointment.select(Appointment.person, Appointment.position).join(Person).where(
            Person.number.startswith("M")).order_by(Person.id).tuples())
        self._lead()
        DutyDay.delete().execute()
        DutyDay.insert_many([{"on": today() + dt.timedelta(days=n), "made_at": now()} for n in (0, 1)]).execute()

    def _lead(self):
        """A position above as many positions as have 60 people, and who holds it."""
        positions = sorted({position for _person, position in self.held})[1:]
        below = positions[:IN_THE_TEAM * len(positions) // len(self.held)]
        top = Position.get_by_id(below[0]).superior  # so that it leads these alone, and no department
        post = Position.create(title="测量组长", department=top.department_id, superior=top)
        leader = Person.create(number="G0001", name="组长", pinyin="zu zhang", initials="zz")
        Appointment.create(person=leader, position=post, starts_on=today())
        Position.update(superior=post).where(Position.id.in_(below)).execute()

    def reach_back(self, days):
        """Rows from so many days ago to tomorrow, how many there are; those that are there already stay."""
        names = ", ".join(f'"{column.column_name}"' for column in COLUMNS)
        marks = ", ".join("?" * len(COLUMNS))
        first = today() - dt.timedelta(days=days - 2)
        rows = (row for back in range((self.first - first).days) for row in
                self._day(self.first - dt.timedelta(days=back)))
        database.execute_sql("PRAGMA cache_size = -1500000")  # the indexes of a million rows, while they grow
        with database.atomic():
            database.connection().executemany(f"INSERT INTO occurrence ({names}) VALUES ({marks})", rows)  # noqa: S608
        self.first = first - dt.timedelta(days=1)
        return Occurrence.select().count()

    def _day(self, on):
        """Five or six duties a person, nearly all done; on the day itself the first person has 40 that are open."""
        midnight = dt.datetime.combine(on, dt.time(), HERE).astimezone(dt.UTC).replace(tzinfo=None)
        opens, due = str(midnight), str(midnight + dt.timedelta(minutes=1439))
        for n, (person, position) in enumerate(self.held):
            rules = self.rules[position]
            count = ON_THE_LIST if n == 1 and on == today() else 5 + (n + on.toordinal()) % 2
            for k in range(count):
                rule, series = rules[(on.toordinal() + k) % len(rules)]
                state = TODO if on >= today() else MISSED if (n + k + on.day) % 50 == 0 else (
                    SUBMITTED if k % 2 else ACCEPTED)
                done = str(midnight + dt.timedelta(hours=10)) if state in (SUBMITTED, ACCEPTED) else None
                missed = due if state == MISSED else None
                yield (series, rule, position, str(on), f"{k // len(rules)}", person, person, opens, due, due, state,
                       False, done, done and person, missed, done is not None and k == 1 and n % 20 == 0, missed)


if __name__ == "__main__":
    main()
