"""Background work inside the web process."""


def start() -> None:
    raise RuntimeError("Run a worker: work inside the web process is not built yet.")
