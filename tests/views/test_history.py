import ast
from pathlib import Path

import pytest
from flask_babel import force_locale, gettext

from db import schema
from db.audit import AuditEntry, track
from db.edits import ACTIONS
from portal.filters import sentence
from portal.sentences import SENTENCES

DOMAIN = sorted(path for path in (Path(__file__).parents[2] / "db").rglob("*.py") if "migrations" not in path.parts)


def calls(path, function):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == function]


def tracked(path):
    """The actions a file writes down, one of two where it depends; moves write their own name, see db/moves.py."""
    actions = [node.args[1] for node in calls(path, "track")]
    return [one for action in actions
            for one in ((action.body, action.orelse) if isinstance(action, ast.IfExp) else (action,))]


def test_every_action_the_domain_writes_down_has_a_sentence():
    named = {action.value for path in DOMAIN for action in tracked(path) if isinstance(action, ast.Constant)}
    edits = {f"description.{action}" for action in ACTIONS}
    marks = {f"occurrence.{call.args[0].value}" for path in DOMAIN for call in calls(path, "_mark")}
    moves = {f"{model._meta.table_name}.{move}" for model in schema.MODELS for move in getattr(model, "MOVES", ())}
    assert (named | moves | marks | edits) - set(SENTENCES) == set()
    assert set(SENTENCES) - named - moves - marks - edits == set()


def test_only_a_move_a_mark_or_an_edit_composes_the_name_of_its_action():
    composed = {path.name for path in DOMAIN for action in tracked(path) if not isinstance(action, ast.Constant)}
    assert composed == {"duties.py", "edits.py", "moves.py"}


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_a_sentence_is_in_the_readers_language_with_what_was_noted(app, world, locale):
    entry = track(world.clerk, "person.grant", by=world.admin, role="auditor")
    with app.test_request_context(), force_locale(locale):
        said = {action: gettext(message) for action, message in SENTENCES.items()}
        assert sentence(entry) == {"zh_Hans": "授予了“审计”角色", "en": "granted the role “Auditor”"}[locale]
        assert [action for action, text in said.items() if text.isascii() == (locale == "zh_Hans")
                and "“" not in text] == []


def test_particulars_that_are_not_there_break_no_page(app, world):
    with app.test_request_context():
        said = [sentence(AuditEntry(action=action, particulars="{}")) for action in SENTENCES]
        assert (len(said), sentence(AuditEntry(action="new.verb", particulars="{}"))) == (len(SENTENCES), "new.verb")
