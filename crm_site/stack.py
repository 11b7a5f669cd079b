"""The whole product on one machine without Docker: the programs and configuration files of docker-compose.yml."""

import os
import re
import shutil
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

DEPLOY = Path(settings.BASE_DIR) / "deploy"
ENTRYPOINT = str(DEPLOY / "entrypoint.sh")
# What has to be installed beside Python, and Debian's package with it.
NEEDED = {"nginx": "nginx-light", "redis-server": "redis-server"}


@dataclass(frozen=True)
class Program:
    """A process that stays; `patience` is how many seconds it may take to end."""

    name: str
    command: tuple[str, ...]
    patience: float = 10


@dataclass(frozen=True)
class Stack:
    """Where everything is: a folder for what is made while it runs, a database, three ports on loopback."""

    folder: Path
    database_url: str
    secret_key: str
    port: int
    web_port: int
    redis_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.redis_port}/0"

    @property
    def static(self) -> Path:
        return self.folder / "static"

    def environment(self) -> dict[str, str]:
        """As in production, but for HTTPS, which nobody ends in front of it."""
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": self.secret_key,
            "REDIS_URL": self.redis_url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "DEBUG": "false",
            "DEMO": "false",
            "SECURE": "false",
            "BEHIND_PROXY": "true",
            "BACKGROUND_THREADS": "0",
            "WEB_BIND": f"127.0.0.1:{self.web_port}",
            "STATIC_DIR": str(self.static),
            "BEAT_SCHEDULE": str(self.folder / "beat"),
        }

    def preparations(self) -> tuple[tuple[str, ...], ...]:
        """What is done once before anything is started: files as the image's build collects them, and migrations."""
        return (
            (ENTRYPOINT, "manage", "collectstatic", "--noinput", "--verbosity", "0"),
            (ENTRYPOINT, "migrate", "--verbosity", "0"),
        )

    def programs(self) -> tuple[Program, ...]:
        """In the order in which they are started."""
        return (
            Program("redis", ("redis-server", str(DEPLOY / "redis.conf"), *self._redis_options())),
            Program("web", (ENTRYPOINT, "web"), patience=40),
            Program("worker", (ENTRYPOINT, "worker"), patience=60),
            Program("beat", (ENTRYPOINT, "beat")),
            Program("sweep", (ENTRYPOINT, "sweep"), patience=30),
            Program("nginx", ("nginx", "-e", "stderr", "-c", str(self.nginx_file), "-g", self._nginx_options())),
        )

    def _redis_options(self) -> tuple[str, ...]:
        return ("--bind", "127.0.0.1", "--port", str(self.redis_port), "--dir", str(self.folder))

    def _nginx_options(self) -> str:
        # Root's nginx would hand its work to an account that may not enter this folder.
        return "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"

    @property
    def nginx_file(self) -> Path:
        return self.folder / "nginx.conf"

    def lay_out(self) -> None:
        """Make the folder anew, with nginx's configuration in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.static.mkdir(parents=True)
        template = (DEPLOY / "nginx" / "nginx.conf.template").read_text()
        self.nginx_file.write_text(filled_in(template, self._nginx_values()))

    def _nginx_values(self) -> dict[str, str]:
        return {
            "NGINX_LISTEN": f"127.0.0.1:{self.port}",
            "NGINX_UPSTREAM": f"127.0.0.1:{self.web_port}",
            "NGINX_STATIC": str(self.static),
            "NGINX_RUN": str(self.folder),
            "NGINX_TRUSTED": "127.0.0.1/32",
            "NGINX_HEALTH_HOST": "localhost",
        }


def filled_in(template: str, values: Mapping[str, str]) -> str:
    """The template with ${NAME} replaced, as the nginx image does it; raise KeyError for a name without a value."""
    return re.sub(r"\$\{([A-Z_]+)\}", lambda found: values[found[1]], template)


def missing() -> list[str]:
    """A sentence for each program that is not installed."""
    return [
        f"{program} is not installed (Debian: apt-get install {package})."
        for program, package in NEEDED.items()
        if shutil.which(program) is None
    ]


def free_port(wanted: int = 0) -> int:
    """`wanted` where it is free, else one that the system chooses."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("No port is free.")
