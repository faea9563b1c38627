import pytest

from portal import navigation


@pytest.mark.parametrize(("path", "place"), [
    ("/", "home.index"), ("/people/", "people.index"), ("/people/upload", "people.index"),
    ("/descriptions/7/edit", "descriptions.index"), ("/positions/chart", "positions.index"),
    ("/roster/upload/", "roster.index"), ("/roster/mine/", "my_month.index"),
    ("/signatures/board/", "board.index"), ("/positions/7/rules", "rules.coverage_map"),
    ("/positions/nothing/of/the/kind", "positions.index"), ("/nowhere", None)])
def test_a_page_stands_in_the_place_of_its_noun_or_of_its_address(app, path, place):
    with app.test_request_context(path):
        assert getattr(navigation.current_place(), "endpoint", None) == place
