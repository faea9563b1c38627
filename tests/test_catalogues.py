import pytest

from portal import catalogues


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_every_message_the_reader_can_meet_is_translated(locale):
    assert list(catalogues.complaints(locale)) == []


@pytest.mark.parametrize("string, complaint", [
    ("", "is not translated"),
    ("Page %(n)s", "is not translated"),
    ("第 %(m)s 页", "unknown named placeholder 'm'"),
])
def test_an_empty_a_copied_or_a_broken_translation_is_a_complaint(string, complaint):
    wanted, entry = catalogues.Catalog(), catalogues.Catalog(locale="zh_Hans")
    message = wanted.add("Page %(n)s", None, [("portal/x.html", 1)])
    found = list(catalogues.complaints_about("zh_Hans", message, entry.add("Page %(n)s", string)))
    assert [complaint in line for line in found] == [True]
