import pytest

from db.audit import AuditEntry
from db.organisation import Organisation


def test_the_administrator_names_the_organisation(visit, world):
    browser = visit(world.admin)
    answer = browser.post("/settings/", data={"name": "新青禾", "timestamp_url": "https://tsa.example/",
                                               "review_months": "24"})
    assert (answer.status_code, Organisation.the().name) == (303, "新青禾")
    assert Organisation.the().review_months == 24
    assert (Organisation.the().timestamp_url, "新青禾" in browser.get("/settings/").get_data(as_text=True)) == (
        "https://tsa.example/", True)
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).get().action == "organisation.change"


@pytest.mark.parametrize("reader", ["clerk", "manager", "hr_manager", "auditor"])
def test_nobody_else_gets_to_them(visit, world, reader):
    browser = visit(getattr(world, reader))
    assert {browser.get("/settings/").status_code, browser.post("/settings/", data={"name": "x"}).status_code} == {403}
    assert Organisation.the().name == "青禾建材家居"


@pytest.mark.parametrize("wrong", [
    {"name": ""}, {"name": " "}, {"name": "长" * 81}, {"name": "a\x07"}, {"timestamp_url": "ftp://tsa.example"},
    {"timestamp_url": "http://tsa.example/"}, {"timestamp_url": "http://127.0.0.1.example/"},
    {"timestamp_url": "https://"}, {"timestamp_url": "http://[::1/"},
    {"timestamp_url": "javascript:alert(1)"}, {"timestamp_url": "https://a b"},
    {"timestamp_url": "https://" + "a" * 200}, {"review_months": ""}, {"review_months": "0"},
    {"review_months": "121"}, {"review_months": "three"},
])
def test_a_wrong_form_changes_nothing_and_keeps_what_was_typed(visit, world, wrong):
    typed = {"name": "新青禾", "timestamp_url": "", "review_months": "24"} | wrong
    page = visit(world.admin).post("/settings/", data=typed)
    text = page.get_data(as_text=True)
    assert (page.status_code, 'role="alert"' in text, Organisation.the().name) == (422, True, "青禾建材家居")
    assert ("name" in wrong or "新青禾" in text, "timestamp_url" not in wrong or wrong["timestamp_url"] in text) == (
        True, True)


SIGNING = {"days_to_sign": "10", "reminds": "y", "remind_before": "2", "remind_every": "3"}


def test_deadlines_and_reminders_are_set_and_written_down(visit, world):
    assert visit(world.admin).post("/settings/signing", data=SIGNING).status_code == 303
    kept, entry = Organisation.the(), AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (kept.days_to_sign, kept.reminds, kept.remind_before, kept.remind_every) == (10, True, 2, 3)
    assert (entry.action, entry.particulars) == (
        "organisation.set_deadlines", '{"days":10,"remind_before":2,"remind_every":3,"reminds":true}')


@pytest.mark.parametrize("field, least, most", [("days_to_sign", 1, 180), ("remind_before", 0, 60),
                                                ("remind_every", 0, 60)])
def test_no_number_of_days_that_makes_no_sense(visit, world, field, least, most):
    browser, wide = visit(world.admin), {"days_to_sign": "180", "remind_before": "1", "remind_every": "1"}
    for days in (least - 1, most + 1, "x", "", "1.5"):
        page = browser.post("/settings/signing", data=SIGNING | {field: str(days)})
        assert (page.status_code, 'role="alert"' in page.text, f'value="{days}"' in page.text) == (422, True, True)
    assert Organisation.the().days_to_sign == 7
    assert {browser.post("/settings/signing", data=SIGNING | wide | {field: str(days)}).status_code
            for days in (least, most)} == {303}


def test_without_a_timestamp_authority_there_is_none(visit, world):
    visit(world.admin).post("/settings/", data={"name": "新青禾", "timestamp_url": "", "review_months": "36"})
    assert Organisation.the().timestamp_url is None


def test_the_language_is_kept_with_the_person(app, visit, world):
    browser = visit(world.clerk)
    answer = browser.post("/settings/locale", data={"locale": "en", "next": "/menu"})
    assert (answer.headers["Location"], world.again(world.clerk).locale) == ("/menu", "en")
    assert '<html lang="en">' in visit(world.again(world.clerk)).get("/").get_data(as_text=True)


def test_the_language_of_nobody_is_kept_with_the_browser(visit, world):
    browser = visit(None)
    assert '<html lang="zh-Hans">' in browser.get("/session/new").get_data(as_text=True)
    browser.post("/settings/locale", data={"locale": "en"})
    assert '<html lang="en">' in browser.get("/session/new").get_data(as_text=True)


def test_a_language_that_is_none_of_ours_changes_nothing(visit, world):
    for locale in ("xx", "", "../../etc", "zh_Hans\x00"):
        assert visit(world.clerk).post("/settings/locale", data={"locale": locale}).status_code == 303
    assert world.again(world.clerk).locale is None


@pytest.mark.parametrize("number", ["9" * 400, "9" * 5000, "-" + "9" * 400, str(2**31), "1.5", "²", ""])
def test_a_number_that_is_none_or_far_too_long_is_refused_beside_its_field(visit, world, number):
    form = {"days_to_sign": number, "remind_before": "1", "remind_every": "3"}
    page = visit(world.admin).post("/settings/signing", data=form)
    assert (page.status_code, 'role="alert"' in page.text, Organisation.the().days_to_sign) == (422, True, 7)


@pytest.mark.parametrize("address", ["https://tsa.example/", "http://127.0.0.1:3180/", "http://[::1]/", "http://localhost/"])
def test_a_timestamp_authority_is_asked_over_tls_or_on_this_machine(visit, world, address):
    form = {"name": "青禾", "timestamp_url": address, "review_months": "36"}
    assert (visit(world.admin).post("/settings/", data=form).status_code, Organisation.the().timestamp_url) == (
        303, address)


@pytest.mark.parametrize("field", ["remind_before", "remind_every"])
def test_reminders_no_further_apart_than_the_time_to_sign(visit, world, field):
    page = visit(world.admin).post("/settings/signing", data=SIGNING | {field: "11"})
    assert (page.status_code, f'id="{field}-error" role="alert">这比签署期限 10 天还长' in page.text) == (422, True)
    assert (Organisation.the().days_to_sign, 'value="11"' in page.text) == (7, True)
