"""Every word a section may be announced with, in every form."""

import pytest

from db.intake import read_text
from db.intake.labels import SLOTS


def only(text):
    reading = read_text(text)
    assert (reading.lost, reading.invented) == ({}, {})
    [description] = reading.descriptions
    return description


def synonyms(*fields):
    return [(field, word) for field, words in SLOTS for word in words.split() if field in fields]


@pytest.mark.parametrize(("field", "word"), synonyms(
    "title", "department", "code", "summary", "superior", "subordinates", "environment", "notice"))
@pytest.mark.parametrize("form", [
    "{}：甲乙", "{}:甲乙", "【{}】：甲乙", "【{}】\n甲乙", "{}\t甲乙", "{}\n甲乙", "三、{}：甲乙", "{} 甲乙"])
def test_every_synonym_of_a_value_is_read_in_every_form(field, word, form):
    assert only(form.format(word))[field] == "甲乙"


@pytest.mark.parametrize(("field", "word"), synonyms("education", "major", "experience", "certificates"))
def test_every_synonym_of_a_qualification_is_read(field, word):
    assert only(f"任职资格\n{word}：甲乙")["qualifications"][field] == "甲乙"


@pytest.mark.parametrize(("field", "word"), synonyms(
    "core_knowledge", "core_abilities", "general_skills", "qualities"))
def test_every_synonym_of_a_list_of_qualifications_is_read(field, word):
    assert only(f"任职资格\n{word}：\n1、甲；\n2、乙。")["qualifications"][field] == ["甲；", "乙。"]


@pytest.mark.parametrize("word", [word for _, word in synonyms("duties")])
@pytest.mark.parametrize("form", ["{}\n", "{}：\n", "四、{}\n", "（三）{}：\n", "第四部分 {}\n", "## {}\n", "● {}\n"])
def test_every_synonym_of_duties_is_read(word, form):
    found = only(f"岗位名称：前台\n{form.format(word)}1、甲；\n2、乙。")["duties"]
    assert [(one["number"], one["text"]) for one in found] == [(1, "甲；"), (2, "乙。")]


@pytest.mark.parametrize("word", [word for _, word in synonyms("kpis")])
def test_every_synonym_of_indicators_is_read(word):
    assert only(f"岗位名称：前台\n{word}：\n1、甲率\n2、乙率")["kpis"] == ["甲率", "乙率"]


@pytest.mark.parametrize("word", [word for _, word in synonyms("relations")])
def test_every_synonym_of_relations_opens_them(word):
    found = only(f"岗位名称：前台\n{word}\n公司内部\n市场部\t配合")["relations"]
    assert found == [{"scope": "company", "party": "市场部", "content": "配合"}]


@pytest.mark.parametrize(("field", "word"), synonyms("department_scope", "company_scope", "outside_scope"))
def test_every_synonym_of_a_scope_is_read(field, word):
    found = only(f"岗位名称：前台\n工作联系\n{word}\n某方：配合")["relations"]
    assert found == [{"scope": field.removesuffix("_scope"), "party": "某方", "content": "配合"}]


@pytest.mark.parametrize("word", [word for _, word in synonyms("qualifications")])
def test_every_synonym_of_qualifications_opens_them(word):
    description = only(f"岗位名称：前台\n{word}\n1、细心；\n学历：大专")
    assert (description["unclassified"], description["qualifications"]["education"]) == (["1、细心；"], "大专")


@pytest.mark.parametrize("word", [word for _, word in synonyms("other")])
def test_known_sections_no_field_holds_are_kept_with_their_name(word):
    assert only(f"岗位名称：前台\n{word}：甲乙\n工作环境：室内")["unclassified"] == [f"{word}： 甲乙"]


@pytest.mark.parametrize("spaced", ["任 职 条 件", "任　职　资　格", "任职 要求"])
def test_labels_may_have_spaces_between_their_characters(spaced):
    assert only(f"岗位名称：前台\n{spaced}\n学 历：大专")["qualifications"]["education"] == "大专"
