"""Books of many papers: chapters made one by one, then bound under one cover, with page numbers and bookmarks."""

import io
import itertools
from contextlib import ExitStack

import pikepdf

from portal import papers, pdf

FOLIOS = 200  # page numbers a rendering


def chapter(reading, *, at):
    """One description with its corrections (see db.corrections) as a chapter: its PDF, without page numbers."""
    paper = pdf.completed(papers.sheet_of(reading.description, reading))
    return _made(pdf.draw("books/chapter.html", paper=paper, at=at), at=at, title=reading.description.title)


def handbook(chapters, path, *, scope, at):
    """Cover, contents and chapters (see db.handbook) as one file at `path`."""
    lengths = [_length(one.pdf) for one in chapters]
    front, first = _front(chapters, lengths, scope, at)
    with ExitStack() as opened:
        book = opened.enter_context(pikepdf.open(io.BytesIO(front)))
        for one in chapters:
            book.pages.extend(opened.enter_context(pikepdf.open(one.pdf)).pages)
        starts = [first + before for before in itertools.accumulate([0, *lengths[:-1]])]
        _number(book, at)
        _lead_to(book, starts)
        _bookmark(book, chapters, starts)
        del book.trailer["/ID"]  # of the front; the book gets one of its own bytes
        book.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _front(chapters, lengths, scope, at):
    """(PDF of cover and contents, how many pages it has). What it says of pages depends on its own length."""
    guess = 2
    while True:
        html = _front_page(chapters, lengths, guess, scope, at)
        front = _made(html, at=at, title=f"岗位说明书汇编 {scope}")
        with pikepdf.open(io.BytesIO(front)) as made:
            if len(made.pages) == guess:
                return front, guess
            guess = len(made.pages)


def _front_page(chapters, lengths, first, scope, at):
    leaves = [first + 1 + before for before in itertools.accumulate([0, *lengths[:-1]])]
    rows = [{"place": place, "department": one.department, "title": one.description.title, "leaf": leaf,
             "file_number": one.description.file_number, "version": one.description.version_label,
             "effective_on": one.description.effective_on}
            for place, (one, leaf) in enumerate(zip(chapters, leaves, strict=True))]
    grouped = [(name, list(group)) for name, group in itertools.groupby(rows, lambda row: row["department"])]
    return pdf.draw("books/front.html", organisation=papers.organisation(), scope=scope, at=at, departments=grouped,
                    count=len(rows), total=first + sum(lengths))


def _number(book, at):
    """第 x 页 / 共 y 页 on every page but the cover."""
    total = len(book.pages)
    for start in range(2, total + 1, FOLIOS):
        numbers = range(start, min(start + FOLIOS, total + 1))
        sheets = pikepdf.open(io.BytesIO(_made(pdf.draw("books/folios.html", numbers=numbers, total=total), at=at)))
        for number, sheet in zip(numbers, sheets.pages, strict=True):
            page = book.pages[number - 1]
            page.contents_add(b"q", prepend=True)  # the sheet turns the page upside down and leaves it so
            name = page.add_resource(book.copy_foreign(sheet.as_form_xobject()), pikepdf.Name.XObject)
            page.contents_add(f"Q {name} Do".encode())


def _lead_to(book, starts):
    """The links of the contents lead to their chapters."""
    for page in book.pages[:starts[0]]:
        for link in page.get("/Annots", []):
            scheme, _colon, place = str(link.A.URI).partition(":")
            if scheme == "chapter":
                link.Dest = pikepdf.make_page_destination(book, starts[int(place)])
                del link.A


def _bookmark(book, chapters, starts):
    """Department, and in it the positions; a reader shows them as it opens the file."""
    with book.open_outline() as outline:
        outline.root[:] = [pikepdf.OutlineItem("目录", 1)]  # instead of what the headings of the front made
        places = zip(chapters, starts, strict=True)
        for name, group in itertools.groupby(places, lambda place: place[0].department):
            group = list(group)
            department = pikepdf.OutlineItem(name, group[0][1])
            department.children += [pikepdf.OutlineItem(one.description.title, start) for one, start in group]
            outline.root.append(department)
    book.Root.PageMode = pikepdf.Name.UseOutlines


def _length(path):
    with pikepdf.open(path) as part:
        return len(part.pages)


def _made(html, *, at, title=None):
    """Behind whatever a person is waiting for."""
    return pdf.render_behind(html, at=at, title=title)
