"""Whatever comes in by an address, a form or a file: an answer, never an accident."""

import re
from io import BytesIO
from itertools import cycle, islice
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from portal.forms import Form
from tests import policy
from tests.conftest import ON_POSTGRES

BOUNDED = settings(max_examples=60 if ON_POSTGRES else 300, derandomize=True, database=None, deadline=None,
                   suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NASTY = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfffx", "\u202ekcatta", "\u2028", "\ufeff", "=1+1", "@SUM(A1)", "+86 1",
    "-1", "'",
    "\"><script>alert(1)</script>", "%", "_", "\\", "' OR 1=1 --", "{{7*7}}", "${7*7}", "%(name)s", "{0}",
    "../../etc/passwd",
    "C:\\x", "9" * 400, str(2**31), str(2**63), str(2**70), str(-(2**63)), "1e309", "NaN", "Infinity", "0x10", "١٢٣",
    "²",
    "2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "长" * 5000, "[]", "{}", "\r\nSet-Cookie: x=1", "\t\n\v\f",
    "💥" * 100, "a" * 100_000, "null", "true", "1,2", "䶮", "e\u0301" * 50, "第一条\n1、清点\n2、" + "登记" * 4000,
    "1" * 5000]
ALWAYS = ["a\x00b", str(2**70)]  # what one of our two databases cannot hold: PostgreSQL is asked only these
FILES = [
    b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"PK\x03\x04" + b"\x00" * 60,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600,
    b"\x00" * 4096, "职位名称：门卫\n一、工作职责\n1、看守".encode(), b"\xff\xfe" + "职位".encode("utf-16-le"),
    b"\x80" * 100,
    b"{}", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"]
NAMES = ["a.docx", "a.doc", "a.txt", "a.xlsx", "a.xls", "a.pdf", "a", "", ".docx", "../../a.docx", "a\x00.docx",
         "名" * 300 + ".txt", "a.DOCX", "con.txt", "a.docx.exe", "\u202excod.exe"]
FORM = "application/x-www-form-urlencoded"
TYPED = {"Content-Type": FORM}
UPLOADS = ["intake.upload", "staff_upload.check", "verify.create"]
strings = st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.text(st.characters(), max_size=8))
numbers = st.sampled_from([0, 2**31 - 1, 2**31, 2**63, 2**64, 2**70, 10**30]) | st.integers(1, 40)


def test_every_parameter_takes_some_of_the_strings(app, scene):
    turn, accidents, asked = cycle(NASTY), [], 0
    for route in [route for route in app.url_map.iter_rules() if "GET" in route.methods]:
        role = policy.POLICY[route.endpoint].callers[-1]
        path = next(iter(scene.addresses(route).values()))
        for name in parameters_of(app.view_functions[route.endpoint]):
            for value in ALWAYS if ON_POSTGRES else (ALWAYS[1], *islice(turn, 8)):
                response, same = scene.ask(role, "GET", f"{path}?{encoded({name: value})}")
                accidents += [(route.endpoint, name, value[:40])] * (response.status_code >= 500 or not same)
                asked += 1
    assert (accidents, asked > 20) == ([], True)


def test_every_field_takes_some_of_the_strings(app, scene):
    turn, accidents = cycle(NASTY), []
    for endpoint in sorted({rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}):
        role, path = scene.entitled(endpoint)
        for name in sorted(fields_of(app.view_functions[endpoint]) | set(policy.POLICY[endpoint].form)):
            for value in ALWAYS if ON_POSTGRES else (ALWAYS[1], next(turn)):
                body = encoded(scene.form(endpoint) | {name: value})
                response, _ = scene.ask(role, "POST", path, form=body, headers=TYPED, look=False)
                accidents += [(endpoint, name, value[:40])] * (response.status_code >= 500)
    assert accidents == []


@given(data=st.data())
@BOUNDED
def test_no_address_makes_an_accident(app, scene, data):
    route = data.draw(st.sampled_from([rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]))
    role = data.draw(st.sampled_from(sorted(policy.POLICY[route.endpoint].callers)))
    path = address(route, data)
    names = parameters_of(app.view_functions[route.endpoint]) or ["x"]
    asked = data.draw(st.dictionaries(st.sampled_from(names), strings | numbers.map(str), max_size=3))
    path += f"?{encoded(asked)}" if asked else ""
    headers = data.draw(st.sampled_from([{}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "a#b#c"},
                                         {"HX-Request": "true", "HX-Target": f"section#{route.endpoint[:6]}"}]))
    note(f"{role}: GET {path[:300]}")
    response, same = scene.ask(role, "GET", path, headers=headers)
    assert (response.status_code < 500, same) == (True, True)


@given(data=st.data())
@BOUNDED
def test_no_form_makes_an_accident(app, scene, data):
    endpoint = data.draw(st.sampled_from(sorted({r.endpoint for r in app.url_map.iter_rules() if "POST" in r.methods})))
    role, path = scene.entitled(endpoint)
    fields = fields_of(app.view_functions[endpoint]) | set(policy.POLICY[endpoint].form) or {"wanted"}
    drawn = data.draw(st.dictionaries(st.sampled_from(sorted(fields)), strings, min_size=1, max_size=4))
    form = scene.form(endpoint) | drawn
    note(f"{role}: POST {path} {({name: value[:80] for name, value in form.items()})}")
    response, _ = scene.ask(role, "POST", path, form=encoded(form), headers=TYPED, look=False)
    assert response.status_code < 500


@given(data=st.data())
@settings(BOUNDED, max_examples=24 if ON_POSTGRES else 120)
def test_no_file_makes_an_accident(app, scene, data):
    endpoint = data.draw(st.sampled_from(UPLOADS))
    role, path = scene.entitled(endpoint)
    content = data.draw(st.one_of(st.sampled_from(FILES), st.binary(max_size=200)))
    name = data.draw(st.sampled_from(NAMES))
    note(f"{role}: {name[:40]!r} to {path}")
    response, _ = scene.ask(role, "POST", path, form={"file": (BytesIO(content), name)}, look=False)
    assert response.status_code < 500


@pytest.mark.parametrize("body,kind", [
    (b"\xff\xfe=\x00", FORM), (b"wanted=%", FORM), (b"a=" + b"1" * 3_000_000, FORM), (b"&a=1" * 50_000, FORM),
    (b"{", "application/json"), (b"--x", "multipart/form-data"), (b"<a/>", "text/xml"), (b"", "no/such; charset=none"),
    (b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", "multipart/form-data; boundary=x")])
def test_a_body_of_another_kind_is_refused_or_ignored(scene, body, kind):
    response, same = scene.ask(policy.ADMIN, "POST", "/settings/", form=body, headers={"Content-Type": kind})
    assert (response.status_code in (400, 413, 422), same) == (True, True)


def address(route, data):
    """An address of the route with numbers and words of all sorts in its places."""
    places = {name: data.draw(numbers) if hasattr(route._converters[name], "num_convert") else data.draw(strings)
              for name in sorted(route.arguments)}
    path = "".join(str(places[part]) if is_place and isinstance(places[part], int) else
                   quote(str(places[part]), safe="", errors="surrogatepass") if is_place else part
                   for is_place, part in route._trace if part != "|")
    return path


def encoded(pairs):
    return urlencode(pairs, errors="surrogatepass")


def parameters_of(view):
    """The parameters a view reads from its address: it names the function that reads, and the parameter."""
    code = view.__code__
    reads = {"number_arg", "args"} & set(code.co_names)
    return [word for word in code.co_consts if reads and isinstance(word, str) and re.fullmatch("[a-z_]{2,12}", word)]


def fields_of(view):
    """The fields of the forms a view names."""
    forms = [view.__globals__.get(name) for name in view.__code__.co_names]
    return {name for form in forms if isinstance(form, type) and issubclass(form, Form)
            for name in dir(form) if hasattr(getattr(form, name), "_formfield")}
