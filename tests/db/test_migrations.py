"""Migrations meet tables with rows in them: nothing is lost on the way up, and each step can be taken back."""

import pytest
from playhouse import db_url
from playhouse.migrations import Runner

from db import schema
from db.base import PRAGMAS, database
from db.schema import FOLDER
from tests.conftest import new_database

NAMES = [path.stem for path in sorted(FOLDER.glob("0*.py"))]
ROWS = 3


@pytest.fixture
def old(app, tmp_path):
    """A database that has only the first migration, with rows in every table; the models are bound to it meanwhile."""
    bound = database.obj
    with new_database(tmp_path) as url:
        more = {"pragmas": PRAGMAS} if url.startswith("sqlite") else {}
        database.initialize(db_url.connect(url, **more))
        with database.connection_context():
            yield Portal()
        database.obj.close_all()
    database.initialize(bound)


class Portal:
    """What stood in each table when it was filled, and the way up and down."""

    def __init__(self):
        self.runner, self.stood = Runner(database.obj, str(FOLDER)), {}

    def up(self, name):
        self.runner.up(name)
        for table in in_order(set(database.get_tables()) - {"schema_migration"} - self.stood.keys()):
            self.fill(table)

    def fill(self, table):
        columns = database.get_columns(table)
        keys = {key.column: key.dest_table for key in database.get_foreign_keys(table)}
        names = ", ".join(f'"{column.name}"' for column in columns)
        marks = ", ".join(["?" if is_sqlite() else "%s"] * len(columns))
        for number in range(1, ROWS + 1):
            row = [number if column.name in keys else value_of(column, number) for column in columns]
            database.execute_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row)  # noqa: S608 - our own names
        self.stood[table] = ([column.name for column in columns], rows_of(table, [one.name for one in columns]))

    def lost(self):
        """Tables in which something reads otherwise than when they were filled."""
        there = set(database.get_tables())
        return {table for table, (columns, rows) in self.stood.items() if table in there and rows_of(
            table, columns) != rows}


def is_sqlite():
    return "Sqlite" in type(database.obj).__name__


def in_order(tables):
    """Each after those it refers to."""
    placed = []
    while left := sorted(tables - set(placed)):
        placed += [table for table in left
                   if not {key.dest_table for key in database.get_foreign_keys(table)} & (set(left) - {table})]
    return placed


def rows_of(table, columns):
    there = {column.name for column in database.get_columns(table)}
    kept = ", ".join(f'"{name}"' for name in columns if name in there)
    return database.execute_sql(f'SELECT {kept} FROM "{table}" ORDER BY 1').fetchall()  # noqa: S608 - our own names


def value_of(column, number):
    kind = column.data_type.lower()
    if "bool" in kind:
        return False
    if "json" in kind:
        return "[]"
    if "timestamp" in kind or "datetime" in kind:
        return f"2026-03-0{number} 04:05:06"
    if kind == "date":
        return f"2026-03-0{number}"
    return number if "int" in kind or "serial" in kind else f"{number}"


def test_filled_tables_come_through_every_migration_and_end_as_the_models(old):
    for name in NAMES:
        old.up(name)
        assert (name, old.lost()) == (name, set())
    assert (schema.pending(), not schema.difference(), len(old.stood) >= len(schema.MODELS)) == ([], True, True)


def test_every_step_can_be_taken_back_with_rows_in_the_tables_and_taken_again(old):
    for name in NAMES:
        old.up(name)
    for name in reversed(NAMES[1:]):
        assert old.runner.down(name) == [name]
    assert set(database.get_tables()) - {"schema_migration"} == tables_of_the_first()
    assert (schema.upgrade(), not schema.difference()) == (NAMES[1:], True)


def tables_of_the_first():
    made = [one.strip() for one in (FOLDER / f"{NAMES[0]}.py").read_text().split("drop_table('")[1:]]
    return {one.partition("'")[0] for one in made}
