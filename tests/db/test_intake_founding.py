"""The founding document of the department, a web preview of ten positions; skipped where it is not at hand."""

import csv
from itertools import groupby
from pathlib import Path

import pytest

from db.intake import read_text

SHARED = Path(__file__).parents[3] / "shared"
FOUNDING = SHARED / "seed" / "000_6972a28ac0e39e0b.txt"
CLAUSES = SHARED / "design" / "clauses.csv"
pytestmark = pytest.mark.skipif(not (FOUNDING.exists() and CLAUSES.exists()), reason="the document is not here")


@pytest.fixture(scope="module")
def reading():
    return read_text(FOUNDING.read_text("utf-8"))


@pytest.fixture(scope="module")
def clauses():
    return list(csv.DictReader(CLAUSES.read_text("utf-8-sig").splitlines()))


def bare(text):
    return "".join(text.split())


def test_it_holds_ten_descriptions_with_their_clauses(reading):
    assert [len(one["duties"]) for one in reading.descriptions] == [19, 17, 24, 19, 7, 12, 10, 26, 19, 17]


def test_every_clause_has_its_group_number_and_text(reading, clauses):
    expected = [[(one["function_group"], one["number"], bare(one["text"])) for one in rows]
                for _, rows in groupby(clauses, key=lambda one: one["position"])]
    assert [[(duty["group"], str(duty["number"]), bare(duty["text"])) for duty in one["duties"]]
            for one in reading.descriptions] == expected


def test_the_title_is_the_labelled_name_and_a_heading_that_differs_is_kept(reading, clauses):
    headings = [position for position, _ in groupby(clauses, key=lambda one: one["position"])]
    assert [one["unclassified"][0] if one["unclassified"] else one["title"] for one in reading.descriptions] == headings


def test_it_holds_38_indicators(reading):
    assert [len(one["kpis"]) for one in reading.descriptions] == [4, 4, 4, 5, 3, 5, 4, 5, 4, 0]


def test_the_empty_boxes_of_the_form_stay_empty(reading):
    boxes = {(one["department"], one["code"], one["compiled_on"]) for one in reading.descriptions}
    assert boxes == {(None, None, None)}


def test_each_complete_position_has_every_section(reading):
    for one in reading.descriptions[:9]:
        assert all(one[name] for name in ("summary", "superior", "subordinates", "relations", "environment", "notice"))
        assert all(one["qualifications"].values())


def test_relations_are_split_into_party_and_content(reading):
    assert [len(one["relations"]) for one in reading.descriptions] == [9, 6, 11, 9, 6, 7, 7, 7, 8, 0]
    assert all(each["party"] and each["content"] for one in reading.descriptions for each in one["relations"])


def test_the_last_position_is_reported_as_cut_off(reading):
    last = reading.descriptions[9]["title"]
    remarks = [remark.message for remark in reading.warnings if remark.params.get("position") == last]
    assert remarks == ["%(position)s: the last duty may be cut off: %(text)s"]


def test_no_character_is_lost_and_none_is_made_up(reading):
    assert (reading.lost, reading.invented) == ({}, {})


def test_the_page_around_the_document_is_quoted_in_warnings(reading):
    assert len(reading.outside) == 2
    assert [text for text in reading.outside if not any(text in str(remark) for remark in reading.warnings)] == []


def test_all_segment_marks_are_taken_out(reading):
    assert [text for kind, text in reading.consumed if kind == "segment"] == [f"{number}、" for number in range(1, 42)]
