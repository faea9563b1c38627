"""CPU of one request of the pages people open most, against the same bytes served from memory by the same stack.

Same process, same gate, same session: the memory route answers what the page had answered. Bursts alternate, so that a
machine that slows down slows both; the median of the bursts' ratios is quoted.
"""

import statistics
import tempfile
import time

from bench import company
from db import demo, schema
from db.base import database
from db.people import Person
from db.sessions import Session
from portal import create_app, papers
from portal.auth import SIGNED_IN, needs

ROUNDS, BURST = 9, 40
VISITS = (  # who opens what
    ("Today, a clerk", "K1020", "/"),
    ("Today, the HR manager", "K1003", "/"),
    ("Signatures, HR", "K1003", "/signatures/"),
    ("Descriptions, HR", "K1003", "/descriptions/"),
    ("One description, the manager", "K1007", "/descriptions/{manager}"),
    ("People, HR", "K1003", "/people/"),
    ("Unsigned board of 500 people, HR", "K1003", "/signatures/board/"),
    ("Duty review, 500 people in 40 positions, HR", "K1003", "/matrix/"),
    ("Duty review, only problems, HR", "K1003", "/matrix/?problem=any"),
    ("Duty review, one department, its head", "K1007", "/matrix/"),
    ("A duty, HR", "K1003", "/clauses/{duty}"),
    ("When descriptions are reviewed, HR", "K1003", "/upkeep/"),
)


def main():
    app = create_app(DATA=tempfile.mkdtemp(prefix="bench-"))
    memory = {}

    @app.get("/from-memory/<int:n>")
    @needs(SIGNED_IN)
    def from_memory(n):
        return memory[n]

    with app.app_context(), database.connection_context():
        schema.upgrade()
        for _ in demo.tell(papers):
            pass
        company.grow()
        manager = Person.get(Person.number == "K1007").signings.get().description
        ids = {"manager": manager.id, "duty": manager.clause_list[0].identity}
    print("| page | bytes | CPU ms | from memory, ms | ratio |\n|---|---|---|---|---|")
    for n, (name, number, path) in enumerate(VISITS):
        print(row(app, memory, n, name, number, path.format(**ids)))


def row(app, memory, n, name, number, path):
    """One line of the table: medians over the bursts."""
    client = signed_in(app, number)
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status}")
    memory[n] = answer.data.decode()
    pages, copies = [], []
    for _ in range(ROUNDS):
        pages.append(burst(client, path))
        copies.append(burst(client, f"/from-memory/{n}"))
    ratio = statistics.median(page / copy for page, copy in zip(pages, copies, strict=True))
    return (f"| {name} | {len(answer.data):,} | {statistics.median(pages):.2f} | {statistics.median(copies):.2f} "
            f"| {ratio:.1f} |")


def burst(client, path, times=BURST):
    """CPU milliseconds a request, over so many of them."""
    start = time.process_time()
    for _ in range(times):
        client.get(path)
    return (time.process_time() - start) / times * 1000


def signed_in(app, number):
    with app.app_context(), database.connection_context():
        person = Person.get(Person.number == number)
        _, token = Session.start(person, "127.0.0.1", "bench")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


if __name__ == "__main__":
    main()
