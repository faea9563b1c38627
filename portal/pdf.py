"""HTML to PDF/A-3b on paper's own terms: the render processes, and the templates of the papers.

The papers are Chinese documents whatever the reader's language, so their templates have an environment of their own.
"""

import ctypes
import datetime as dt
import hashlib
import itertools
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from db import witnesses
from db.base import HERE, canonical, digest
from portal.drawing import Drawing
from portal.punctuation import paper_punctuation
from portal.renderers import PdfFailed, Pool

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent.parent / "var" / "fonts"
FACES = ("serif-regular.ttf", "serif-bold.ttf", "sans-regular.ttf", "sans-bold.ttf")
BIGGEST = 4 * 1024 * 1024     # bytes of HTML
BATCH = 50                    # copies a job, so that both processes have their share
SLOTS = ("slot-holder", "slot-signer", "slot-number", "slot-mark")  # what differs from holder to holder
REACHES = {"department": "本部门内", "company": "本公司内", "outside": "本公司外"}
SAMPLE = [
    "负责本部门日常管理工作，制订计划并组织实施，定期检查、分析和总结。",
    "按照公司规定办理业务，接待客户，处理投诉与意见，及时回访。",
    "协助上级完成其他任务，配合有关部门的工作，做好记录、登记、统计和归档。",
    "组织员工培训与考核，提高服务质量和专业能力，推动改进，完成各项指标。",
    "了解行业情况，熟悉产品、流程和制度，具备良好的沟通与协调能力。",
    "编制预算，控制费用，落实责任；本科及以上学历，3年以上经验（含）。",
]
SUBSETTER = "libharfbuzz-subset.so.0"


def check():
    """Refuse to start without the fonts, or without the library whose lack costs forty times the CPU."""
    missing = [name for name in FACES if not (FONTS / name).exists()]
    if missing:
        raise SystemExit(f"Run bin/setup first: {', '.join(missing)} missing below {FONTS}")
    try:
        ctypes.CDLL(SUBSETTER)
    except OSError:
        raise SystemExit(f"{SUBSETTER} is missing: apt-get install libharfbuzz-subset0 (4.1 or newer)") from None


def render(html, *, fields=True, attachments=(), identifier=None, title=None, at=None):
    """PDF/A-3b bytes of a page. `fields`: an empty signature field over each id="sig-NAME". Raises PdfFailed.

    `attachments`: (name, bytes, media type); `identifier`: bytes, else the hash of the page; `at`: aware datetime.
    """
    return pool.one(job(html, fields=fields, attachments=attachments, identifier=identifier, title=title, at=at))[0]


def render_behind(html, *, at, title=None, attachments=()):
    """The same for a paper that is part of something big: whoever waits for a paper of his own goes before."""
    return pool.behind(job(html, fields=False, at=at, title=title, attachments=attachments))[0]


def render_many(jobs):
    """PDFs of many jobs (see `job`), in their order, made by two processes."""
    return [pdf for pdfs in pool.all(jobs) for pdf in pdfs]


def job(html, *, fields=True, attachments=(), identifier=None, title=None, at=None, copies=None):
    """What a render process is told: (head, blobs)."""
    page = html.encode()
    if len(page) > BIGGEST:
        raise PdfFailed(f"the page has {len(page)} bytes, more than {BIGGEST}")
    blobs = [page, *(data for _name, data, _type in attachments), *(slips.encode() for slips in copies or ())]
    head = {
        "blobs": len(blobs), "fields": fields, "title": title, "attachments": [name for name, _, _ in attachments],
        "identifier": (identifier or hashlib.sha256(page).digest()[:16]).hex(),
        "at": (at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(microsecond=0).isoformat(),
    }
    return head | ({"copies": len(copies), "slots": SLOTS} if copies else {}), blobs


def description(paper, *, at=None):
    """The description of one holder, or of none, with its text as data. Under a watermark nothing can be signed."""
    return render(sheet(paper), fields=not paper.get("watermark"), attachments=_data_of(paper),
                  title=_title(paper), at=at)


def description_papers(paper, copies, *, at=None):
    """[PDF/A-3b bytes] of the same description for many holders, laid out once, in the order of the copies.

    A copy has what differs: holder, token, verify_url; it may have file_number and version. Raises PdfFailed.
    """
    html = sheet(paper | copies[0], open_slots=True) if copies else ""
    slips = [draw("descriptions/slips.html", paper=completed(paper | copy)) for copy in copies]
    return render_many(job(html, attachments=_data_of(paper), title=_title(paper), at=at, copies=slips[i:i + BATCH])
                       for i in range(0, len(slips), BATCH))


def sheet(paper, *, open_slots=False):
    """The HTML of a description; with `open_slots` the places of what differs from holder to holder stay empty."""
    return draw("descriptions/print.html", paper=completed(paper), open_slots=open_slots)


def stamp(*, name, at, meaning, serial, method="typed", text=None, strokes=None, note=None, entrusted=None):
    """What a signature looks like, 126 x 16 mm: for the field that spans signature and date.

    `entrusted`: by whose delegation of which number, for a delegate's.
    """
    html = draw("signatures/stamp.html", name=name, at=at, meaning=meaning, serial=serial[:16], method=method,
                text=text or name, strokes=strokes and Drawing(strokes), note=note, entrusted=entrusted)
    return render(html, fields=False, at=at, title=f"{name} {meaning}")


def evidence(context, *, at=None):
    """The companion paper of a signing: who, when, how known, from where, which bytes before and after."""
    head = {"id": context["head"]["id"], "head": context["head"]["hash"]}
    return render(draw("signatures/evidence.html", **context), fields=False, attachments=_anchor_of(head), at=at,
                  title="签署过程证据")


def agreement(context, *, at=None):
    """The agreement on electronic signatures, one page with one field, "employee"."""
    return render(draw("signatures/agreement.html", **context), at=at, title="电子签名使用约定")


def handover(context, *, at=None):
    """The sheet somebody signs by hand when leaving a position."""
    return render(draw("people/handover.html", **context), fields=False, at=at, title="离岗交接单")


def difference(context, *, at=None):
    """The table of what changed between two versions."""
    versions = f"{context['old']['version']} {context['new']['version']}"
    return render(draw("differences/print.html", **context), fields=False, at=at,
                  title=f"职位说明书变更对照表 {context['title']} {versions}")


def chart(context, *, at=None):
    """The reporting chart on its sheets."""
    return render(draw("chart/print.html", **context), fields=False, at=at, title="岗位汇报关系图")


def attestation(context, table, *, at):
    """Who had signed what on a day; the list of it lies in the file, too."""
    head = {"id": context["head"][0], "head": context["head"][1]}
    return render_behind(draw("attestations/print.html", **context), at=at, title="签署情况证明",
                         attachments=[("签署情况.csv", table, "text/csv"), *_anchor_of(head)])


def roster(context, *, at=None):
    """The roster of a month, A4 across."""
    return render(draw("roster/print.html", **context), fields=False, at=at, title=context["title"])


def duties(kind, context, *, at=None, is_behind=False):
    """A sheet of duties: of a day, a week or a month, or of what inspections found. `is_behind`: part of a bigger one.
    """
    html = draw(f"sheets/{kind}_print.html", **context)
    if is_behind:
        return render_behind(html, at=at, title=context["title"])
    return render(html, fields=False, at=at, title=context["title"])


def draw(template, **context):
    """The HTML of a paper."""
    return ENVIRONMENT.get_template(template).render(**context)


def sample():
    """A sheet of the usual parts and characters: what a render process lays out once, before any work."""
    duties = [{"group": f"第{ordinal(n // 4 + 1)}类", "number": n + 1, "text": text} for n, text in enumerate(SAMPLE)]
    items = {name: SAMPLE[:3] for name in ("core_knowledge", "core_abilities", "general_skills", "qualities")}
    text = dict.fromkeys(("title", "department", "code", "compiled_on", "environment", "notice"), SAMPLE[0]) | {
        "summary": "".join(SAMPLE), "duties": duties, "kpis": SAMPLE[:4], "superior": "经理", "subordinates": "主管",
        "relations": [{"scope": "company", "party": text, "content": text} for text in SAMPLE],
        "qualifications": dict.fromkeys(("education", "major", "experience", "certificates"), "不限") | items}
    return sheet({"organisation": "单位", "file_number": "A-0123456789", "version": "A/0", "description": text,
                  "holder": {"name": "姓名", "number": "0"}, "token": "sample", "verify_url": "https://portal.example/"})


def completed(paper):
    """The paper with what may be left out, the parts as the sheet groups them, and the hash of the text."""
    text = paper["description"]
    return {"groups": _runs(text.get("duties"), lambda duty: duty.get("group")),
            "scopes": _runs(text.get("relations"), lambda relation: REACHES.get(relation.get("scope"))),
            "watermark": None, "corrections": [], "holder": None, "token": None, "verify_url": None, "anchor": None,
            "effective_on": None, "digest": digest(text)} | paper


def _runs(rows, key):
    """[(key, rows)] of neighbours with the same key."""
    return [(name, list(group)) for name, group in itertools.groupby(rows or (), key)]


def _data_of(paper):
    text = "description.json", canonical(paper["description"]).encode(), "application/json"
    return [text, *_anchor_of(paper.get("anchor"))]


def _anchor_of(anchor):
    return [witnesses.written((anchor["id"], anchor["head"]))] if anchor else []


def _title(paper):
    return f"职位说明书 {paper['description']['title']} {paper['file_number']} {paper['version']}"


def qr(url):
    """A QR code as an image for a src attribute: four dots a module, no border. (As SVG it costs thrice the time.)"""
    return Markup(segno.make(url, error="m", micro=False).png_data_uri(scale=4, border=0))  # noqa: S704 - base64


def moment(value):
    """A time as papers write it: Shanghai, to the second, with its offset."""
    return f"{value.astimezone(HERE):%Y-%m-%d %H:%M:%S +08:00}"


def day(value):
    """A date, or the date of a time in Shanghai, as papers write it out."""
    value = value.astimezone(HERE) if isinstance(value, dt.datetime) else value
    return f"{value.year}年{value.month}月{value.day}日"


def ordinal(number):
    """1 -> 一, 12 -> 十二: how Chinese papers count their parts, below 100."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


def _environment():
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=paper_punctuation)
    env.filters.update(paper_punctuation=paper_punctuation)
    env.globals.update(qr=qr, day=day, moment=moment, ordinal=ordinal)
    return env


ENVIRONMENT = _environment()
pool = Pool(sample)
