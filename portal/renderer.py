"""The render process: HTML in, PDF/A-3b out. Fonts and stylesheet are kept warm; each job gets a guarded child.

Started by its path, so that it loads neither Flask nor the portal. It has one thread: that makes its forks safe.
"""

import datetime as dt
import gc
import io
import json
import os
import resource
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pikepdf
import pydyf
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

ROOT = Path(__file__).parent.parent
PLACES = {"fonts": ROOT / "var" / "fonts", "static": ROOT / "portal" / "static"}  # what `asset:` names may reach
IMAGES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/svg+xml;base64,")
BIGGEST_IMAGE = 512 * 1024   # characters of a data: address
SECONDS_CPU, SECONDS_WALL, SECONDS_COPY = 20, 40, 0.5  # a job; and more for each copy of a batch
MEMORY = 1024**3             # bytes of address space
FILES, FILE_SIZE = 64, 1024**2
POINTS = 0.75                # points a CSS pixel


class Fetcher(URLFetcher):
    """Our own files by `asset:`, small images inside the page, nothing else: no network, no disk."""

    def fetch(self, url, headers=None):
        if url.startswith("asset:"):
            return URLFetcherResponse(url, _asset(url.removeprefix("asset:")).read_bytes())
        if url.startswith(IMAGES) and len(url) <= BIGGEST_IMAGE:
            return super().fetch(url, headers)
        raise ValueError("papers fetch nothing from elsewhere")


class Press:
    """What every job shares: fonts and stylesheet, loaded once, and what laying out a page like theirs has cached."""

    def __init__(self, sample):
        self.fetcher, self.fonts = Fetcher(), FontConfiguration()
        style = PLACES["static"] / "css" / "print.css"
        self.style = CSS(string=style.read_text(), font_config=self.fonts, url_fetcher=self.fetcher, base_url="asset:")
        self.document(sample).write_pdf()

    def document(self, html):
        page = HTML(string=html, base_url="asset:static/", url_fetcher=self.fetcher)
        return page.render(stylesheets=[self.style], font_config=self.fonts, pdf_variant="pdf/a-3b")

    def paper(self, job, blobs):
        """One document as PDF/A-3b bytes."""
        return self._written(self.document(blobs[0].decode()), job, blobs[1:])

    def copies(self, job, blobs):
        """The same document for many holders: laid out once, what differs laid over it. [PDF/A-3b bytes]"""
        last = len(blobs) - job["copies"]
        document = self.document(blobs[0].decode())
        base = self._written(document, job, blobs[1:last])
        places = [[(name, box, page.height) for name, box in page.anchors.items() if name.startswith("slot-")]
                  for page in document.pages]
        return [overlaid(base, self.document(html.decode()).write_pdf(), job["slots"], places) for html in blobs[last:]]

    def _written(self, document, job, blobs):
        at = dt.datetime.fromisoformat(job["at"])
        document.metadata.title = job["title"] or document.metadata.title
        document.metadata.created = document.metadata.modified = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        attachments = [Attachment(file_obj=io.BytesIO(blob), name=name, created=at, modified=at, relationship="Data")
                       for name, blob in zip(job["attachments"], blobs, strict=True)]
        return document.write_pdf(
            pdf_variant="pdf/a-3b", pdf_identifier=bytes.fromhex(job["identifier"]), attachments=attachments,
            finisher=add_fields if job["fields"] else None)


def main():
    """Take a sample page of our own, then answer jobs, from standard input until it closes."""
    jobs, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # a stray print must not reach the channel
    press = Press(jobs.recv_bytes().decode())
    gc.collect()
    gc.freeze()  # what is warm stays shared with the children
    while True:
        child = Child(press)  # before its job comes: nobody waits for the fork
        try:
            job, blobs = receive(jobs)
        except EOFError:
            return
        reason, pdfs = child.answer(job, blobs)
        send(answers, {"reason": reason}, pdfs)
        child.bury()


class Child:
    """A fork that does one job and may not outlive its limits."""

    def __init__(self, press):
        (own_job, jobs), (answers, own_answer) = os.pipe(), os.pipe()
        self.pid, self.status = os.fork(), None
        if self.pid == 0:
            os.close(jobs)
            os.close(answers)
            work(press, Connection(own_job, writable=False), Connection(own_answer, readable=False))
        os.close(own_job)
        os.close(own_answer)
        self.jobs, self.answers = Connection(jobs, readable=False), Connection(answers, writable=False)

    def answer(self, job, blobs):
        """(reason or None, PDFs)"""
        deadline = time.monotonic() + SECONDS_WALL + SECONDS_COPY * job.get("copies", 0)
        with self.jobs, self.answers:
            try:
                send(self.jobs, job, blobs)
                head, pdfs = receive(self.answers, deadline)
            except TimeoutError:
                os.kill(self.pid, signal.SIGKILL)
                self.bury()
                return "took too long", []
            except (OSError, EOFError):
                return _obituary(self.bury()), []
        return head["reason"], pdfs

    def bury(self):
        """How it ended; waits for it."""
        if self.status is None:
            self.status = os.waitpid(self.pid, 0)[1]
        return self.status


def limit(job):
    """Bound this process for good."""
    if job.get("patient"):
        os.nice(10)
    seconds = SECONDS_CPU + int(SECONDS_COPY * job.get("copies", 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work(press, jobs, answers):
    """The child's whole life. Whatever goes wrong in a document is a reason, never a trace in the parent."""
    gc.disable()  # it ends before its garbage is worth the search
    try:
        job, blobs = receive(jobs)
        limit(job)
        send(answers, {"reason": None}, press.copies(job, blobs) if "copies" in job else [press.paper(job, blobs)])
    except BaseException as fault:  # noqa: BLE001 - the process ends here, and the parent must hear why
        send(answers, {"reason": f"{type(fault).__name__}: {str(fault)[:200]}"}, [])
    finally:
        os._exit(0)


def send(channel, head, blobs):
    channel.send_bytes(json.dumps(head | {"blobs": len(blobs)}).encode())
    for blob in blobs:
        channel.send_bytes(blob)


def receive(channel, deadline=None):
    """(head, blobs). Raises TimeoutError past the deadline, EOFError when the other side is gone."""
    def message():
        if deadline and not channel.poll(max(deadline - time.monotonic(), 0)):
            raise TimeoutError
        return channel.recv_bytes()
    head = json.loads(message())
    return head, [message() for _ in range(head["blobs"])]


def add_fields(document, pdf):
    """An empty signature field over each element whose id is sig-NAME, so that signing changes no page."""
    fields = pydyf.Array()
    for page, reference in zip(document.pages, pdf.page_references, strict=True):
        for name, box in page.anchors.items():
            if name.startswith("sig-"):
                fields.append(_widget(pdf, name.removeprefix("sig-"), rectangle(box, page.height), reference.decode()))
    if fields:
        pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": fields})


def _widget(pdf, name, box, page):
    left, bottom, right, top = box
    blank = pydyf.Stream(extra={"Type": "/XObject", "Subtype": "/Form",
                                "BBox": pydyf.Array([0, 0, round(right - left, 3), round(top - bottom, 3)])})
    pdf.add_object(blank)
    widget = pydyf.Dictionary({
        "Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "T": pydyf.String(name), "F": 4 + 128,  # print, locked
        "Rect": pydyf.Array([round(side, 3) for side in box]), "P": page,
        "AP": pydyf.Dictionary({"N": blank.reference})})
    pdf.add_object(widget)
    pdf.objects[int(page.split()[0])].setdefault("Annots", pydyf.Array()).append(widget.reference)
    return widget.reference


def overlaid(base, slips, slots, places):
    """The base document with a holder's slips, a page a slot, laid over its places: a page [(slot, box, height)]."""
    with pikepdf.open(io.BytesIO(base)) as pdf, pikepdf.open(io.BytesIO(slips)) as source:
        forms = {name: pdf.copy_foreign(page.as_form_xobject())
                 for name, page in zip(slots, source.pages, strict=True)}
        for page, slots in zip(pdf.pages, places, strict=True):
            page.contents_add(b"q", prepend=True)  # the sheet turns the page upside down and leaves it so
            page.contents_add(" ".join(["Q", *(_placed(page, forms[slot[0]], *slot) for slot in slots)]).encode())
        del pdf.trailer["/ID"]  # of the base; each copy gets one of its own bytes
        output = io.BytesIO()
        pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return output.getvalue()


def _placed(page, form, name, box, height):
    left, bottom, _right, _top = rectangle(box, height)
    page.add_resource(form, "/XObject", name=pikepdf.Name(f"/{name}"), replace_existing=True)
    return f"q 1 0 0 1 {left:.3f} {bottom:.3f} cm /{name} Do Q"


def rectangle(box, height):
    """(left, bottom, right, top) in points from the lower left, of CSS pixels from the upper left."""
    left, top, right, bottom = box
    return left * POINTS, (height - bottom) * POINTS, right * POINTS, (height - top) * POINTS


def _asset(name):
    place, _, path = name.partition("/")
    file = (PLACES[place] / path).resolve()
    if not file.is_relative_to(PLACES[place].resolve()):
        raise ValueError("outside of the assets")
    return file


def _obituary(status):
    if not os.WIFSIGNALED(status):
        return "ended without an answer"
    return {signal.SIGXCPU: "took too much computing time", signal.SIGXFSZ: "wrote too much"}.get(
        os.WTERMSIG(status), f"ended by signal {os.WTERMSIG(status)}")


if __name__ == "__main__":
    sys.exit(main())
