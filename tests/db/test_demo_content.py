"""The demo's content holds together: descriptions, the tree of positions, people, the story, the sample file."""

import datetime as dt
import io
import json
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image

from db import access, demo, intake, passwords, rules
from db.base import today
from db.comparison import compare
from db.contents import QUALIFICATION_LISTS, QUALIFICATIONS, content_of
from db.demo import people, positions, present, story
from db.demo.descriptions import DESCRIPTIONS, FIRST_VERSIONS, SECOND_VERSIONS
from db.demo.duties import ADDED_RULES, ADDED_SOURCES, RULES, SOURCES
from db.demo.pictures import signed_page
from db.demo.revising import Reviser
from db.descriptions import Description
from db.pinyin import pinyin
from db.positions import Position
from db.smallness import MOST
from db.wording import characters_changed
from tests.world import in_review

RULED = {key for key in DESCRIPTIONS if key not in ("floor_supervisor_2", "floor_clerk_2")}  # in force

GROUPS = {
    "manager": [("业务管理", 11), ("部门管理", 7), ("其他", 1)],
    "deputy": [("业务管理", 10), ("部门管理", 6), ("其他", 1)],
    "merchant_supervisor": [("部门管理", 16), ("协助管理", 7), ("其他", 1)],
    "office_clerk": [("客户接待", 14), ("投诉受理", 1), ("信函分发", 1), ("物品保管", 1), ("其他", 2)],
    "archive_clerk": [("档案管理", 5), ("其他", 2)],
    "guide_captain": [("形象宣传", 3), ("安全驾驶", 2), ("车辆维护", 2), ("信息统计", 3), ("其他", 2)],
    "guide_driver": [("形象宣传", 3), ("安全驾驶", 1), ("车辆维护", 2), ("信息统计", 2), ("其他", 2)],
    "hall_clerk": [("客服接待", 4), ("投诉受理", 1), ("信息咨询", 4), ("登记备案", 7), ("其他", 10)],
    "floor_supervisor": [("部门管理", 18), ("其他", 1)],
    "floor_clerk": [("客服接待", 4), ("投诉受理", 1), ("信息咨询", 4), ("登记备案", 8), ("其他", 10)],
}
FIRST_NINE = [key for key in GROUPS if key != "floor_clerk"]
POSITIONS = {position["key"]: position for position in positions.POSITIONS}
PEOPLE = {person["number"]: person for person in people.PEOPLE}
DEPARTMENTS = {key: name for key, name, _ in positions.DEPARTMENTS}


@pytest.mark.parametrize("key", GROUPS)
def test_each_description_has_its_groups_and_as_many_clauses_as_its_position_has_duties(key):
    duties = DESCRIPTIONS[key]["duties"]
    assert [(group, len(list(rows))) for group, rows in groupby(duties, lambda duty: duty["group"])] == GROUPS[key]


@pytest.mark.parametrize("description", [*DESCRIPTIONS.values(), *FIRST_VERSIONS.values()],
                         ids=[*DESCRIPTIONS, *(f"first {key}" for key in FIRST_VERSIONS)])
def test_each_description_is_complete_and_numbered_through(description):
    assert [duty["number"] for duty in description["duties"]] == list(range(1, len(description["duties"]) + 1))
    assert {duty["text"][-1] for duty in description["duties"]} == {"。"}
    assert [key for key, value in description.items() if not value] == []
    assert list(description["qualifications"]) == [*QUALIFICATIONS, *QUALIFICATION_LISTS]
    assert [key for key, value in description["qualifications"].items() if not value] == []
    assert {relation["scope"] for relation in description["relations"]} == {"department", "company", "outside"}
    assert "劳动合同" in description["notice"]


def test_no_description_says_the_same_duty_twice():
    for description in DESCRIPTIONS.values():
        texts = [duty["text"] for duty in description["duties"]]
        assert len(set(texts)) == len(texts)


def test_the_nine_positions_carry_38_indicators_of_18_names():
    names = [name for key in FIRST_NINE for name in DESCRIPTIONS[key]["kpis"]]
    assert (len(names), len(set(names))) == (38, 18)


def test_a_description_names_its_position_department_code_and_superior_as_the_tree_does():
    for key, description in DESCRIPTIONS.items():
        position = POSITIONS[key]
        assert description["title"] == position["title"]
        assert description["code"] == position["code"]
        assert description["department"] == DEPARTMENTS[position["department"]]
        assert description["superior"].split("、")[0] == POSITIONS[position["superior"]]["title"]


def test_every_department_lies_in_one_named_before_it_and_only_the_group_lies_in_none():
    seen = [None]
    for key, _, parent in positions.DEPARTMENTS:
        assert seen.count(parent) == 1
        seen.append(key)
    assert [key for key, _, parent in positions.DEPARTMENTS if parent is None] == ["group"]


def test_every_superior_exists_and_stands_before_whoever_reports_to_it_so_no_line_runs_in_a_circle():
    seen = []
    for position in positions.POSITIONS:
        assert position["superior"] in seen if seen else position["superior"] is None
        assert set(position["dotted"]) <= set(seen) - {position["superior"]}
        seen.append(position["key"])


def test_keys_codes_titles_and_aliases_of_positions_are_unique():
    names = [name for position in positions.POSITIONS for name in (position["title"], *position["aliases"])]
    for values in (names, [p["code"] for p in positions.POSITIONS], [p["key"] for p in positions.POSITIONS]):
        assert len(set(values)) == len(values)


def test_one_position_at_most_leads_a_department_and_its_superior_sits_elsewhere():
    heads = [position for position in positions.POSITIONS if position["heads"]]
    assert len({head["department"] for head in heads}) == len(heads)
    assert [head["key"] for head in heads
            if head["superior"] and POSITIONS[head["superior"]]["department"] == head["department"]] == []


def test_everybody_holds_a_position_and_the_special_cases_are_there():
    assert [number for number, person in PEOPLE.items() if not _held(person)] == []
    assert {position for person in PEOPLE.values() for position in _held(person)} == set(POSITIONS)
    assert [n for n, person in PEOPLE.items() if len(_held(person)) == 2] == ["K1010"]
    assert [n for n, person in PEOPLE.items() if any(a["until"] for a in person["appointments"])] == ["K1013"]
    assert [n for n, person in PEOPLE.items() if person["absent"]] == ["K1022"]
    assert {role: sum(role in person["roles"] for person in PEOPLE.values()) for role in access.GRANTED} == {
        "hr": 2, "auditor": 1, "admin": 1}
    assert PEOPLE["K1003"]["roles"] == ["hr"] and _held(PEOPLE["K1003"]) == ["hr_manager"]


def test_numbers_and_names_are_unique_and_hard_surnames_are_read_as_surnames():
    assert len(PEOPLE) == len(people.PEOPLE) == len({person["name"] for person in people.PEOPLE})
    assert [pinyin(PEOPLE[number]["name"]) for number in ("K1008", "K1009", "K1013", "K1014")] == [
        "ou yang qi ming", "shan xiao lan", "zeng yu tong", "wang yan"]


def test_the_demo_password_is_one_the_portal_would_accept_of_anybody():
    for person in PEOPLE.values():
        passwords.check_new(people.DEMO_PASSWORD, context=(person["number"], pinyin(person["name"]).replace(" ", "")))
    assert len(set(people.DEMO_PIN)) >= 5


def test_every_description_has_one_version_in_the_story():
    assert sorted(version["position"] for version in story.VERSIONS) == sorted(DESCRIPTIONS)
    assert sorted(version["position"] for version in story.FIRST_VERSIONS) == sorted(FIRST_VERSIONS)
    assert sorted(version["position"] for version in story.REVISIONS) == sorted(SECOND_VERSIONS)
    assert [v["position"] for v in story.VERSIONS if v["state"] == "draft"] == ["floor_supervisor_2"]
    assert [v["position"] for v in story.VERSIONS if v["state"] == "in_review"] == ["floor_clerk_2"]
    assert [v["position"] for v in story.REVISIONS if v["state"] == "with_superior"] == ["hall_clerk"]


def test_remarks_stand_beside_clauses_that_exist_and_are_made_by_who_reads_the_draft():
    titles = {position["key"]: position["superior"] for position in positions.POSITIONS}
    for position, number, author, _text, settler in story.REMARKS:
        held = {a["position"] for a in PEOPLE[author]["appointments"]}
        assert number in {duty["number"] for duty in DESCRIPTIONS[position]["duties"]}
        assert "hr" in PEOPLE[author]["roles"] or titles[titles[position]] in held
        assert settler is None or settler in PEOPLE


def test_the_story_shows_every_state_of_a_signing():
    states = [signing["state"] for signing in story.SIGNINGS]
    assert states.count("complete") >= 6
    assert set(states) == {"complete", "awaiting_employee", "awaiting_superior", "awaiting_hr", "returned", "refused",
                           "withdrawn"}


def test_who_signs_holds_the_position_then_and_has_a_key():
    for signing in (*story.SIGNINGS, *story.LATER_SIGNINGS):
        person = PEOPLE[signing["holder"]]
        opened = signing["opened_at"][:10]
        assert signing["position"] in [a["position"] for a in person["appointments"]
                                       if a["from"] <= opened <= (a["until"] or opened)]
        assert person["onboarded"] or not signing["signed"]


def test_signatures_come_in_order_and_are_as_many_as_the_state_says():
    count = {"complete": 3, "awaiting_hr": 2, "awaiting_superior": 1}
    published = {v["position"]: v["published_on"] for v in story.VERSIONS}
    later = {v["position"]: v["published_on"] for v in story.REVISIONS}
    for signings, days in ((story.SIGNINGS, published), (story.LATER_SIGNINGS, later)):
        for signing in signings:
            steps = ["employee", "superior", "hr"][:count.get(signing["state"], 0)]
            assert list(signing["signed"]) == steps
            moments = [days[signing["position"]], signing["opened_at"], *signing["signed"].values()]
            assert moments == sorted(moments)


def test_all_who_held_a_position_when_its_paper_came_into_force_signed_it_by_hand():
    in_force = {v["position"]: v["published_on"] for v in story.FIRST_VERSIONS}
    held = {(number, a["position"]) for number, person in PEOPLE.items() for a in person["appointments"]
            if a["position"] in in_force and a["from"] <= in_force[a["position"]] and not a["until"]}
    assert {(number, position) for number, position, _day in story.BY_HAND} == held
    assert [row for row in story.BY_HAND if row[2] < in_force[row[1]]] == []
    assert {position for _number, position, _day in story.BY_HAND} == set(in_force)


def test_versions_signed_by_hand_have_the_duties_of_today_but_those_of_the_drivers_that_changed():
    for key, description in FIRST_VERSIONS.items():
        before, after = ({duty["text"] for duty in each["duties"]} for each in (description, DESCRIPTIONS[key]))
        assert (len(before - after), len(after - before)) == ((2, 3) if key == "guide_driver" else (0, 0))
        assert description["compiled_on"] <= story.PAPER_DAY < DESCRIPTIONS[key]["compiled_on"]


def test_each_scan_of_the_demo_is_a_page_of_its_own():
    pages = [signed_page("QS", number, day) for number, _position, day in story.BY_HAND[:3]]
    assert (len(set(pages)), {Image.open(io.BytesIO(page)).format for page in pages}) == (3, {"JPEG"})


def test_whoever_gives_a_task_sits_above_whoever_gets_it():
    above = {key: position["superior"] for key, position in POSITIONS.items()}
    for giver, number, _text in present.GIVEN:
        position, found = PEOPLE[number]["appointments"][0]["position"], set()
        while position := above[position]:
            found.add(position)
        assert (giver, bool(found & set(_held(PEOPLE[giver])))) == (giver, True)


def test_everybody_whom_a_visitor_signs_in_as_has_been_given_a_task():
    assert set(demo.GUIDES) - {number for _giver, number, _text in present.GIVEN} == set()


def test_what_came_back_says_why_on_clauses_that_exist():
    (returned,) = [signing for signing in story.SIGNINGS if signing["state"] == "returned"]
    (refused,) = [signing for signing in story.SIGNINGS if signing["state"] == "refused"]
    assert set(returned["comments"]) <= {duty["number"] for duty in DESCRIPTIONS[returned["position"]]["duties"]}
    assert refused["reason"].startswith("第5条") and "维护" in DESCRIPTIONS["guide_driver"]["duties"][4]["text"]


def test_the_first_version_of_the_drivers_differs_in_three_clauses():
    now, then = ({duty["text"] for duty in versions["guide_driver"]["duties"]}
                 for versions in (DESCRIPTIONS, FIRST_VERSIONS))
    assert (len(now - then), len(then - now)) == (3, 2)


def test_the_second_version_of_the_floor_clerks_changes_in_every_way(world):
    position = Position.add("卖场客服员", world.positions.clerk.department, by=world.admin)
    first = Description.draft(position, DESCRIPTIONS["floor_clerk"], by=world.hr)
    in_review(first, by=world.hr)
    first.publish(by=world.hr)
    draft = Reviser(position, world.hr).take(SECOND_VERSIONS["floor_clerk"])
    found = compare(content_of(first), content_of(draft))
    assert found.counts == {"added": 1, "reworded": 4, "reworded_and_moved": 0, "moved": 1, "split": 1, "merged": 1,
                            "removed": 1, "unchanged": 19}
    assert (found.renamed, [change.name for change in found.fields]) == (
        {"登记备案": "登记与回访"}, ["compiled_on", "kpis", "general_skills"])


def test_what_is_corrected_is_a_slip_of_a_clause():
    for position, number, text, _reason in story.CORRECTIONS:
        slip = DESCRIPTIONS[position]["duties"][number - 1]["text"]
        assert 1 <= characters_changed(slip, text, MOST) <= MOST


def test_every_date_is_one_and_none_is_after_november_2026():
    days = [a[key] for p in people.PEOPLE for a in p["appointments"] for key in ("from", "until") if a[key]]
    days += [d["compiled_on"] for d in DESCRIPTIONS.values()]
    signings = [*story.SIGNINGS, *story.LATER_SIGNINGS]
    days += [s["opened_at"] for s in signings] + [at for s in signings for at in s["signed"].values()]
    assert max(dt.datetime.fromisoformat(day) for day in days) < dt.datetime(2026, 12, 1)  # noqa: DTZ001


def test_the_content_is_plain_data():
    steps = [[list(step) for step in version] for version in SECOND_VERSIONS.values()]
    remarks = [list(remark) for remark in story.REMARKS]
    for data in (DESCRIPTIONS, FIRST_VERSIONS, steps, remarks, positions.POSITIONS, people.PEOPLE, story.VERSIONS):
        assert json.loads(json.dumps(data)) == data
    assert [json.loads(json.dumps(row))["holder"] for row in story.SIGNINGS] == [s["holder"] for s in story.SIGNINGS]


def test_the_sample_file_reads_as_two_positions_without_loss():
    data = (Path(demo.__path__[0]) / "sample.txt").read_bytes()
    reading = intake.read_text(intake.read_file("sample.txt", data))
    assert [(row["title"], row["duties"], row["kpis"], row["relations"]) for row in intake.summarise(reading)] == [
        ("会员服务专员", 10, 4, 5), ("停车引导员", 9, 3, 3)]
    assert (dict(reading.lost), dict(reading.invented)) == ({}, {})
    assert [description["code"] for description in reading.descriptions] == ["QS-KF-Y-007", None]


def _held(person):
    """The positions held today."""
    return [appointment["position"] for appointment in person["appointments"] if not appointment["until"]]


def test_every_duty_in_force_is_covered_by_a_rule_or_a_register():
    covered = {key: {number for number, _facts in RULES[key]} | set(SOURCES[key]) for key in RULED}
    assert covered == {key: {duty["number"] for duty in DESCRIPTIONS[key]["duties"]} for key in RULED}


def test_every_duty_the_second_versions_brought_is_covered():
    brought = {key: sum(verb == "add" or verb == "split" for verb, *_what in SECOND_VERSIONS[key])
               for key in ("floor_clerk",)}  # the other one is not in force
    covered = {key: len({number for number, _facts in ADDED_RULES.get(key, [])} | set(ADDED_SOURCES.get(key, {})))
               for key in brought}
    assert covered == brought


@pytest.mark.parametrize("key", RULES)
def test_the_rules_of_the_demo_are_rules(world, key):
    for _number, facts in RULES[key]:
        rules.check(facts | {"begins_on": today()}, world.positions.clerk)


def test_the_registers_of_the_demo_are_registers():
    named = {source for sources in SOURCES.values() for text in sources.values() for source in text.split()}
    assert named - set(rules.SOURCES) == set()
