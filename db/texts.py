"""What one version of a description says, and how that is read: as clauses, as groups, as data."""

import peewee as pw

from db.base import Model, digest
from db.contents import content_of, payload_of


class Text(Model):
    """The part of a version that is its text; position, version and clauses are the version's."""

    title = pw.CharField(80)
    department = pw.CharField(80, null=True)
    code = pw.CharField(40, null=True)
    compiled_on = pw.CharField(40, null=True)
    summary = pw.TextField(default="")
    kpis = pw.JSONField(default=list)
    superior = pw.TextField(null=True)
    subordinates = pw.TextField(null=True)
    relations = pw.JSONField(default=list)
    qualifications = pw.JSONField(default=dict)
    environment = pw.TextField(null=True)
    notice = pw.TextField(null=True)
    unclassified = pw.JSONField(default=list)

    @property
    def file_number(self):
        return f"{self.code or f'GW-{self.position_id:04d}'}"

    @property
    def version_label(self):
        """The customary letter and revision of controlled documents: the first is A/0."""
        return f"{chr(65 + min((self.version - 1) // 10, 25))}/{(self.version - 1) % 10}"

    @property
    def clause_list(self):
        return sorted(self.clauses, key=lambda clause: clause.place)

    @property
    def groups(self):
        """[(function group, [clauses])] in the order of the paper."""
        groups = []
        for clause in self.clause_list:
            if not groups or groups[-1][0] != clause.group:
                groups.append((clause.group, []))
            groups[-1][1].append(clause)
        return groups

    def payload(self):
        """The description as data, in the shape the importer reads and the PDF carries."""
        return payload_of(content_of(self))

    @property
    def digest(self):
        """SHA-256 of the text that is signed."""
        return digest(self.payload())
