"""The reader's language: collect the messages of the code, bring both catalogues up to date, compile, check.

The keys are English. English answers with the key itself; Chinese is written by people and must be complete."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
TRANSLATIONS = ROOT / "portal" / "translations"
LOCALES = ("en", "zh_Hans")
METHODS = [("db/**.py", "python"), ("portal/**.py", "python"), ("portal/templates/**.html", "jinja2")]
OPTIONS = {"portal/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = DEFAULT_KEYWORDS | {  # calls whose first argument is shown to the reader
    name: None for name in ("lazy_gettext", "say", "Refused", "NotAllowed", "TooLate", "Invalid")
}


def extract():
    """Every message of code and templates, with the places that show it."""
    messages = Catalog(charset="utf-8")
    for file, line, message, _comments, context in extract_from_dir(ROOT, METHODS, OPTIONS, keywords=KEYWORDS):
        messages.add(message, None, [(file, line)], context=context)
    return messages


def update():
    """Put new messages into both catalogues and drop those nothing shows any more; nothing is guessed."""
    for locale in LOCALES:
        catalogue = read(locale)
        catalogue.update(extract(), no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        if locale == "en":
            for message in catalogue:
                if message.id:
                    message.string = message.id
        path(locale).parent.mkdir(parents=True, exist_ok=True)
        with path(locale).open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, no_location=True)


def compile_all():
    """Write the .mo file beside each catalogue."""
    for file in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        with file.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read(file.parts[-3]))


def complaints(locale):
    """What is wrong with a catalogue, one sentence a message: not there, untranslated, unsure, or broken."""
    catalogue, wanted = read(locale), extract()
    for message in wanted:
        if message.id:
            entry = catalogue.get(message.id, message.context)
            yield from complaints_about(locale, message, entry)


def path(locale):
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def read(locale):
    """The catalogue of a locale; an empty one where there is no file yet."""
    if not path(locale).exists():
        return Catalog(locale=locale, project="Dutyline", charset="utf-8", fuzzy=False)
    with path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def complaints_about(locale, message, entry):
    where = f"{locale}: {message.id!r} ({message.locations[0][0]})"
    strings = [] if entry is None else [entry.string] if isinstance(entry.string, str) else list(entry.string)
    if entry is None:
        yield f"{where} is not in the catalogue"
    elif not strings or not all(strings) or locale != "en" and entry.string == message.id:
        yield f"{where} is not translated"
    elif entry.fuzzy:
        yield f"{where} is marked as unsure"
    else:
        entry.flags |= message.flags
        yield from (f"{where}: {error}" for error in entry.check())


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
