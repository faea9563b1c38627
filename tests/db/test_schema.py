from db import schema
from db.base import database
from portal import health


def test_the_migrations_make_exactly_the_tables_of_the_models(world):
    assert not schema.difference()


def test_nothing_is_pending_after_an_upgrade(world):
    assert (schema.pending(), schema.upgrade()) == ([], [])


def test_every_model_says_who_may_see_its_rows_or_stays_silent(world):
    silent = set()
    for model in schema.MODELS:
        try:
            model.visible_to(world.stranger)
        except NotImplementedError:
            silent.add(model.__name__)
    assert silent == {"Document", "Alias", "DottedLine", "Grant", "SignInAttempt", "VerificationAttempt", "FirstStep"}


def test_the_database_is_set_up_so_that_nothing_acknowledged_is_lost(world):
    if type(database.obj).__name__ == "PooledSqliteDatabase":
        seen = [database.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in
                ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
        assert seen == ["wal", 2, 1, 5000]
    else:
        assert "fsync is off" in health.problems()  # a server for tests only, and the check says so
