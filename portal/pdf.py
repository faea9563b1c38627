"""HTML to PDF/A-3b on paper's own terms: the render processes, and the templates of the five papers.

The papers are Chinese documents whatever the reader's language, so their templates have an environment of their own.
"""

import base64
import ctypes
import datetime as dt
import hashlib
import itertools
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from db.base import HERE
from portal.punctuation import paper_punctuation

PROGRAM = Path(__file__).parent / "renderer.py"
TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent.parent / "var" / "fonts"
FACES = ("serif-regular.ttf", "serif-bold.ttf", "sans-regular.ttf", "sans-bold.ttf")
BIGGEST = 4 * 1024 * 1024     # bytes of HTML
SECONDS_LOST = 120            # after which a render process that says nothing is given up
BATCH = 50                    # copies a job, so that both processes have their share
SLOTS = ("slot-holder", "slot-signer", "slot-number", "slot-mark")  # what differs from holder to holder
REACHES = {"department": "本部门内", "company": "本公司内", "outside": "本公司外"}
SUBSETTER = "libharfbuzz-subset.so.0"


class PdfFailed(Exception):
    """A document that could not be made; `reason` is for the log, not for the reader."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


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

    `attachments`: (name, bytes, media type); `identifier`: bytes, else the hash of the page; `at`: aware datetime."""
    return _pool.one(job(html, fields=fields, attachments=attachments, identifier=identifier, title=title, at=at))[0]


def render_many(jobs):
    """PDFs of many jobs (see `job`), in their order, made by two processes."""
    return [pdf for pdfs in _pool.all(jobs) for pdf in pdfs]


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
    """The description of one holder, or without a holder, as PDF/A-3b with its text as data inside."""
    return render(draw("descriptions/print.html", paper=_complete(paper), open_slots=False),
                  attachments=_data_of(paper), title=_title(paper), at=at)


def description_papers(paper, copies, *, at=None):
    """The same description for many holders: laid out once. A copy has holder, token, verify_url, anchor, and may
    have file_number and version. [PDF/A-3b bytes] in the order of the copies."""
    base = _complete(paper | copies[0]) if copies else None
    html = draw("descriptions/print.html", paper=base, open_slots=True) if copies else ""
    slips = [draw("descriptions/slips.html", paper=_complete(paper | copy)) for copy in copies]
    return render_many(job(html, attachments=_data_of(paper), title=_title(paper), at=at, copies=slips[i:i + BATCH])
                       for i in range(0, len(slips), BATCH))


def stamp(*, name, at, meaning, serial, method="typed", text=None, strokes=None, png=None, note=None):
    """What a signature looks like, 132 x 16 mm: for the field that spans signature and date."""
    html = draw("signatures/stamp.html", name=name, at=at, meaning=meaning, serial=serial[:16], method=method,
                text=text or name, strokes=strokes and Drawing(strokes), png=png and _png(png), note=note)
    return render(html, fields=False, at=at, title=f"{name} {meaning}")


def evidence(context, *, at=None):
    """The companion paper of a signing: who, when, how known, from where, which bytes before and after."""
    return render(draw("signatures/evidence.html", **context), fields=False, at=at, title="签署过程证据")


def agreement(context, *, at=None):
    """The agreement on electronic signatures, one page with one field, "employee"."""
    return render(draw("signatures/agreement.html", **context), at=at, title="电子签名使用约定")


def draw(template, **context):
    """The HTML of a paper."""
    return ENVIRONMENT.get_template(template).render(**context)


class Drawing:
    """The strokes of a pen as one smooth path and the box around it."""

    def __init__(self, strokes):
        points = [point for stroke in strokes for point in stroke]
        left, top = min(x for x, _ in points), min(y for _, y in points)
        right, bottom = max(x for x, _ in points), max(y for _, y in points)
        self.width = max(right - left, bottom - top, 1) / 70   # of the pen: alike on a small and on a large pad
        self.box = (left - 2 * self.width, top - 2 * self.width,
                    right - left + 4 * self.width, bottom - top + 4 * self.width)
        self.path = " ".join(map(self._curve, strokes))

    @staticmethod
    def _curve(stroke):
        """Through the middles between points, each point pulling the curve towards it."""
        (x, y), *rest = stroke
        middles = [f"Q{a:.1f} {b:.1f} {(a + c) / 2:.1f} {(b + d) / 2:.1f}" for (a, b), (c, d) in itertools.pairwise(rest)]
        end = rest[-1] if rest else (x, y)
        return f"M{x:.1f} {y:.1f} {' '.join(middles)} L{end[0]:.1f} {end[1]:.1f}"


class Renderer:
    """One render process: started when first needed, started anew when it has died."""

    def __init__(self):
        self.lock, self._process, self._owner = threading.Lock(), None, None

    def answer(self, head, blobs):
        """The PDFs of one job. Raises PdfFailed."""
        with self.lock:
            for attempt in (1, 2):
                self._ensure()
                try:
                    return self._exchange(head, blobs)
                except (OSError, EOFError):
                    self.stop()
                    if attempt == 2:
                        raise PdfFailed("the render process does not stay up") from None

    def stop(self):
        """End the process; the next job starts another."""
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
            self._requests.close()
            self._answers.close()
        self._process = None

    def _ensure(self):
        if self._process and self._owner == os.getpid() and self._process.poll() is None:
            return
        self.stop()
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-P", str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._owner = os.getpid()
        self._requests = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()

    def _exchange(self, head, blobs):
        self._requests.send_bytes(json.dumps(head).encode())
        for blob in blobs:
            self._requests.send_bytes(blob)
        if not self._answers.poll(SECONDS_LOST):
            self.stop()
            raise PdfFailed("the render process does not answer")
        answer = json.loads(self._answers.recv_bytes())
        pdfs = [self._answers.recv_bytes() for _ in range(answer["pdfs"])]
        if answer["reason"]:
            raise PdfFailed(answer["reason"])
        return pdfs


class Pool:
    """One process for single papers, a second one for batches."""

    def __init__(self):
        self.renderers = (Renderer(), Renderer())

    def one(self, job):
        free = next((renderer for renderer in self.renderers if not renderer.lock.locked()), self.renderers[0])
        return free.answer(*job)

    def all(self, jobs):
        """[PDFs of each job], in order."""
        jobs = list(jobs)
        if len(jobs) < 2:
            return [self.renderers[0].answer(*one) for one in jobs]
        waiting, answers = iter(enumerate(jobs)), [None] * len(jobs)
        taking = threading.Lock()

        def work(renderer):
            while True:
                with taking:
                    place, one = next(waiting, (None, None))
                if one is None:
                    return
                answers[place] = renderer.answer(*one)
        with ThreadPoolExecutor(len(self.renderers)) as threads:
            list(threads.map(work, self.renderers))
        return answers

    def stop(self):
        for renderer in self.renderers:
            renderer.stop()


def _complete(paper):
    """The paper with what may be left out, the parts as the sheet groups them, and the hash of the text."""
    text = paper["description"]
    return {"groups": _runs(text.get("duties"), lambda duty: duty.get("group")),
            "scopes": _runs(text.get("relations"), lambda relation: REACHES.get(relation.get("scope"))),
            "watermark": None, "seal_image": None, "holder": None, "token": None, "verify_url": None, "anchor": None,
            "effective_on": None, "digest": hashlib.sha256(_json(text)).hexdigest()} | paper


def _runs(rows, key):
    """[(key, rows)] of neighbours with the same key."""
    return [(name, list(group)) for name, group in itertools.groupby(rows or (), key)]


def _data_of(paper):
    return [("description.json", _json(paper["description"]), "application/json")]


def _json(data):
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _title(paper):
    return f"职位说明书 {paper['description']['title']} {paper['file_number']} {paper['version']}"


def _png(data):
    return Markup("data:image/png;base64,") + base64.b64encode(data).decode()


def qr(url):
    """A QR code as an image for a src attribute: four dots a module, no border. (As SVG it costs thrice the time.)"""
    return Markup(segno.make(url, error="m", micro=False).png_data_uri(scale=4, border=0))  # noqa: S704 - base64


def moment(value):
    """A time as papers write it: Shanghai, to the second, with its offset."""
    return f"{value.astimezone(HERE):%Y-%m-%d %H:%M:%S +08:00}"


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
    env.globals.update(qr=qr, moment=moment, ordinal=ordinal)
    return env


ENVIRONMENT = _environment()
_pool = Pool()
