"""A new version of what is in force in the demo, edited step by step in the editor's own verbs."""

from db import editing
from db.base import digest
from db.contents import content_of, value_at
from db.descriptions import Description


class Reviser:
    """Takes the steps of `descriptions.SECOND_VERSIONS`; clauses go by the numbers they had when it began."""

    def __init__(self, position, by):
        self.draft, self.by = Description.in_force(position).revise(by=by), by
        self.identities = {clause.number: clause.identity for clause in self.draft.clause_list}

    def take(self, steps):
        """The draft, after all the steps."""
        for verb, *what in steps:
            getattr(self, verb)(*what)
        return self.draft

    def add(self, after, text):
        editing.add_clause(self.draft, text, after=self.identities[after], by=self.by)

    def reword(self, number, text):
        editing.reword(self.draft, self.identities[number], text, seen=digest(self._text(number)), by=self.by)

    def move(self, number, after):
        editing.move(self.draft, self.identities[number], after=self.identities[after], by=self.by)

    def split(self, number, parts):
        editing.split(self.draft, self.identities[number], parts, seen=digest(self._text(number)), by=self.by)

    def merge(self, number, other, text):
        editing.merge(self.draft, self.identities[number], self.identities[other],
                      seen=digest([self._text(number), self._text(other)]), by=self.by)
        self.reword(number, text)

    def remove(self, number):
        editing.remove(self.draft, self.identities[number], seen=digest(self._text(number)), by=self.by)

    def rename_group(self, group, name):
        editing.rename_group(self.draft, group, name, by=self.by)

    def write_field(self, name, value):
        editing.write_field(self.draft, name, value, seen=digest(value_at(content_of(self.draft), name)), by=self.by)

    def _text(self, number):
        return value_at(content_of(self.draft), self.identities[number])
