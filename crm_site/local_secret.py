"""A signing key for a developer's own machine, so that nothing has to be configured before the first start."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path


def read_or_make(home: Path) -> str:
    """Return the key kept in `home`; make one, readable by its owner only, where there is none."""
    path = home / "secret_key"
    home.mkdir(mode=0o755, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


def derived(key: str, purpose: str) -> str:
    """A secret of its own for each purpose, which says nothing of the key."""
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()
