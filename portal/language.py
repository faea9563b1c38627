"""The messages of a page in the reader's language: asked for so often that each is looked up once and kept."""

from functools import cache, lru_cache

from babel import Locale
from babel.support import Translations
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup
from wtforms.i18n import messages_path


class Messages(Domain):
    """The catalogues by their locale, without spelling out its name each time."""

    def __init__(self):
        super().__init__()
        self.opened = {}

    def get_translations(self):
        locale = get_locale()
        if locale not in self.opened:
            self.opened[locale] = super().get_translations()
        return self.opened[locale]


MESSAGES = Messages()


def init_app(app, choose):
    """`choose` names the language the reader of a request reads."""
    Babel(app, locale_selector=lambda: parsed(choose())).domain_instance = MESSAGES
    app.jinja_env.globals["_"] = said
    app.context_processor(lambda: {"_": speaker(get_locale())})  # a page asks once which language it is in


@cache
def parsed(name):
    """One object a locale, by which everything else is found at once."""
    return Locale.parse(name)


def said(message, **values):
    """A message in a template: ours, so it may be put on the page as it is; the values in it are escaped."""
    return speaker(get_locale())(message, **values)


@cache
def speaker(_locale):
    """`said` in the language of this moment."""
    messages = MESSAGES.get_translations()

    @lru_cache(maxsize=4096)
    def markup(message):
        return Markup(messages.ugettext(message))  # noqa: S704 - from our catalogues

    def say(message, **values):
        text = markup(message)
        return text % values if values or "%" in text else text
    return say


@cache
def of_forms(locale):
    """What the library of the forms says of a field, in this language."""
    return Translations.load(messages_path(), [locale], domain="wtforms")
