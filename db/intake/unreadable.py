"""Why a file or text cannot be read."""

from db.base import Invalid


class Unreadable(Invalid):
    """A file or text that cannot be read; the message says why and what to do."""
