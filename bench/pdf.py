"""The papers, as ratios to plain WeasyPrint within one run; one signature; and other programs, where installed.

Rounds alternate between the candidates, so that a machine that slows down slows all of them; the median of the
rounds' ratios is quoted.
"""

import datetime as dt
import importlib.util
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path

import weasyprint

from bench.texts import paper
from db import pades
from db.authority import Authority
from portal import pdf
from portal.renderers import PROGRAM

ROUNDS, BATCH = 11, 100
COLD = {  # program -> how it turns {page} into {made} in the folder {folder}
    "Chromium": ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                 "--print-to-pdf={made}", "{page}"),
    "LibreOffice": ("soffice", "--headless", "--convert-to", "pdf:writer_web_pdf_Export",
                    "--outdir", "{folder}", "{page}"),
    "wkhtmltopdf": ("wkhtmltopdf", "-q", "{page}", "{made}"),
}


def main():
    pdf.check()
    print("| what | measured | against | ratio |\n|---|---|---|---|")
    one_paper()
    many_papers()
    many_holders()
    signatures()
    others()


def one_paper():
    """A manager's description, as the portal makes it: CPU of the guarded child and of both sides of the pipes."""
    html, pool = pdf.sheet(paper()), pdf.Pool(pdf.sample)
    press = _renderer().Press(pdf.sample())
    job, pages = pdf.job(html), len(press.document(html).pages)
    times = _alternating(ROUNDS, lambda: pool.one(job), lambda: press.document(html).write_pdf(), lambda: _naive(html),
                         clock=partial(_cpu, pool))
    _row(f"One description, {pages} pages", times[0], "WeasyPrint, system fonts, all built anew", times[2], "0.55")
    _row(f"One description, {pages} pages", times[0], "WeasyPrint, our fonts and styles kept", times[1], "1.15")
    pool.stop()


def many_papers():
    """A hundred different descriptions, by the clock on the wall: two processes against one."""
    jobs = [pdf.job(pdf.sheet(paper(n))) for n in range(BATCH)]
    two, one = pdf.Pool(pdf.sample), pdf.Pool(pdf.sample)
    two.all(jobs[:4])
    one.one(jobs[0])
    times = _alternating(1, lambda: two.all(jobs), lambda: [one.one(job) for job in jobs], unmeasured=0)
    _row(f"{BATCH} descriptions, two processes", times[0], "one process", times[1], "1.8 times as fast", faster=True)
    two.stop()
    one.stop()


def many_holders():
    """One description for a hundred holders, against one description a hundred times: CPU."""
    holders = [paper(holder=n) for n in range(BATCH)]
    pdf.render_many([pdf.job("<p>1"), pdf.job("<p>2")])
    times = _alternating(1, lambda: pdf.description_papers(paper(), holders),
                         lambda: [pdf.description(paper() | holder) for holder in holders],
                         clock=partial(_cpu, pdf.pool), unmeasured=0)
    _row(f"{BATCH} holders of one description", times[0], "each made alone", times[1], "5 times as fast", faster=True)


def signatures():
    """The organisation's seal and a person's signature, each with its drawing."""
    at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        authority = Authority.open(Path(folder), "青禾展览有限公司")
        certificate, key = authority.issue("赵启明", "QH0001")
        blank = pdf.description(paper())
        sealed = pades.seal(blank, authority, at=at, reason="签发")

        def sign():
            stamp = pdf.stamp(name="赵启明", at=at, meaning="本人已逐条阅读并确认", serial="4f5e6d7c8b9a0011")
            return pades.sign(sealed, "employee", certificate=certificate, key=key, authority=authority,
                              appearance=stamp, name="赵启明", reason="确认", at=at)
        times = _alternating(ROUNDS, lambda: pades.seal(blank, authority, at=at, reason="签发"), sign)
    for name, taken in (("The seal", times[0]), ("A signature with its drawing", times[1])):
        print(f"| {name} | {statistics.median(taken) * 1000:.0f} ms | the target | at most 200 ms |")


def others():
    """Other programs, each from cold on the same page; ours from cold too."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        page = Path(folder) / "page.html"
        page.write_text(pdf.sheet(paper()))
        for name, (program, *arguments) in COLD.items():
            if not shutil.which(program):
                print(f"| {name}, cold | not installed | | |")
                continue
            command = [program, *(argument.format(folder=folder, page=page, made=Path(folder) / "page.pdf")
                                  for argument in arguments)]
            times = _alternating(3, _cold_paper, partial(_run, command))
            _row("One description, cold", times[0], f"{name}, cold", times[1], "")


def _run(command):
    subprocess.run(command, capture_output=True, check=True, timeout=120)  # noqa: S603 - one of the programs above


def _cold_paper():
    pool = pdf.Pool(pdf.sample)
    pool.one(pdf.job(pdf.sheet(paper())))
    pool.stop()


def _naive(html):
    """What a first script does: one call; the fonts of the system, by the second names in the stylesheet."""
    style = (PROGRAM.parent / "static" / "css" / "print.css").read_text()
    without_ours = style[style.index("@page"):]
    weasyprint.HTML(string=html).write_pdf(stylesheets=[weasyprint.CSS(string=without_ours)])


def _renderer():
    """The render process's module, for plain WeasyPrint with the same set-up."""
    spec = importlib.util.spec_from_file_location("renderer", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cpu(pool):
    """Seconds of CPU this process has used, and its render processes with their children."""
    time.sleep(0.05)  # the last child is counted when it has been buried
    ticks = sum(sum(map(int, Path(f"/proc/{renderer.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
                for renderer in pool.renderers if renderer.pid)
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _alternating(rounds, *candidates, clock=time.perf_counter, unmeasured=1):
    """[[seconds a round]] of each candidate, taken in turn after the unmeasured rounds."""
    times = [[] for _ in candidates]
    for turn in range(rounds + unmeasured):
        for candidate, taken in zip(candidates, times, strict=True):
            start = clock()
            candidate()
            if turn >= unmeasured:
                taken.append(clock() - start)
    return times


def _row(name, ours, against, theirs, target, faster=False):
    ratio = statistics.median(b / a if faster else a / b for a, b in zip(ours, theirs, strict=True))
    wanted = f" (wanted: {target})" if target else ""
    print(f"| {name} | {statistics.median(ours):.3f} s | {against}: {statistics.median(theirs):.3f} s "
          f"| {ratio:.2f}{wanted} |", flush=True)


if __name__ == "__main__":
    main()
