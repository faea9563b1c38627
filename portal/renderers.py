"""The server's side of the render process: one is started when first needed, a second one for batches."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

PROGRAM = Path(__file__).parent / "renderer.py"
SECONDS_LOST = 120  # after which a render process that says nothing is given up


class PdfFailed(Exception):
    """A document that could not be made; `reason` is for the log, not for the reader."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Renderer:
    """One render process: started when first needed, started anew when it has died. `sample()`: a page to warm it."""

    def __init__(self, sample, program=PROGRAM):
        self.sample, self.program, self.lock = sample, program, threading.Lock()
        self._process = self._owner = None

    def answer(self, head, blobs):
        """The PDFs of one job. Raises PdfFailed."""
        with self.lock:
            for attempt in (1, 2):
                try:
                    self._ensure()
                    return self._exchange(head, blobs)
                except (OSError, EOFError):
                    self.stop()
                    if attempt == 2:
                        raise PdfFailed("the render process does not stay up") from None

    @property
    def pid(self):
        return self._process and self._process.pid

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
            [sys.executable, "-P", str(self.program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._owner = os.getpid()
        self._requests = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self._requests.send_bytes(self.sample().encode())

    def _exchange(self, head, blobs):
        self._requests.send_bytes(json.dumps(head).encode())
        for blob in blobs:
            self._requests.send_bytes(blob)
        if not self._answers.poll(SECONDS_LOST):
            self.stop()
            raise PdfFailed("the render process does not answer")
        answer = json.loads(self._answers.recv_bytes())
        pdfs = [self._answers.recv_bytes() for _ in range(answer["blobs"])]
        if answer["reason"]:
            raise PdfFailed(answer["reason"])
        return pdfs


class Pool:
    """One process for single papers, a second one for batches."""

    def __init__(self, sample):
        self.renderers = (Renderer(sample), Renderer(sample))

    def one(self, job):
        free = next((renderer for renderer in self.renderers if not renderer.lock.locked()), self.renderers[0])
        return free.answer(*job)

    def behind(self, job):
        """What nobody sits and waits for: by the second process alone, and at a low priority."""
        head, blobs = job
        return self.renderers[1].answer(head | {"patient": True}, blobs)

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
