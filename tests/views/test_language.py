"""What a page says in the reader's language."""

import pytest
from flask_babel import force_locale

from portal import language


def drawn(app, template, **context):
    return app.jinja_env.from_string(template).render(**context)


def test_each_page_speaks_the_language_of_its_reader(visit, world):
    world.stranger.choose_locale("en")
    pages = [visit(person).get("/people/").text for person in (world.clerk, world.stranger, world.clerk)]
    assert [("人员" in page, "People" in page) for page in pages] == [(True, False), (False, True), (True, False)]


@pytest.mark.parametrize(("locale", "expected"), [("zh_Hans", "2 天前"), ("en", "2 days ago")])
def test_values_are_put_into_a_message_and_escaped_the_message_is_not(app, locale, expected):
    with app.test_request_context(), force_locale(locale):
        assert drawn(app, "{{ _('%(n)s days ago', n=2) }}") == expected
        assert drawn(app, "{{ _('%(name)s <b>', name='<i>') }}") == "&lt;i&gt; <b>"


def test_a_percent_sign_is_written_twice_with_and_without_values(app):
    with app.test_request_context():
        assert drawn(app, "{{ _('100%%') }} {{ _('%(n)s%%', n=5) }}") == "100% 5%"


def test_a_letter_in_another_language_leaves_the_page_its_own(app):
    with app.test_request_context():
        before = language.said("People")
        with force_locale("en"):
            assert language.said("People") == "People"
        assert language.said("People") == before == "人员"
