"""Deeds: what people do elsewhere in the portal that proves a duty done, by the register it stands in.

Each is an entry of the audit log, which the verb itself wrote: it says who, when and about which row, and nobody can
type it. To let one more register prove duties takes a line here, and its verbs hand their entry to `linking.follow`;
what does not is found by `linking.catch_up`.
"""

from dataclasses import dataclass

from db.audit import AuditEntry
from db.base import N_


@dataclass(frozen=True)
class Register:
    """`word`: in the notation of items. `made`: the actions that are such a deed; `undone`: those on the same row after
    which it counts no longer. `about`: a particular the entry of the deed must have.
    """

    word: str
    label: str
    made: tuple
    undone: tuple = ()
    about: str = ""

    def has(self, entry):
        return entry.action in self.made and (not self.about or f'"{self.about}":' in entry.particulars)


REGISTERS = {
    "inspection": Register("检查", N_("an inspection of a duty"),
                           ("occurrence.accept", "occurrence.send_back", "occurrence.fail")),
    "task": Register("上级交办", N_("an answer to a task by the superior"), ("task.answer",), ("task.hand_back",)),
    "rectification": Register("整改", N_("a rectification carried out"), ("task.answer",), ("task.hand_back",),
                              about="inspection"),
    "recheck": Register("复查", N_("a task or rectification looked at again and closed"), ("task.close",)),
    "leave": Register("请假审批", N_("a decision on leave"), ("leave.approve", "leave.refuse"), ("leave.cancel",)),
    "swap": Register("换班审批", N_("a decision on a swap of shifts"), ("swap.approve", "swap.refuse")),
    "signature": Register(
        "签署", N_("a signature on a description"),
        ("signing.sign_as_employee", "signing.sign_as_superior", "signing.sign_as_hr"),
        ("signing.hand_back", "signing.refuse", "signing.withdraw", "signing.lapse")),
}
BY_WORD = {register.word: name for name, register in REGISTERS.items()}


def made_by(entry):
    """The registers in which the entry is a deed."""
    return {name for name, register in REGISTERS.items() if register.has(entry)}


def undone_by(entry):
    """The registers of which the entry undoes what was done with its row before."""
    return {name for name, register in REGISTERS.items() if entry.action in register.undone}


def of(person_id, registers, first, last):
    """[(register, entry)] of what the person did in these registers between two moments and nobody undid, oldest first.
    """
    made = {action for name in registers for action in REGISTERS[name].made}
    entries = list(AuditEntry.select().where(
        AuditEntry.actor_id == person_id, AuditEntry.action.in_(made), AuditEntry.at >= first,
        AuditEntry.at <= last).order_by(AuditEntry.id))
    ends = _ends(entries, registers)
    return [(name, entry) for entry in entries for name in made_by(entry) & set(registers)
            if not any(end.id > entry.id for end in ends.get((name, entry.subject), ()))]


def undoings(since):
    """The entries that undo something, from a moment on."""
    actions = {action for register in REGISTERS.values() for action in register.undone}
    rows = AuditEntry.select().where(AuditEntry.at >= since, AuditEntry.action.in_(actions))
    return list(rows.order_by(AuditEntry.id))


def _ends(entries, registers):
    """{(register, row): the entries that undo what was done with the row}."""
    undone = {action for name in registers for action in REGISTERS[name].undone}
    found = {}
    if entries and undone:
        rows = AuditEntry.select().where(AuditEntry.subject.in_({entry.subject for entry in entries}),
                                         AuditEntry.action.in_(undone))
        for entry in rows:
            for name in undone_by(entry):
                found.setdefault((name, entry.subject), []).append(entry)
    return found
