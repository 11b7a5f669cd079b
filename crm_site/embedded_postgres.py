"""A private PostgreSQL server, so that a machine with only Python runs the same engine as production.

settings.py asks for its address while it is loading, so this module knows nothing of Django. Everything lies
in `home` (the project's `.local` folder): two lock files, and `postgres` with cluster, password, socket, log.

Every process that asked is a user of the server and holds a shared lock for its life. The kernel drops that
lock however the process ends, so whoever leaves can tell whether it is the last one, and then stops it all.
Starting, adopting and stopping take turns: nobody is handed a server that is just being stopped.
"""

import atexit
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from crm_site import postgres_files
from crm_site.postgres_files import DATABASE, USER, WAY_OUT, EmbeddedPostgresError, Owner

HOME = Path(__file__).resolve().parents[1] / ".local"  # the command line's
# Where a cluster goes that root keeps for a home which the server's own account cannot enter.
OUTSIDE = Path("/var/tmp")  # noqa: S108 - a folder in it is checked for its owner before it is trusted
PATIENCE = 60.0  # seconds, for a server that is starting or stopping
NO_PROCESS = 2**31 - 1  # above every system's highest process id


@dataclass(frozen=True)
class Server:
    """What a server says about itself in its postmaster.pid."""

    pid: int
    port: int
    folder: str
    status: str

    def is_ready(self, data: Path) -> bool:
        """Whether it can be used. A port may have passed to a stranger; the socket's folder is private."""
        return self.status == "ready" and self._accepts() and (self.folder != "" or self.runs_in(data))

    def _accepts(self) -> bool:
        family = socket.AF_UNIX if self.folder else socket.AF_INET
        address = f"{self.folder}/.s.PGSQL.{self.port}" if self.folder else ("127.0.0.1", self.port)
        with socket.socket(family) as client:
            return client.connect_ex(address) == 0

    def runs_in(self, data: Path) -> bool:
        """Whether its process lives: a zombie does not, nor a stranger who was given the same number."""
        if not Path("/proc/self/cmdline").exists():
            return _process_exists(self.pid)
        try:
            # In a container root may read another account's command line, but not its working directory.
            return os.fsencode(data) in Path(f"/proc/{self.pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False


_joined: dict[tuple[Path, int], int] = {}


def database_url(home: Path) -> str:
    """The address of this home's server, which is running and will be for as long as this process lives.

    `postgres://dealwright:PASSWORD@:PORT//FOLDER/OF/SOCKET/dealwright`, which django-environ reads as HOST
    (the folder), PORT and NAME, so that OPTIONS stay free for the pool and `manage.py dbshell` finds its way;
    or, where the system has no unix sockets, `postgres://dealwright:PASSWORD@127.0.0.1:PORT/dealwright`.

    Raises EmbeddedPostgresError.
    """
    try:
        home = postgres_files.make_folder(home.resolve(), 0o755)
        with _turn(home):
            server = _settled(_place(home)) or _start(home)
            _join(home)
            return _address(server, _place(home))
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = f"The embedded PostgreSQL cannot work in {home}: {error}."
        raise EmbeddedPostgresError(f"{reason} Mend that, or {WAY_OUT}") from error


def stop(home: Path) -> bool:
    """Stop the server of this home whoever uses it; whether there was one."""
    if not home.is_dir():
        return False
    with _turn(home.resolve()):
        return _stop(_place(home))


# Who uses it


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """Waits until nobody else starts, adopts or stops this home's server."""
    turn = os.open(home / "postgres.turn", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
    finally:
        # Closing alone would leave the lock with a child that another thread forked meanwhile.
        fcntl.flock(turn, fcntl.LOCK_UN)
        os.close(turn)


def _users(home: Path) -> int:
    return os.open(home / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)


def _join(home: Path) -> None:
    me = (home, os.getpid())
    if me not in _joined:
        _joined[me] = _users(home)
        fcntl.flock(_joined[me], fcntl.LOCK_SH)
        atexit.register(_leave, *me)


def _leave(home: Path, pid: int) -> None:
    if not home.is_dir():
        return
    with _turn(home):
        # Closed, not unlocked: parent and forked children share one lock, which goes with the last of them.
        # So a child, which inherits this hook, too, stops nothing under its parent, nor the other way round.
        os.close(_joined.pop((home, pid)))
        if not _is_used(home):
            _stop(_place(home))


def _is_used(home: Path) -> bool:
    users = _users(home)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(users)
    return False


# Finding, starting and stopping


def _place(home: Path) -> Path:
    return (home / "postgres").resolve()


def _address(server: Server, place: Path) -> str:
    host = f":{server.port}/{quote(server.folder)}" if server.folder else f"127.0.0.1:{server.port}"
    return f"postgres://{USER}:{(place / 'password').read_text()}@{host}/{DATABASE}"


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _recorded(place: Path) -> Server | None:
    try:
        lines = (place / "data" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if not lines:
        return None
    pid, _data, _started, port, folder, _listens, _memory, status = (*lines, *[""] * 8)[:8]
    return Server(int(pid), int(port or 0), folder.strip(), status.strip())


def _settled(place: Path) -> Server | None:
    """The server once it is ready, None once there is none: a killed process may have left it in between."""
    deadline = time.monotonic() + PATIENCE
    while server := _recorded(place):
        if server.is_ready(place / "data"):
            return server
        if not server.runs_in(place / "data"):
            return None
        _wait(deadline, place)
    return None


def _wait(deadline: float, place: Path) -> None:
    if time.monotonic() > deadline:
        tail = postgres_files.log_tail(place)
        raise EmbeddedPostgresError(f"PostgreSQL neither starts nor stops. End it, or {WAY_OUT}{tail}")
    time.sleep(0.01)


def _stop(place: Path) -> bool:
    server = _settled(place)
    if server is None:
        return False
    os.kill(server.pid, signal.SIGINT)  # a fast stop: open connections end, and nothing committed is lost
    deadline = time.monotonic() + PATIENCE
    while server.runs_in(place / "data"):
        _wait(deadline, place)
    return True


def _start(home: Path) -> Server:
    owner = postgres_files.server_owner(_place(home) / "data")
    place = _make_place(home, owner).resolve()
    programs = postgres_files.find_programs(place, owner)
    if not (place / "data").exists():
        postgres_files.create_cluster(place, programs, owner)
    folder = postgres_files.socket_folder(place, owner)
    attempts = 10 if _forget_dead_server(place, folder) else 1
    postgres_files.configure(place, folder, owner)
    log = postgres_files.fresh_log(place, owner)
    for _ in range(attempts):
        owner.run(programs / "pg_ctl", "start", "--silent", "--wait", f"--log={log}", "-D", place / "data")
        if server := _settled(place):
            return server
        time.sleep(0.3)  # a killed server's processes need a moment to notice, and hold its memory until then
    tail = postgres_files.log_tail(place)
    raise EmbeddedPostgresError(f"PostgreSQL does not start. Mend what its log says, or {WAY_OUT}{tail}")


def _forget_dead_server(place: Path, folder: Path | None) -> bool:
    """Whether a server died here. Its lock files then say so, even where its number is a stranger's now."""
    for left in folder.glob(".s.PGSQL.*") if folder else ():
        left.unlink()
    record = place / "data" / "postmaster.pid"
    if not record.exists():
        return False
    if lines := record.read_text().splitlines():
        # Not removed: its other lines tell PostgreSQL whether the dead server's memory is still in use.
        record.write_text("\n".join([str(NO_PROCESS), *lines[1:], ""]))
    else:
        record.unlink()
    return True


def _make_place(home: Path, owner: Owner) -> Path:
    """`postgres` in the home, or a link of that name to a folder that the server's account can enter."""
    link = home / "postgres"
    if not link.is_symlink() and (link.is_dir() or owner.can_enter(home)):
        return postgres_files.make_folder(link, 0o711)
    place, me = OUTSIDE / f"dealwright-{postgres_files.short_hash(home)}", Owner(os.geteuid(), os.getegid())
    postgres_files.make_private_folder(place, 0o711, me)
    if link.resolve() != place.resolve():
        # Who deletes the home starts over, so what a deleted home left outside goes, too.
        _stop(place.resolve())
        shutil.rmtree(place)
        postgres_files.make_private_folder(place, 0o711, me)
        link.unlink(missing_ok=True)
        link.symlink_to(place)
    return place


def main(arguments: list[str]) -> int:
    """`status` says where the server is, `stop` ends it whoever uses it."""
    if arguments == ["stop"]:
        said = "Stopped." if stop(HOME) else "It was not running."
    elif arguments != ["status"]:
        said = "Usage: python -m crm_site.embedded_postgres status|stop"
    elif server := _settled(_place(HOME)):
        address = f"-h {server.folder or '127.0.0.1'} -p {server.port} -U {USER} {DATABASE}"
        said = f"Running: psql {address} (its password is in {_place(HOME)}/password)"
    else:
        said = "Not running."
    sys.stdout.write(said + "\n")
    return 2 if said.startswith("Usage") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
