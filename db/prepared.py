"""Questions that every page asks: their SQL is written once, and only the values in it change.

Writing the SQL of a small query takes several times as long as running it, and finding out which column of an answer
belongs to what takes as long again. Both are done once. Neither values nor answers are kept.
"""

from functools import wraps

import peewee as pw

from db.base import database

MANY = (list, tuple, set, frozenset)
AS_THEY_COME = (pw.AutoField, pw.CharField, pw.ForeignKeyField, pw.IntegerField, pw.TextField)  # by both databases
NONE = frozenset()
ONE = "one"  # the width of what is no list


class Blank(pw.Node):
    """Where a value goes that is known only when the question is asked, or as many as are its width, for an IN."""

    def __init__(self, place, width):
        self.place, self.width = place, width

    def __sql__(self, ctx):
        if self.width is ONE:
            return ctx.value(Awaited(self.place, None, ctx.state.converter), converter=False)
        ctx.literal("(")
        for n in range(self.width):
            ctx.literal(", " if n else "").value(Awaited(self.place, n, ctx.state.converter), converter=False)
        return ctx.literal(")")


class Awaited:
    """The same among the parameters, with the way the column beside it writes its values."""

    def __init__(self, place, number, converter):
        self.place, self.number, self.converter = place, number, converter

    def fill(self, values):
        value = values[self.place] if self.number is None else values[self.place][self.number]
        return self.converter(value) if self.converter else value


class Statement:
    """A question whose SQL is written, for one kind of database and one length of its lists."""

    def __init__(self, query):
        (self.sql, self.places), self.query, self.make = query.sql(), query, None

    def ask(self, values):
        """The cursor with the answer to these values."""
        return database.execute_sql(self.sql, [place.fill(values) if isinstance(place, Awaited) else place
                                               for place in self.places])

    def rows(self, values):
        """The answer as the query has its rows made."""
        cursor = self.ask(values)
        found = cursor.fetchall()
        if found and self.make is None:
            self.make = _maker(self.query, cursor)
        return [self.make(row) for row in found]


def prepared(build):
    """The rows of the query that `build` makes; what changes from one question to the next has to be an argument.

    `build` is called with blanks, once for each kind of database: its arguments can be compared with columns, and no
    more; nothing in it may depend on them, nor on the time. A list or set is for `in_`: it is filled up to one of a few
    lengths by its first value, so that few statements are written; an empty one has nothing in it (and is not for
    `not_in`). None is given as it is: the query may do without what it would be compared with. Arguments by name are
    no blanks either, but yes or no; a statement is written for each such shape.
    """
    statement = _writer(build)

    @wraps(build)
    def ask(*values, **shape):
        return statement(values, shape).rows(_filled(values))
    return ask


def prepared_plain(build):
    """The same as tuples just as the database gives them: for ids, numbers and words, not for days or yes and no."""
    statement = _writer(build)

    @wraps(build)
    def ask(*values, **shape):
        return statement(values, shape).ask(_filled(values)).fetchall()
    return ask


def _writer(build):
    """(values, shape) -> the Statement for them."""
    written = {}

    def statement(values, shape):
        widths = tuple([None if value is None else _width(value) if isinstance(value, MANY) else ONE
                        for value in values])
        key = type(database.obj), widths, tuple(shape.items())
        if key not in written:
            blanks = [width and Blank(place, width) for place, width in enumerate(widths)]
            written[key] = Statement(build(*blanks, **shape))
        return written[key]
    return statement


def _width(values):
    """The next power of two, so that lists of any length need few statements."""
    return 1 << max(len(values) - 1, 0).bit_length()


def _filled(values):
    return [[*value, *[next(iter(value), None)] * (_width(value) - len(value))] if isinstance(value, MANY) else value
            for value in values]


def _maker(query, cursor):
    """row -> what the query makes of it."""
    if query._row_type not in (None, pw.ROW.MODEL):
        wrapper = query.clone()._get_cursor_wrapper(cursor)
        wrapper.initialize()
        wrapper.converters = [None if type(field) in AS_THEY_COME else convert
                              for field, convert in zip(wrapper.fields, wrapper.converters, strict=True)]
        wrapper.convert = [n for n in range(wrapper.ncols) if wrapper.converters[n]]
        wrapper.no_convert = [n for n in range(wrapper.ncols) if not wrapper.converters[n]]
        return wrapper.process_row
    wrapper = pw.ModelCursorWrapper(cursor, query.model, query._returning, query._from_list, query._joins)
    wrapper.initialize()
    return _instances(wrapper, [(key, model) for key, model, _is_model in wrapper._constructor_list])


def _instances(wrapper, models):
    """The instances peewee would make, with each value put at once where its field keeps it."""
    fields, root = {key: model._meta.fields for key, model in models}, wrapper.model
    columns = [(n, key, name, name in fields[key], None if type(fields[key].get(name)) in AS_THEY_COME else convert)
               for n, key, name, convert in ((n, key if key in fields else root, name, convert)
                                             for n, key, name, convert in wrapper._row_spec)]

    def make(row):
        objects, found = {key: model(__no_default__=True) for key, model in models}, set()
        for n, key, name, is_field, convert in columns:
            value = row[n]
            if value is not None:
                found.add(key)
                value = convert(value) if convert else value
            if is_field:
                objects[key].__data__[name] = value
            else:
                setattr(objects[key], name, value)
        for source, name, goal, _is_dict, is_outer, is_key in wrapper.src_to_dest:
            if goal in found or found & wrapper._dest_reachable.get(goal, NONE):
                setattr(objects[source], name, objects[goal])
            elif is_outer and source in found:
                objects[source].__rel__.update({name: None}) if is_key else setattr(objects[source], name, None)
        for each in objects.values():
            each._dirty.clear()
        return objects[root]
    return make
