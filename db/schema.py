"""Every model, and the numbered migrations that make their tables."""

from pathlib import Path

from playhouse import migrations
from playhouse.schema_diff import diff_models

from db import (
    audit,
    brakes,
    calendar_days,
    comments,
    corrections,
    delegations,
    descriptions,
    documents,
    duties,
    edits,
    evidence,
    generation,
    intakes,
    jobs,
    keys,
    leaves,
    letters,
    notices,
    on_site,
    organisation,
    paper_copies,
    people,
    positions,
    proof,
    receipts,
    remarks,
    reminders,
    roster,
    rounds,
    rules,
    second_factors,
    sessions,
    shifts,
    signatures,
    swaps,
    tasks,
    upkeep,
    weeks,
)
from db.base import database

MODELS = [
    audit.AuditEntry, documents.Document, organisation.Organisation, positions.Department, positions.Position,
    positions.Alias, positions.DottedLine, people.Person, people.Grant, people.Appointment, sessions.Session,
    sessions.FirstStep, second_factors.SecondFactor, second_factors.RecoveryCode,
    brakes.SignInAttempt, descriptions.Description, descriptions.Clause, edits.Edit, corrections.Correction,
    keys.Certificate, keys.Agreement,
    delegations.Delegation, signatures.Signing, signatures.Signature, comments.Comment, paper_copies.PaperCopy,
    on_site.OnSite,
    reminders.Reminder, intakes.Intake, intakes.IntakeItem,
    brakes.VerificationAttempt, letters.Letter, notices.Notice,
    jobs.Job, rounds.Round, remarks.Remark,
    upkeep.Review,
    calendar_days.WeekHours, calendar_days.CalendarDay, calendar_days.CalendarYear,
    shifts.Shift, weeks.Pattern, roster.RosterDay, leaves.Leave, swaps.Swap,
    rules.Rule, rules.Fulfilment, duties.Occurrence, proof.Record, evidence.Inspection, generation.DutyDay,
    tasks.Task, tasks.Step, receipts.Receipt,
]
FOLDER = Path(__file__).parent / "migrations"


def upgrade():
    """Run what has not run yet; the names of what ran."""
    return migrations.run(database.obj, str(FOLDER))


def pending():
    return [migration.name for migration in migrations.Runner(database.obj, str(FOLDER)).status()
            if not migration.applied]


def difference():
    """What the tables lack or have too much against the models; falsy when nothing."""
    return diff_models(database.obj, MODELS)
