"""How gunicorn serves pages and the API: one process a core, threads in each, every connection from a pool."""

import os
from pathlib import Path


def _whole(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise SystemExit(f"{name} must be a whole number from 1, not “{text}”.")
    return int(text)


def _cores() -> int:
    """The cores that this process may use, which can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


wsgi_app = "crm_site.wsgi"
bind = os.environ.get("WEB_BIND", "").strip() or "127.0.0.1:8000"

worker_class = "gthread"
workers = _whole("WEB_WORKERS", _cores())
threads = _whole("WEB_THREADS", 8)
_pool = _whole("DATABASE_POOL_SIZE", 12)
if threads > _pool:
    raise SystemExit(f"WEB_THREADS is {threads} and DATABASE_POOL_SIZE {_pool}: each thread needs a connection.")

# Longer than nginx keeps its idle connections (60 s): who closes second never loses a request.
keepalive = 75
# A worker is replaced now and then, so that memory cannot creep up; not all of them at the same time.
max_requests = 5000
max_requests_jitter = 1000
# Above the longest query that a page may make; nginx waits a little longer.
timeout = 60
# Requests under way are finished before a worker ends; Docker is told to wait for this.
graceful_timeout = 30
# The workers' signs of life: in memory, for on a busy disk a worker would seem dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn unlinks its file at once

# Who asks what is in nginx's log; here go errors.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "").strip().lower() or "info"
