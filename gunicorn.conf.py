"""How the portal is served: processes for the cores, threads for the waiting."""

import os

from portal import jobs

bind = os.environ.get("PORTAL_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = max(2, len(os.sched_getaffinity(0)))
threads = 4
preload_app = True
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True  # it would be a file in the home of whoever starts the portal


def post_worker_init(worker):
    """One of the workers does the background jobs as well."""
    jobs.start(worker.wsgi)


def worker_exit(_server, _worker):
    jobs.stop()
