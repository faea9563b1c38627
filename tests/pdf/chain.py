"""A paper on its way: blank with three empty fields, sealed, signed by three people. Made once for all tests."""

import datetime as dt
import functools
import io
import tempfile
from pathlib import Path

import pikepdf
from weasyprint import HTML

from db import pades
from db.authority import Authority
from db.base import HERE

AT = dt.datetime(2026, 3, 2, 9, 30, 15, tzinfo=HERE)
NEXT_DAY = AT + dt.timedelta(days=1)
STEPS = ("employee", "superior", "hr")
NAMES = {"employee": "张䶮", "superior": "𠮷田敏", "hr": "王芳"}
ORGANISATION = "青禾展览有限公司"
FOLDER = tempfile.TemporaryDirectory(prefix="authority-")


@functools.cache
def authority():
    return Authority.open(Path(FOLDER.name) / "keys", ORGANISATION, at=AT - dt.timedelta(days=30))


@functools.cache
def person(step):
    """(certificate, key) of who signs at this step."""
    return authority().issue(NAMES[step], f"QH-{step}", at=AT - dt.timedelta(days=1))


@functools.cache
def blank(fields=STEPS, pages=2):
    """A PDF/A-3b paper with empty signature fields on its last page."""
    sheets = "".join(f"<h1 style='break-after:page'>职位说明书 第{n}页</h1>" for n in range(1, pages))
    page = HTML(string=f"<html lang=zh>{sheets}<p>签字确认</p>")
    written = page.write_pdf(pdf_variant="pdf/a-3b", pdf_identifier=b"blank")
    with pikepdf.open(io.BytesIO(written)) as pdf:
        widgets = [_widget(pdf, name, place) for place, name in enumerate(fields)]
        pdf.pages[-1].Annots = pdf.make_indirect(pikepdf.Array(widgets))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(widgets), SigFlags=1)
        output = io.BytesIO()
        pdf.save(output, static_id=True)
    return output.getvalue()


def _widget(pdf, name, place):
    empty = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 190, 45])
    return pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T=name, F=132,
        Rect=[100, 300 + 60 * place, 290, 345 + 60 * place], P=pdf.pages[-1].obj, AP=pikepdf.Dictionary(N=empty)))


@functools.cache
def appearance(text):
    """One page of 190 x 45 pt: what shows in the field."""
    page = "<style>@page{size:190pt 45pt;margin:0}body{margin:0;background:#cde}</style>"
    return HTML(string=f"{page}<b>{text}</b>").write_pdf()


@functools.cache
def stages():
    """{stage: PDF} of blank, sealed, employee, superior and hr, a minute after each other."""
    papers = {"blank": blank(), "sealed": sealed()}
    pdf = papers["sealed"]
    for minutes, step in enumerate(STEPS, start=1):
        pdf = papers[step] = signed(pdf, step, at=AT + dt.timedelta(minutes=minutes), last=step == "hr")
    return papers


def final():
    """The paper with all its signatures."""
    return stages()["hr"]


@functools.cache
def sealed():
    return pades.seal(blank(), authority(), at=AT, reason="签发待签职位说明书")


@functools.cache
def short():
    """A sealed one-page paper with one signature and an archive timestamp, as the agreement is."""
    paper = pades.seal(blank(("employee",), 1), authority(), at=AT, reason="电子签名使用约定")
    return signed(paper, "employee", last=True)


def signed(pdf, field, *, by=None, at=AT, **options):
    certificate, key = by or person(field)
    name = NAMES.get(field, "某人")
    return pades.sign(pdf, field, certificate=certificate, key=key, authority=authority(), at=at, name=name,
                      appearance=appearance(name), reason="本人已逐条阅读并确认本职位说明书", **options)


def checked(pdf, *, at=NEXT_DAY, **options):
    return pades.check(pdf, authority(), at=at, **options)
