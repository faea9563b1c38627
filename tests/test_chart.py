"""The layout of the reporting chart, whatever the tree and the texts: boxes, lines, lettering, sheets."""

import itertools
from types import SimpleNamespace

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from db.chart import Post
from portal.chart import DEEP, ROWS, arrangement, chart, outlined
from portal.chart.boxes import BAR, PAD, WIDE, lettered, people
from portal.chart.lettering import width, wrapped
from portal.chart.sheets import LARGEST, LEGIBLE, PAPERS, POINTS, sheets
from portal.papers import CHART_WORDS as WORDS
from portal.pdf import FONTS

BOUNDED = settings(max_examples=30, derandomize=True, database=None, deadline=None)
TEXTS = st.text("长期在册的服务人员主管经理（二号馆）ABcdWMij 09-·、", min_size=1, max_size=40)


def post(id, superior=None, **more):
    return Post(**{"id": id, "title": f"岗位{id}", "department_id": 1, "department": "客服部", "superior": superior,
                   "names": ("张小燕",), "count": 1} | more)


@st.composite
def posts(draw, most=18):
    """Posts of any kind: superiors that are not there, circles, long titles, vacant ones, dotted lines to anywhere."""
    ids = range(1, draw(st.integers(1, most)) + 1)
    above = st.none() | st.integers(1, len(ids) + 2)
    tree = draw(st.booleans())
    return [post(id, draw(st.none() | st.integers(1, id - 1)) if tree and id > 1 else draw(above),
                 title=draw(TEXTS), dotted=tuple(draw(st.sets(st.integers(1, len(ids) + 1), max_size=1))),
                 count=draw(st.integers(0, 13)), is_aside=draw(st.integers(0, 5)) == 0) for id in ids]


def overlap(one, other):
    return (one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom)


def through(points, box):
    """Whether a line of these corners runs through the box."""
    return any(min(a, c) < box.right and max(a, c) > box.left and min(b, d) < box.bottom and max(b, d) > box.top
               for (a, b), (c, d) in itertools.pairwise(points))


def on_edge(point, box):
    (x, y), sides = point, (box.left, box.right)
    return ((x in sides and box.top <= y <= box.bottom)
            or (y in (box.top, box.bottom) and box.left <= x <= box.right))


@given(posts())
@BOUNDED
def test_boxes_stand_once_each_apart_and_beneath_their_superior(some):
    written = {one.id: lettered(one, WORDS) for one in some}
    for rows, deep in itertools.product(ROWS, DEEP):
        found = arrangement(some, written, rows, deep)
        boxes = list(found.boxes.values())
        assert [box.post for box in boxes] == some
        assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)] == []
        assert [key for key, superior in found.places.superiors.items()
                if superior and found.boxes[key].top <= found.boxes[superior].bottom] == []
        assert [box for box in boxes if not (0 <= box.left < box.right <= found.width
                                             and 0 <= box.top < box.bottom <= found.height)] == []


@given(posts())
@BOUNDED
def test_lines_connect_what_they_should_and_cross_no_box(some):
    drawn, _ = chart(some, WORDS)
    boxes = {box.post.id: box for box in drawn.boxes}
    wanted = {(one.id, one.superior) for one in some if one.superior in boxes}
    found = {(line.position, line.superior) for line in drawn.solid}
    assert found <= wanted
    assert len(wanted) - len(found) == circles(some)
    assert {(line.position, line.superior) for line in drawn.dotted} == {
        (one.id, above) for one in some if not one.is_aside for above in one.dotted if above in boxes.keys() - {one.id}}
    for line in (*drawn.solid, *drawn.dotted):
        assert on_edge(line.points[0], boxes[line.position]) and on_edge(line.points[-1], boxes[line.superior])
        assert [box.post.id for box in drawn.boxes if through(line.points, box)] == []
        assert all(a == c or b == d for (a, b), (c, d) in itertools.pairwise(line.points))
        assert line.points[:len(line.drawn) - 1] == line.drawn[:-1]
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in line.points)


@given(posts())
@BOUNDED
def test_the_same_posts_give_the_same_drawing(some):
    assert chart(some, WORDS) == chart(list(some), WORDS)


@given(posts())
@BOUNDED
def test_the_list_names_everybody_once_under_their_superior(some):
    depth, above, found = 0, [], {}
    for one, opens, ends in outlined(some):
        found[one.id] = above[-1] if above else None
        above += [one.id] * opens
        depth += opens - ends
        del above[len(above) - ends:]
    links = {(line.position, line.superior) for line in chart(some, WORDS)[0].solid}
    assert (depth, sorted(found), {pair for pair in found.items() if pair[1]}) == (0, [one.id for one in some], links)


def circles(some):
    """How many circles the superiors run in."""
    above, count, seen = {one.id: one.superior for one in some}, 0, set()
    for key in above:
        path = []
        while key in above and key not in seen:
            seen.add(key)
            path.append(key)
            key = above[key]
        count += key in path
    return count


# Lettering

@pytest.mark.parametrize("face", ["sans-regular.ttf", "sans-bold.ttf"])
def test_no_text_is_wider_than_it_is_thought_to_be(face):
    font = TTFont(FONTS / face, lazy=True)
    glyphs, advances, em = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
    letters = [chr(code) for code in glyphs if code < 0x2E80 and chr(code).isprintable() and chr(code).isalnum()]
    texts = ["市场部经理（一号馆）", "IT Manager, Hall No. 2", "WWW@Mall", "VIP服务", "Öffentlichkeit", *letters]
    assert [text for text in texts
            if sum(advances[glyphs[ord(c)]][0] for c in text) / em * 13 > width(text, 13) + .01] == []


@given(TEXTS)
@BOUNDED
def test_lines_fit_and_leave_nothing_out(text):
    lines = wrapped(text, 13, WIDE - 2 * PAD - BAR)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert [line for line in lines if width(line, 13) > WIDE - 2 * PAD - BAR] == []


@pytest.mark.parametrize("text,lines", [
    ("卖场客服主管（二号馆）", ["卖场客服主管", "（二号馆）"]), ("市场部经理", ["市场部经理"]), ("", [""]),
    ("Head of the Service Hall", ["Head of the", "Service Hall"]),
    ("张小燕、陈䶮、周文 等\u00a05\u00a0人", ["张小燕、陈䶮、周文", "等\u00a05\u00a0人"]),
    ("一二三四五六七八九十，百", ["一二三四五六七八九", "十，百"])])
def test_lines_break_where_a_reader_would(text, lines):
    assert wrapped(text, 13, 130) == lines


@pytest.mark.parametrize("names,count,said", [
    (("甲",), 1, "甲"), (("甲", "乙", "丙"), 3, "甲、乙、丙"), (("甲",), 4, "甲 等\u00a04\u00a0人"),
    (("甲", "乙", "丙", "丁"), 4, "甲、乙、丙 等\u00a04\u00a0人"), ((), 4, "4\u00a0人"), ((), 0, "空缺")])
def test_up_to_three_holders_are_named(names, count, said):
    assert people(post(1, names=names, count=count), WORDS) == said


def test_of_a_position_that_may_not_be_opened_nobody_is_named():
    assert people(post(1, is_open=False), WORDS) == ""


# Sheets

def organisation(departments, size):
    """A boss over departments of a head and so many under it, each reporting dotted to the first head."""
    branches = [(SimpleNamespace(id=1, name="集团"), 0)]
    found = [post(1)]
    for number in range(2, departments + 2):
        branches.append((SimpleNamespace(id=number, name=f"部门{number}"), 1))
        found.append(post(len(found) + 1, 1, department_id=number))
        head = found[-1].id
        found += [post(head + n, head, department_id=number, dotted=(2,) if head > 2 else ())
                  for n in range(1, size + 1)]
    return found, branches


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("departments,size", [(1, 1), (3, 5), (6, 9), (2, 90)])
def test_every_position_is_on_one_sheet_within_the_paper_and_legible(paper, departments, size):
    some, branches = organisation(departments, size)
    found = sheets(some, branches, paper, WORDS)
    drawn = sorted(box.post.id for sheet in found for box in sheet.chart.boxes if not box.post.is_aside)
    wide, high = (side * POINTS for side in PAPERS[paper])
    assert drawn == [one.id for one in some]
    assert [sheet for sheet in found if sheet.chart.width * sheet.scale > wide
            or sheet.chart.height * sheet.scale > high] == []
    assert {LEGIBLE <= sheet.scale * 11 <= LARGEST + .01 for sheet in found} == {True}


def test_what_fits_stays_on_one_sheet_and_more_is_cut_by_departments():
    assert [sheet.departments for sheet in sheets(*organisation(3, 5), "a4", WORDS)] == [()]
    cut = sheets(*organisation(6, 12), "a4", WORDS)
    assert [name for sheet in cut for name in sheet.departments] == ["集团", *(f"部门{n}" for n in range(2, 8))]
    assert all({box.post.id for box in sheet.chart.boxes if box.post.is_aside} <= {1, 2} for sheet in cut)


def test_a_department_too_large_for_a_sheet_has_several():
    parts = [(sheet.departments, sheet.part) for sheet in sheets(*organisation(1, 120), "a4", WORDS)]
    assert parts[0] == (("集团",), None)
    assert parts[1:] == [(("部门2",), number) for number in range(1, len(parts))]


def test_a_line_of_a_thousand_positions_is_laid_out():
    some = [post(1), *(post(id, id - 1) for id in range(2, 1101))]
    assert (len(chart(some, WORDS)[0].solid), len(outlined(some))) == (1099, 1100)
