"""The rules of the house, read off the code itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOMAIN = sorted(path for path in (ROOT / "db").rglob("*.py") if "migrations" not in path.parts)
WEB = sorted((ROOT / "portal").rglob("*.py"))
VIEWS = sorted((ROOT / "portal" / "views").glob("*.py"))
TEMPLATES = sorted((ROOT / "portal" / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "portal" / "static" / "js").glob("*.js"))
QUERIES = {"select", "get_by_id", "delete", "insert", "create", "raw", "execute_sql", "atomic"}
ROOMLESS = {"utils.py", "helpers.py", "common.py", "services.py", "managers.py"}


def tree(path):
    return ast.parse(path.read_text())


def imports(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def named(path):
    return str(path.relative_to(ROOT))


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", DOMAIN, ids=named)
def test_the_domain_knows_nothing_of_the_web(path):
    reached = {name.partition(".")[0] for node in ast.walk(tree(path)) for name in imports(node)}
    assert reached & {"portal", "flask", "werkzeug", "jinja2", "weasyprint"} == set()


@pytest.mark.parametrize("path", DOMAIN + WEB, ids=named)
def test_nothing_is_imported_inside_a_function(path):
    inside = [name for function in functions(path) for node in ast.walk(function) for name in imports(node)]
    assert inside == []


@pytest.mark.parametrize("path", VIEWS, ids=named)
def test_a_view_asks_the_model_and_never_the_database(path):
    asked = [node.func.attr for node in ast.walk(tree(path))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
             and (node.func.attr in QUERIES
                  or node.func.attr == "update" and ast.unparse(node.func.value)[:1].isupper())]
    assert asked == []


@pytest.mark.parametrize("path", VIEWS, ids=named)
def test_a_view_is_short_and_does_not_ask_for_roles(path):
    long = [f.name for f in functions(path) if f.end_lineno - f.lineno > 25]
    roles = [node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr == "roles"]
    assert (long, roles) == ([], [])


@pytest.mark.parametrize("path", VIEWS, ids=named)
def test_a_view_reads_either_the_address_or_the_form(path):
    merged = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr == "values"
              and isinstance(node.value, ast.Name) and node.value.id == "request"]
    assert merged == []


@pytest.mark.parametrize("path", DOMAIN + WEB, ids=named)
def test_nobody_reads_the_environment_but_the_configuration(path):
    reads = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute) and node.attr == "environ"]
    assert reads == [] or named(path) == "portal/__init__.py"


def test_every_room_has_a_name_of_its_own():
    assert [named(path) for path in DOMAIN + WEB if path.name in ROOMLESS] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_is_one_small_behaviour(path):
    assert len(path.read_text().splitlines()) <= 60


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_only_the_layout_is_extended(path):
    parents = [line.split('"')[1] for line in path.read_text().splitlines() if line.startswith("{% extends")]
    assert set(parents) <= {"layout.html"}
