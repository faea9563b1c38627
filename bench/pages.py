"""What the pages people open most cost, against the same bytes from memory."""

from bench.visits import portal
from db.people import Person

BURST = 40
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
    print("| page | bytes | queries | CPU ms | from memory, ms | ratio |\n|---|---|---|---|---|---|")
    with portal() as opened:
        with opened.connected():
            manager = Person.get(Person.number == "K1007").signings.get().description
            ids = {"manager": manager.id, "duty": manager.clause_list[0].identity}
        for name, number, path in VISITS:
            found = opened.figures(number, path.format(**ids), BURST)
            print(f"| {name} | {found.size:,} | {found.queries} | {found.cpu:.2f} | {found.memory:.2f} "
                  f"| {found.ratio:.1f} |", flush=True)


if __name__ == "__main__":
    main()
