"""Duties are found by the day they are to be done on, which an index over the two days of a row knows."""

DAY = 'COALESCE("moved_to", "work_date")'
PLAIN = (("state", "skip_asked_at"), ("person_id", "state", "work_date"))
BY_DAY = {"person_id_day": f'"person_id", {DAY}', "position_id_day": f'"position_id", {DAY}',
          "day_position_id_state": f'{DAY}, "position_id", "state"'}
NEEDLESS = (("person_id", "state"), ("person_id", "work_date"), ("position_id", "work_date"), ("moved_to",),
            ("skip_asked_at",))


def up(migrator, db):
    migrator.migrate(*(migrator.add_index("occurrence", columns, False) for columns in PLAIN))
    for name, columns in BY_DAY.items():
        db.execute_sql(f'CREATE INDEX "occurrence_{name}" ON "occurrence" ({columns})')
    migrator.migrate(migrator.add_index("duty_inspection", ("at",), False))
    _drop(migrator, map("_".join, NEEDLESS))


def down(migrator, db):
    migrator.migrate(*(migrator.add_index("occurrence", columns, False) for columns in NEEDLESS))
    migrator.migrate(migrator.drop_index("duty_inspection", "duty_inspection_at"))
    _drop(migrator, [*map("_".join, PLAIN), *BY_DAY])


def _drop(migrator, names):
    migrator.migrate(*(migrator.drop_index("occurrence", f"occurrence_{name}") for name in names))
