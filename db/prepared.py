"""Questions that every page asks: their SQL is written once, and only the values in it change.

Writing the SQL of a small query takes several times as long as running it. Neither values nor answers are kept.
"""

from functools import wraps
from inspect import signature

import peewee as pw

from db.base import database


class Blank(pw.Node):
    """Where a value goes that is known only when the question is asked."""

    def __init__(self, place):
        self.place = place

    def __sql__(self, ctx):
        return ctx.value(Awaited(self.place, ctx.state.converter), converter=False)


class Awaited:
    """The same among the parameters, with the way the column beside it writes its values."""

    def __init__(self, place, converter):
        self.place, self.converter = place, converter

    def fill(self, values):
        value = values[self.place]
        return self.converter(value) if self.converter else value


class Kept:
    """Stands in for the database: runs SQL that is written already."""

    def __init__(self, sql, values):
        self.sql, self.values = sql, values

    def execute(self, _query):
        return database.execute_sql(self.sql, self.values)


def prepared(build):
    """The rows of the query that `build` makes; what changes from one question to the next has to be an argument.

    `build` is called once for each kind of database, with blanks: its arguments can be compared with columns, and no
    more; nothing in it may depend on them, nor on the time.
    """
    write = _writer(build)

    @wraps(build)
    def ask(*values):
        query, sql, filled = write(values)
        return list(query.clone().execute(Kept(sql, filled)))
    return ask


def prepared_plain(build):
    """The same as tuples just as the database gives them: for ids, numbers and words, not for days or yes and no."""
    write = _writer(build)

    @wraps(build)
    def ask(*values):
        _query, sql, filled = write(values)
        return database.execute_sql(sql, filled).fetchall()
    return ask


def _writer(build):
    """values -> (the query, its SQL, the values as its parameters)."""
    written, count = {}, len(signature(build).parameters)

    def write(values):
        kind = type(database.obj)
        if kind not in written:
            query = build(*map(Blank, range(count)))
            written[kind] = (query, *query.sql())
        query, sql, places = written[kind]
        return query, sql, [place.fill(values) if isinstance(place, Awaited) else place for place in places]
    return write
