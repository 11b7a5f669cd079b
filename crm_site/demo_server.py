"""How gunicorn serves the demo, beyond its command line."""

import signal

from gunicorn.workers.base import Worker


def post_worker_init(worker: Worker) -> None:
    """Leave Ctrl-C to the master, which tells the worker to end.

    A terminal sends it to every process. Told a second time while it was ending, the worker hung until it was
    killed, and left the embedded server running.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
