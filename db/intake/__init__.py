"""Reading position descriptions from .docx, .doc, .txt or pasted text into drafts."""

from db.intake.files import read_file
from db.intake.marked import read_document
from db.intake.reading import Reading, Remark, read_text, summarise
from db.intake.unreadable import Unreadable

__all__ = ("Reading", "Remark", "Unreadable", "read_document", "read_file", "read_text", "summarise")
