import pytest

from db.base import digest
from db.corrections import correct
from db.descriptions import Description
from tests.versions import in_force


def found(browser, wanted):
    answer = browser.post("/search/", data={"wanted": wanted})
    assert answer.status_code == 200
    return answer.get_data(as_text=True).partition('id="results"')[2].partition("</section>")[0]


@pytest.mark.parametrize("wanted", ["张小燕", "小燕", "T0004", "t0004", "zxy", "ZXY", "zhang xiao", "zhangxiaoyan",
                                    " 张小燕 "])
def test_a_person_is_found_by_name_number_and_pinyin(visit, world, wanted):
    assert f'href="/people/{world.clerk.id}"' in found(visit(world.hr), wanted)


@pytest.mark.parametrize("reader,sees", [("clerk", False), ("supervisor", True), ("manager", True), ("stranger", False),
                                         ("hr", True), ("auditor", True), ("admin", True)])
def test_only_those_one_may_see_are_found(visit, world, reader, sees):
    assert (f'href="/people/{world.colleague.id}"' in found(visit(getattr(world, reader)), "T0005")) == sees


@pytest.mark.parametrize("reader,sees", [("clerk", True), ("stranger", False), ("hr", True), ("admin", False)])
def test_duties_in_force_are_found_where_the_description_may_be_read(visit, world, reader, sees):
    Description.update(state="in_force").where(Description.id == world.drafts.clerk.id).execute()
    page = found(visit(getattr(world, reader)), "核对登记表")
    assert (f'href="/descriptions/{world.drafts.clerk.id}#c' in page) == sees


@pytest.mark.parametrize("reader,sees", [("clerk", False), ("supervisor", True), ("stranger", False), ("hr", True)])
def test_duties_of_drafts_are_found_by_those_who_see_drafts(visit, world, reader, sees):
    page = found(visit(getattr(world, reader)), "核对登记表")
    assert (f'href="/descriptions/{world.drafts.clerk.id}#c' in page, "草稿" in page) == (sees, sees)


def test_positions_are_found_by_title_and_other_name(visit, world):
    world.positions.driver.name_also(["司机师傅"], by=world.hr)
    for wanted in ("车队司机", "司机师傅"):
        assert f'href="/positions/{world.positions.driver.id}"' in found(visit(world.hr), wanted)
        assert "/positions/" not in found(visit(world.clerk), wanted)


@pytest.mark.parametrize("wanted", ["%", "_", "\\", "张%", "T000_", "' OR 1=1 --"])
def test_signs_of_the_query_language_mean_themselves(visit, world, wanted):
    assert "list-group-item" not in found(visit(world.hr), wanted)


def test_nothing_asked_is_nothing_answered(visit, world):
    assert ("list-group-item" in found(visit(world.hr), ""), "没有找到" in found(visit(world.hr), "")) == (False, False)


def test_nothing_found_is_said(visit, world):
    assert "没有找到" in found(visit(world.hr), "查无此人")


def test_what_was_asked_stays_in_the_box_and_out_of_the_address(visit, world):
    answer = visit(world.hr).post("/search/", data={"wanted": "\"><b>张"})
    assert ("&#34;&gt;&lt;b&gt;张" in answer.get_data(as_text=True), answer.headers.get("Location")) == (True, None)


def test_no_more_than_twenty_of_a_kind(visit, world):
    for n in range(25):
        type(world.clerk).create(number=f"N{n}", name=f"重名{n}", pinyin="chongming", initials="cm")
    assert found(visit(world.hr), "重名").count("/people/") == 20


def test_a_duty_is_found_by_its_words_as_corrected_and_as_signed(visit, world):
    version = in_force(world.drafts.clerk, world.hr)
    clause = version.clause_list[0]
    correct(version, clause.identity, "接待来访的客户并登记", reason="误写", seen=digest(clause.text), by=world.hr)
    pages = [found(visit(world.clerk), words) for words in ("来访的客户", "来访的顾客")]
    assert ["接待来访的客户并登记" in page and f'/clauses/{clause.identity}"' in page for page in pages] == [True, True]
    assert clause.identity not in found(visit(world.stranger), "来访的客户")
    [correction] = version.corrections
    correction.take_back("看错了", by=world.hr)
    assert clause.identity not in found(visit(world.clerk), "来访的客户")
