"""The bound handbook: contents, page numbers, bookmarks, links, and nothing to sign."""

import datetime as dt
import io
from types import SimpleNamespace

import pikepdf
import pytest

from db import handbook
from db.base import database, digest
from db.corrections import correct, read
from db.descriptions import IN_FORCE, Description
from db.handbook import Chapter
from portal import books, papers, pdf
from tests.pdf import sheets
from tests.world import payload

HEADINGS = {"职位概要", "职责及要求", "关键绩效指标", "工作联系", "任职资格", "工作环境", "郑重声明"}
TITLES = {"服务部": ["服务台主管", "服务台服务员"], "车队": ["司机"]}


@pytest.fixture(scope="module")
def book(app, _built, tmp_path_factory):
    """The bytes of a book of three chapters; the first one is so long that it takes two pages."""
    folder = tmp_path_factory.mktemp("book")
    with database.connection_context(), app.test_request_context(), database.atomic() as change:
        position, author = _built.fresh().positions.clerk, _built.fresh().hr
        chapters = []
        for department, titles in TITLES.items():
            for title in titles:
                row = Description.create(position=position, version=len(chapters) + 11, title=title, state=IN_FORCE,
                                         code=f"A-{len(chapters)}", effective_on=dt.date(2026, 3, 1), created_by=author)
                duties = [f"第{n}项职责" for n in range(1, 30 if not chapters else 4)]
                row._write(payload(title, duties) | {"code": f"A-{len(chapters)}"}, [])
                part = folder / f"{len(chapters)}.pdf"
                part.write_bytes(books.chapter(read(row), at=sheets.AT))
                chapters.append(Chapter(department, row, part))
        books.handbook(chapters, folder / "book.pdf", scope="全公司", at=sheets.AT)
        change.rollback()
    return (folder / "book.pdf").read_bytes()


@pytest.fixture(scope="module")
def pages(book):
    return sheets.pages_of(book)


def squeezed(page):
    return "".join(page.split())


def page_of(pages, title):
    """The number of the page that begins with this title as its heading."""
    return next(n for n, page in enumerate(pages, 1) if lines_of(page)[1] == title)


def lines_of(page):
    return [line.strip() for line in page.splitlines() if line.strip()]


def test_the_contents_name_the_page_each_chapter_begins_on(pages):
    rows = [line.split() for line in pages[1].splitlines() if "2026-03-01" in line]
    titles = [title for names in TITLES.values() for title in names]
    assert [(row[0], row[1], row[2], int(row[-1])) for row in rows] == [
        (title, f"A-{n}", f"B/{n}", page_of(pages, title)) for n, title in enumerate(titles)]


def test_every_page_but_the_cover_has_its_number_through_the_whole_book(pages):
    total = len(pages)
    assert total == 2 + 2 + 1 + 1
    numbered = [f"第{n}页/共{total}页" in squeezed(page) for n, page in enumerate(pages, 1)]
    assert numbered == [False] + [True] * (total - 1)


def test_no_page_is_empty_and_no_heading_stands_alone_at_its_foot(pages):
    for page in pages[2:]:
        body = lines_of(page)[1:-1]
        assert (len(body) > 5, body[-1] in HEADINGS) == (True, False)


def test_the_bookmarks_lead_from_the_department_to_the_position(book, pages):
    with pikepdf.open(io.BytesIO(book)) as file, file.open_outline() as outline:
        def leads(item):
            return item.title, [page.objgen for page in file.pages].index(item.destination[0].objgen) + 1
        found = [(leads(item), [leads(child) for child in item.children]) for item in outline.root]
        assert file.Root.PageMode == "/UseOutlines"
    at = {title: page_of(pages, title) for names in TITLES.values() for title in names}
    assert found == [(("目录", 2), []), *(((department, at[titles[0]]), [(title, at[title]) for title in titles])
                                        for department, titles in TITLES.items())]


def test_the_links_of_the_contents_lead_to_the_chapters(book, pages):
    with pikepdf.open(io.BytesIO(book)) as file:
        numbers = {page.objgen: n for n, page in enumerate(file.pages, 1)}
        links = [numbers[link.Dest[0].objgen] for link in file.pages[1].Annots]
        assert not any("/A" in link for link in file.pages[1].Annots)
    titles = [title for names in TITLES.values() for title in names]
    assert links == [page_of(pages, title) for title in titles for _ in range(2)]


def test_it_says_what_it_is_and_has_nothing_to_sign(book, pages):
    assert "供查阅，不作签署之用" in squeezed(pages[0])
    assert ["2026年3月2日有效文本" in squeezed(page) for page in pages[1:]] == [True] * (len(pages) - 1)
    with pikepdf.open(io.BytesIO(book)) as file:
        assert "/AcroForm" not in file.Root
        with file.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "B")
        assert [bool(font.get("/FontDescriptor") or font.get("/DescendantFonts")) for font in fonts_of(file)] == [
            True] * len(fonts_of(file))
    assert sheets.complaints_of_qpdf(book) == ""


def fonts_of(file):
    return [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"]


def test_contents_of_several_pages_count_themselves(app, world, tmp_path):
    part = tmp_path / "part.pdf"
    with app.test_request_context():
        part.write_bytes(pdf.render("<body class='book'><h1>一章</h1>", fields=False))
        described = [SimpleNamespace(title=f"岗位{n}", file_number=f"A-{n}", version_label="A/0", effective_on=None)
                     for n in range(40)]
        books.handbook([Chapter("部门", one, part) for one in described], tmp_path / "book.pdf", scope="全公司",
                       at=sheets.AT)
    pages = sheets.pages_of((tmp_path / "book.pdf").read_bytes())
    first = next(n for n, page in enumerate(pages, 1) if "一章" in squeezed(page))
    rows = [line.split() for page in pages[1:first - 1] for line in page.splitlines() if line.strip().startswith("岗位")
            and "A-" in line]
    assert (first > 3, len(pages)) == (True, first - 1 + 40)
    assert [(row[0], int(row[-1])) for row in rows] == [(f"岗位{n}", first + n) for n in range(40)]



def test_a_chapter_has_the_corrections_there_were_when_it_was_asked_for(app, world, tmp_path, monkeypatch):
    Description.update(state=IN_FORCE, effective_on=dt.date(2026, 3, 1)).where(
        Description.id == world.drafts.clerk.id).execute()
    described = world.again(world.drafts.clerk)
    job = handbook.ask(by=world.hr)
    clause = described.clause_list[0]
    correct(described, clause.identity, clause.text.replace("来访", "到访"), reason="错字", seen=digest(clause.text),
            by=world.hr)
    later = handbook.ask(by=world.hr)
    with app.test_request_context():
        told = [len(papers.sheet_of(described, read(described, one.arguments["upto"]))["corrections"])
                for one in (job, later)]
    assert (told, job.id != later.id) == ([0, 1], True)
