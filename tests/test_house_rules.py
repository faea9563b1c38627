"""The rules of the house, read off the code itself. Each test says what it found where; nothing is right."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOMAIN = sorted(path for path in (ROOT / "db").rglob("*.py") if "migrations" not in path.parts)
WEB = sorted((ROOT / "portal").rglob("*.py"))
VIEWS = sorted((ROOT / "portal" / "views").glob("*.py"))
TEMPLATES = sorted((ROOT / "portal" / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "portal" / "static" / "js").glob("*.js"))
OUTSIDE = {"portal", "flask", "werkzeug", "jinja2", "weasyprint"}
QUERIES = {"select", "get_by_id", "delete", "insert", "create", "raw", "execute_sql", "atomic"}
ROOMLESS = {"utils.py", "helpers.py", "common.py", "services.py", "managers.py"}


@cache
def nodes(path):
    return list(ast.walk(ast.parse(path.read_text())))


def functions(path):
    return [node for node in nodes(path) if isinstance(node, ast.FunctionDef)]


def attributes(path):
    return [node for node in nodes(path) if isinstance(node, ast.Attribute)]


def imports(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def where(paths, question):
    """{file: what the question finds in it}, of the files in which it finds something."""
    answers = {str(path.relative_to(ROOT)): question(path) for path in paths}
    return {path: found for path, found in answers.items() if found}


def test_the_rules_are_asked_of_all_there_is():
    assert [len(paths) > 20 for paths in (DOMAIN, WEB, VIEWS, TEMPLATES)] == [True] * 4
    assert SCRIPTS != []


def test_the_domain_knows_nothing_of_the_web():
    assert where(DOMAIN, lambda path: {name.partition(".")[0] for node in nodes(path)
                                       for name in imports(node)} & OUTSIDE) == {}


def test_nothing_is_imported_inside_a_function():
    assert where(DOMAIN + WEB, lambda path: [name for function in functions(path) for node in ast.walk(function)
                                             for name in imports(node)]) == {}


def asks(call):
    return isinstance(call.func, ast.Attribute) and (
        call.func.attr in QUERIES or call.func.attr == "update" and ast.unparse(call.func.value)[:1].isupper())


def test_a_view_asks_the_model_and_never_the_database():
    assert where(VIEWS, lambda path: [ast.unparse(node) for node in nodes(path)
                                      if isinstance(node, ast.Call) and asks(node)]) == {}


def test_a_view_is_short():
    assert where(VIEWS, lambda path: [f.name for f in functions(path) if f.end_lineno - f.lineno > 25]) == {}


def test_a_view_does_not_ask_for_roles():
    assert where(VIEWS, lambda path: [ast.unparse(node) for node in attributes(path) if node.attr == "roles"]) == {}


def test_a_view_reads_either_the_address_or_the_form():
    assert where(VIEWS, lambda path: [node.lineno for node in attributes(path)
                                      if ast.unparse(node) == "request.values"]) == {}


def test_nobody_reads_the_environment_but_the_configuration():
    assert set(where(DOMAIN + WEB, lambda path: [node.lineno for node in attributes(path)
                                                 if node.attr == "environ"])) <= {"portal/__init__.py"}


def test_every_room_has_a_name_of_its_own():
    assert [path for path in DOMAIN + WEB if path.name in ROOMLESS] == []


def test_a_script_is_one_small_behaviour():
    assert where(SCRIPTS, lambda path: len(path.read_text().splitlines()) > 60) == {}


def test_only_the_layout_is_extended():
    assert where(TEMPLATES, lambda path: {line.split('"')[1] for line in path.read_text().splitlines()
                                          if line.startswith("{% extends")} - {"layout.html"}) == {}
