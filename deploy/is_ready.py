"""Ask the web role of this machine whether it is ready; end with 0 or 1. Quick: it loads nothing of the product."""

import http.client
import os
import sys

PATIENCE = 5  # seconds


def host_name() -> str:
    """A name that the site answers to."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return first if first not in {"", "*"} else "localhost"


def main() -> int:
    address = os.environ.get("WEB_BIND", "").strip() or "127.0.0.1:8000"
    host, _, port = address.rpartition(":")
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, int(port), timeout=PATIENCE)  # noqa: S104
    try:
        connection.request("GET", "/health/ready", headers={"Host": host_name()})
        answer = connection.getresponse()
        sys.stdout.write(f"{answer.status} {answer.read(500).decode(errors='replace')}\n")
    except OSError as error:
        sys.stdout.write(f"{address} does not answer: {error}\n")
        return 1
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
