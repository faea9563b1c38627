"""What an inspection found may be put right by another task, once the first one was withdrawn."""


def up(migrator, db):
    migrator.migrate(migrator.drop_index("task", "task_inspection_id"),
                     migrator.add_index("task", ("inspection_id",), False))


def down(migrator, db):
    migrator.migrate(migrator.drop_index("task", "task_inspection_id"),
                     migrator.add_index("task", ("inspection_id",), True))
