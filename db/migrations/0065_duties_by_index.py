"""What the pages of the day look for among the duties of years."""

COLUMNS = (("person_id", "work_date"), ("person_id", "done_at"), ("rule_id", "done_at"), ("is_sampled", "done_at"),
           ("moved_to",), ("skip_asked_at",))


def up(migrator, db):
    migrator.migrate(*(migrator.add_index("occurrence", columns, False) for columns in COLUMNS))


def down(migrator, db):
    migrator.migrate(*(migrator.drop_index("occurrence", f"occurrence_{'_'.join(columns)}") for columns in COLUMNS))
