"""Documents for an office's own programs: a description as a Word file that reads back as the same data."""

from db.office.sheet import DOCX, Heading, description

__all__ = ("DOCX", "Heading", "description")
