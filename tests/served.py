"""A portal served as it is in earnest, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Served:
    """The portal of one data folder: started, stopped, killed, started again, always at the same address."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            bind = f"127.0.0.1:{probe.getsockname()[1]}"
        self.folder, self.url, self.server = folder, f"http://{bind}", None
        self.environment = {**os.environ, "PORTAL_DATA": str(folder), "PORTAL_BIND": bind, "PORTAL_URL": self.url}
        self.environment.pop("DATABASE_URL", None)

    def run(self, *words):
        """One of our own programs with this portal's settings; what it says."""
        environment = self.environment | {"PYTHONPATH": str(ROOT)}
        return subprocess.run([sys.executable, "-P", *words], cwd=ROOT, env=environment, check=True,
                              capture_output=True, text=True).stdout

    def start(self):
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, stdout=log,
                                           stderr=log, env=self.environment, start_new_session=True)
        self._wait()

    def stop(self):
        self.server.terminate()
        self.server.wait(20)

    def kill(self):
        """Everything at once, as when the power goes: no process hears of it before."""
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def _wait(self):
        """Until the portal answers; a server that has died is a failure at once."""
        for _ in range(300):
            if self.server.poll() is not None:
                raise RuntimeError("the portal did not start")
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()  # noqa: S310 - our own server
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the portal does not answer")
