"""The private database server of a developer's machine."""

from pathlib import Path


def database_url(home: Path) -> str:
    raise RuntimeError("Set DATABASE_URL: the private server is not built yet.")
