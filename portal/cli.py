"""bin/portal: the portal's own command line."""

import json
import sys

import click

from db import demo as story
from db import intake, intakes, schema, second_factors
from db.base import Refused, database
from db.coverage import whole_map
from db.issuing import follow_appointments
from db.jobs import Job
from db.people import Person
from db.rounds import GIVEN_UP, TO_COME, Round
from portal import create_app, health, jobs, papers
from portal.filters import moment
from portal.mail_commands import mail
from portal.timetable import TIMETABLE
from portal.verify_commands import FILE, documents, log


class Portal(click.Group):
    """What the domain refuses is said in a line, not as a trace."""

    def invoke(self, context):
        try:
            return super().invoke(context)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from None


@click.group(cls=Portal, help=__doc__)
@click.pass_context
def main(context):
    app = create_app()
    context.with_resource(app.app_context())
    context.with_resource(database.connection_context())


@main.group("db")
def db_():
    """The database."""


@main.group("people")
def people_():
    """People and their accounts."""


@main.group()
def demo():
    """The demo story."""


@main.group()
def positions():
    """Positions and their descriptions."""


@main.group()
def duties():
    """Duties and how they are proved."""


@main.group()
def signatures():
    """Signings."""


@main.group("jobs")
def work():
    """Background jobs, and the work that comes by itself."""


@main.command()
@click.option("--demo/--no-demo", "with_demo", default=True, help="Tell the demo story into an empty database.")
@click.pass_context
def prepare(context, with_demo):
    """What bin/run does before it serves, in one process: migrations, the story, the check."""
    context.invoke(upgrade)
    if with_demo and story.is_untold():
        context.invoke(load)
    elif story.is_told():
        context.invoke(people)
    context.invoke(check_start)


@main.command("check")
def check_start():
    """Is everything there that the portal needs to serve? Exit 0 or 1."""
    problems = health.problems()
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1 if problems else 0)


@db_.command("upgrade")
def upgrade():
    """Run the migrations that have not run yet."""
    for name in schema.upgrade():
        click.echo(name)


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing, without complaint, where there is something already.")
def load(if_empty):
    """Tell the demo story into an empty database."""
    if not story.is_untold():
        if if_empty:
            return
        raise click.ClickException("The database is not empty; the story is told into an empty one only.")
    for chapter in story.tell(papers):
        click.echo(f"telling the demo story: {chapter}", err=True)
    click.echo("\n".join(story.sign_ins()))


@demo.command("people")
def people():
    """How the demo's people sign in."""
    click.echo("\n".join(story.sign_ins()))


@positions.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Read and report, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="The reading as JSON.")
def import_(file, dry_run, as_json):
    """Read a file of position descriptions; what is found waits on the import page for somebody to confirm."""
    data = file.read_bytes()
    try:
        reading = intake.read_document(file.name, data)
    except intake.Unreadable as reason:
        raise click.ClickException(str(reason)) from None
    if as_json:
        click.echo(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))
    else:
        for found in reading.descriptions:
            click.echo(f"{found['title']}\t{len(found['duties'])} clauses\t{len(found['kpis'])} KPIs")
        for warning in reading.as_json()["warnings"]:
            click.echo(f"warning: {warning}", err=True)
    if not dry_run:
        intakes.Intake.read_file(file.name, data, by=None)


@duties.command("coverage")
@click.option("--json", "as_json", is_flag=True)
def coverage(as_json):
    """Which duties in force come to somebody's day by a rule or are shown by a register. Exit 1 where any is neither.
    """
    lines = [(row.position, line) for row in whole_map() for line in row.lines]
    lacking = [{"position": position.title, "number": line.clause.number, "text": line.clause.text}
               for position, line in lines if not line.is_covered]
    facts = {"clauses": len(lines), "covered": len(lines) - len(lacking), "uncovered": lacking}
    share = f"{100 * facts['covered'] // facts['clauses']} %" if lines else "no version in force"
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else "\n".join(
        [f"{facts['covered']} of {facts['clauses']} duties covered: {share}"]
        + [f"{row['position']}\t{row['number']}\t{row['text']}" for row in lacking]))
    sys.exit(1 if lacking else 0)


@people_.command("reset-second-factor")
@click.argument("number")
def reset_second_factor(number):
    """Let the person with this employee NUMBER sign in by password alone, once phone and recovery codes are lost."""
    person = Person.get_or_none(Person.number == number)
    if person is None:
        raise click.ClickException("There is nobody of this number.")
    second_factors.reset(person, by=None)
    click.echo(f"{person.number} {person.name}: reset. Every session of this account has ended.")


@signatures.command("follow")
def signatures_follow():
    """Open and end signings as appointments have begun and ended; for a timer, once a day."""
    opened, ended = follow_appointments(paper=papers)
    click.echo(f"{len(opened)} opened, {len(ended)} ended")


@work.command("run-due")
def run_due():
    """Do what is due and make what waits, here and now; for a timer, where no server does it."""
    jobs.work_off()


@work.command("list")
def list_jobs():
    """When what comes by itself was last due, and the latest jobs. Exit 1 where the former has failed."""
    rounds = Round.latest()
    for task in TIMETABLE:
        row = rounds.get(task.name)
        click.echo(f"{task.name}\t{moment(row.due_at)}\t{row.state}" if row else f"{task.name}\t—\t{TO_COME}")
    for job in Job.latest():
        click.echo(f"job {job.id}\t{moment(job.asked_at)}\t{job.state}\t{job.kind}\t{job.done} of {job.total}"
                   f"\tinterrupted {job.interruptions} times")
    sys.exit(1 if any(row.state == GIVEN_UP for row in rounds.values()) else 0)


main.add_command(documents)
main.add_command(log)
main.add_command(mail)

if __name__ == "__main__":
    main()
