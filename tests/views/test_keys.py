from db.audit import AuditEntry
from db.keys import Certificate
from tests.world import PASSWORD

PIN = "kestrel-47"


def send(browser, password=PASSWORD, pin=PIN, **agreed):
    return browser.post("/keys/", data={"pin": pin, "again": pin, "password": password} | agreed)


def is_braked(browser, person, **agreed):
    """Five guesses are judged, then the right password no more; the key stays what it was."""
    before = Certificate.of(person)
    guessed = [send(browser, f"guess {n}", **agreed).status_code for n in range(5)]
    told = AuditEntry.select().where(AuditEntry.action == "person.wrong_password").count()
    after = send(browser, **agreed).status_code
    return (guessed, told, after, Certificate.of(person)) == ([422] * 5, 5, 429, before)


def test_a_first_key_is_made_with_the_password_and_the_agreement(visit, world):
    answer = send(visit(world.admin), agreed="y")
    assert (answer.status_code, Certificate.of(world.admin).state) == (303, "active")


def test_guessing_the_password_for_a_first_key_is_braked_like_signing_in(visit, world):
    assert is_braked(visit(world.admin), world.admin, agreed="y")


def test_guessing_the_password_for_another_key_is_braked_like_signing_in(visit, world):
    browser = visit(world.admin)
    send(browser, agreed="y")
    assert is_braked(browser, world.admin)
