"""What must be so before the portal serves: settings of the database, no migration pending. See also create_app."""

from db import schema
from db.base import database, is_sqlite


def problems():
    """What is wrong, a line each; nothing when the portal may serve."""
    found = [f"migration pending: {name}" for name in schema.pending()]
    found += [f"the tables differ from the models: {difference}"] if (difference := schema.difference()) else []
    return found + (_sqlite() if is_sqlite() else _postgres())


def _sqlite():
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    seen = {name: database.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    return [f"PRAGMA {name} is {seen[name]}, not {value}" for name, value in wanted.items() if seen[name] != value]


def _postgres():
    wanted = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
    seen = {name: database.execute_sql(f"SHOW {name}").fetchone()[0] for name in wanted}
    return [f"{name} is {seen[name]}" for name, value in wanted.items() if seen[name] != value]
