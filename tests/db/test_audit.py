import hashlib
import random

import pytest
from peewee import DatabaseError

from db import audit
from db.audit import AuditEntry, track
from db.base import canonical, database


def test_entries_are_chained_and_numbered_without_gaps(world):
    first = track(world.clerk, "test.one", by=world.hr)
    second = track(world.clerk, "test.two", by=world.hr, n=2)
    assert (second.id, second.prev) == (first.id + 1, first.hash)
    assert audit.verify().is_whole


def test_an_entry_s_hash_is_sha256_of_its_canonical_spelling(world):
    entry = track(world.clerk, "test.one", by=world.hr, n=1)
    spelled = canonical(["portal-audit-v1", entry.id, entry.prev, entry.at.isoformat(), world.hr.id, None, "test.one",
                         f"person:{world.clerk.id}", '{"n":1}'])
    assert entry.hash == hashlib.sha256(spelled.encode()).hexdigest()


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x' WHERE id = 1",
                                       "DELETE FROM audit_entry WHERE id = 1"])
def test_the_database_itself_refuses_to_change_an_entry(world, statement):
    with pytest.raises(DatabaseError), database.atomic():
        database.execute_sql(statement)
    assert audit.verify().is_whole


def without_triggers():
    """What somebody with full rights over the database would do first."""
    for name in ("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_append_only"):
        on = "" if name != "audit_entry_append_only" else " ON audit_entry"
        if (database.obj.__class__.__name__ == "PooledSqliteDatabase") == (on == ""):
            database.execute_sql(f"DROP TRIGGER {name}{on}")


def some_entries(world, count=12):
    return [track(world.clerk, "test.some", by=world.hr, n=n) for n in range(count)]


@pytest.mark.parametrize("column,value", [("particulars", '{"n":99}'), ("actor_id", 1), ("action", "x"),
                                          ("subject", "x:1"), ("hash", "0" * 64), ("prev", "0" * 64)])
def test_a_changed_entry_is_found_and_named(world, column, value):
    entries = some_entries(world)
    without_triggers()
    AuditEntry.update({getattr(AuditEntry, column): value}).where(AuditEntry.id == entries[5].id).execute()
    assert audit.verify().bad_id == entries[5].id


def test_a_deleted_entry_is_found(world):
    entries = some_entries(world)
    without_triggers()
    AuditEntry.delete().where(AuditEntry.id == entries[5].id).execute()
    assert audit.verify().bad_id == entries[6].id


def test_two_swapped_entries_are_found(world):
    entries = some_entries(world)
    without_triggers()
    for row_id, other in ((entries[3].id, entries[4]), (entries[4].id, entries[3])):
        AuditEntry.update(particulars=other.particulars, hash=other.hash, prev=other.prev, at=other.at).where(
            AuditEntry.id == row_id).execute()
    assert audit.verify().bad_id == entries[3].id


def test_a_cut_tail_is_seen_only_with_an_anchor_from_outside(world):
    entries = some_entries(world)
    anchor = audit.head()
    without_triggers()
    AuditEntry.delete().where(AuditEntry.id > entries[8].id).execute()
    assert audit.verify().is_whole
    assert not audit.verify([anchor]).is_whole


def test_a_chain_hashed_anew_is_seen_only_with_an_anchor_from_outside(world):
    entries = some_entries(world)
    anchor = audit.head()
    without_triggers()
    prev = entries[4].prev
    for entry in AuditEntry.select().where(AuditEntry.id >= entries[4].id).order_by(AuditEntry.id):
        entry.prev, entry.action = prev, "test.forged"
        entry.hash = prev = entry.computed_hash()
        entry.save()
    assert audit.verify().is_whole
    assert audit.verify([anchor]).bad_id == anchor[0]


def test_any_flipped_character_of_any_column_is_found(world):
    some_entries(world)
    without_triggers()
    chance = random.Random(20261123)  # noqa: S311 - the same tries every time
    for entry in chance.sample(list(AuditEntry.select()), 12):
        for name in ("action", "subject", "particulars", "prev", "hash"):
            text = getattr(entry, name)
            at = chance.randrange(len(text))
            flipped = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1:]
            AuditEntry.update({name: flipped}).where(AuditEntry.id == entry.id).execute()
            assert audit.verify().bad_id is not None
            AuditEntry.update({name: text}).where(AuditEntry.id == entry.id).execute()
    assert audit.verify().is_whole


def test_an_action_and_its_entry_are_kept_or_lost_together(world):
    before = audit.head()
    with pytest.raises(ZeroDivisionError), database.atomic():
        world.clerk.change(name="别名", email=None, by=world.hr)
        raise ZeroDivisionError
    assert audit.head() == before
    assert world.again(world.clerk).name == "张小燕"


def test_only_auditor_and_administrator_read_the_log(world):
    readers = {key for key, person in world.everybody.items() if AuditEntry.visible_to(person).exists()}
    assert readers == {"auditor", "admin"}
