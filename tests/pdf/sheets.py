"""A description to print, what a printed page says, and how it looks."""

import datetime as dt
import io
import subprocess
import tempfile

import pikepdf
from PIL import Image

AT = dt.datetime(2026, 3, 2, 4, 5, 6, tzinfo=dt.UTC)
CLAUSE = "按计划核对当日登记，发现不符时当场更正并告知经办人"
FOOT = "校验码"
TEXT = {
    "title": "展厅服务主管", "department": "展厅服务部", "code": "QH-ZT-Z-001", "compiled_on": "2026-02-10",
    "summary": "组织展厅的日常接待,保证来访者得到及时、周到的服务(含周末)。",
    "duties": [], "kpis": ["接待及时率", "来访者满意度", "登记差错次数"],
    "superior": "展厅服务部经理", "subordinates": None,
    "relations": [{"scope": "department", "party": "接待员", "content": "安排工作、听取汇报"},
                  {"scope": "outside", "party": "来访者", "content": "接待与答复"}],
    "qualifications": {"education": "大专", "major": None, "experience": "3年以上", "certificates": None,
                       "core_knowledge": ["熟悉展厅布局。", "了解主要产品。"], "core_abilities": ["善于沟通。"],
                       "general_skills": [], "qualities": ["耐心细致。", "守时。"]},
    "environment": "展厅", "notice": "本说明书自生效之日起执行。", "unclassified": [],
}


def paper(first=3, second=2, **changes):
    """The context of a description with so many duties in its two groups."""
    duties = [{"group": "日常接待" if n < first else "现场管理", "number": n + 1, "text": f"第{n + 1}项：{CLAUSE}"}
              for n in range(first + second)]
    return {"organisation": "青禾展览有限公司", "file_number": "QH-ZT-Z-001", "version": "A/0",
            "effective_on": "2026-03-01", "description": TEXT | {"duties": duties}} | copy() | changes


def copy(name="赵启明", number="QH0001", token="Xy3kPq8Lm2Rt5Vw1"):  # noqa: S107 - of a paper, on a paper
    """What differs from holder to holder."""
    return {"holder": {"name": name, "number": number}, "token": token, "anchor": {"id": 77, "head": "c0ffee12" * 8},
            "verify_url": f"https://portal.example/verify/{token}"}


def pages_of(pdf):
    """The text of each page, as it is laid out."""
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return text.decode().split("\f")[:-1]


def body_of(page):
    """The lines of a page between its header and its footer."""
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    return lines[1:next(place for place, line in enumerate(lines) if FOOT in line)]


def pictures_of(pdf, dpi=60):
    """Each page as a grey picture."""
    drawn = subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-"], input=pdf, capture_output=True, check=True)
    stream, pictures = io.BytesIO(drawn.stdout), []
    while stream.tell() < len(drawn.stdout):
        start = stream.tell()
        stream.readline()
        width, height = map(int, stream.readline().split())
        stream.readline()
        stop = stream.tell() + width * height
        pictures.append(Image.open(io.BytesIO(drawn.stdout[start:stop])))
        stream.seek(stop)
    return pictures


def complaints_of_qpdf(pdf):
    """What qpdf finds wrong with a file, nothing when it is whole."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run(["qpdf", "--check", file.name], capture_output=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).decode()


def streams_of(pdf):
    """Every stream of a file, uncompressed, in one piece."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return b"\n".join(thing.read_bytes() for thing in file.objects
                          if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image")


def dot():
    """A black picture of one dot."""
    stream = io.BytesIO()
    Image.new("L", (1, 1)).save(stream, "png")
    return stream.getvalue()
