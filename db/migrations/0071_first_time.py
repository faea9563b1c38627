"""When what was sent back had been done the first time, as the log tells; and whether a task was ever answered late."""

from peewee import BooleanField, DateTimeField

FIRST = """
UPDATE occurrence SET first_done_at = (
    SELECT MAX(done.at) FROM audit_entry AS done
    WHERE done.subject = 'occurrence:' || occurrence.id AND done.action IN ('occurrence.submit', 'occurrence.do_for')
    AND done.id < (SELECT MIN(back.id) FROM audit_entry AS back
                   WHERE back.subject = done.subject AND back.action = 'occurrence.send_back'))
WHERE id IN (SELECT occurrence_id FROM duty_inspection WHERE verdict = 'send_back')
"""
LATE = "UPDATE task SET was_late = TRUE WHERE id IN (SELECT task_id FROM task_step WHERE is_late)"


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("occurrence", "first_done_at", DateTimeField(null=True)),
        migrator.add_column("task", "was_late", BooleanField(default=False)))
    db.execute_sql(FIRST)
    db.execute_sql(LATE)


def down(migrator, db):
    migrator.migrate(migrator.drop_column("occurrence", "first_done_at"), migrator.drop_column("task", "was_late"))
