"""The address of a form that was refused, asked for by reload or by hand: it leads to the page the form stands on."""

import pytest


def posted_only(app):
    answering = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if rule.rule not in answering})


def test_every_address_that_only_takes_forms_leads_to_a_page_its_caller_may_open(app, scene):
    lost = []
    for endpoint in posted_only(app):
        role, path = scene.entitled(endpoint)
        answer, same = scene.ask(role, "GET", path)
        page = answer.headers.get("Location", "")
        opened = scene.ask(role, "GET", page)[0].status_code if page else None
        if (answer.status_code, same, path.startswith(page), opened) != (303, True, True, 200):
            lost.append(f"{role}: GET {path}: {answer.status_code} {page} {opened}")
    assert lost == ["anonymous: GET /settings/locale: 303 /settings/ 303"]  # to sign in, as from any page


@pytest.mark.parametrize("path,page", [
    ("/signatures/7/sign", "/signatures/7"), ("/people/3/appointments/4/end", "/people/3"),
    ("/people/3/roles/revoke", "/people/3"), ("/audit/verify", "/"), ("/intake/1/2/keep", "/"),
    ("/settings/locale", "/"), ("/session/end", "/")])
def test_a_reader_is_led_to_the_nearest_page_that_is_open_to_him(world, visit, path, page):
    answer = visit(world.clerk).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)


def test_whoever_is_no_longer_signed_in_comes_back_there_after_signing_in(app, world):
    client = app.test_client()
    page = client.get("/signatures/7/sign").headers["Location"]
    assert (page, client.get(page).headers["Location"]) == ("/signatures/7", "/session/new?next=/signatures/7")


def test_the_way_back_leads_to_no_other_site(world, visit):
    for path in ("//evil.example/sign", "/signatures/7/sign?next=//evil.example", "/\\evil.example/sign"):
        answer = visit(world.clerk).get(path, headers={"Host": "localhost"})
        assert "evil" not in answer.headers.get("Location", "")


def test_what_stays_refused_says_which_methods_are_taken(world, visit):
    answer = visit(world.admin).put("/signatures/7/sign")
    assert (answer.status_code, sorted(answer.allow)) == (405, ["OPTIONS", "POST"])


def test_a_post_to_a_page_is_not_led_anywhere(world, visit):
    answer = visit(world.hr).post("/audit/")
    assert (answer.status_code, sorted(answer.allow)) == (405, ["GET", "HEAD", "OPTIONS"])

