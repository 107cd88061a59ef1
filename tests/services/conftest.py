"""A house on real parts, and a town of organisations and people in it (the demonstration's)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.services import scenes as scenery
from tests.services.scenes import Scenes
from zcforms import resources
from zcforms.demo.evidence import Evidence
from zcforms.demo.load import Stage
from zcforms.printing.press import Inspector
from zcforms.printing.seal import Sealer, demonstration_key
from zcforms.services.bench import Bench
from zcforms.services.house import House, Terms
from zcforms.services.rulebook import Edition, Rulebook
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database
from zcforms.storage.files import FileStore

NOW = datetime(2022, 7, 5, 9, tzinfo=CHINA)


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    with Bench.load() as loaded:
        yield loaded


@pytest.fixture(scope="session")
def bench_without_cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The same documents, for tests that bring cases of their own."""
    folder = tmp_path_factory.mktemp("documents")
    for name in ("schemas", "rules"):
        shutil.copytree(resources.folder(name), folder / name, ignore=shutil.ignore_patterns("cases"))
    with Bench.load(folder) as loaded:
        yield loaded


@pytest.fixture(scope="session")
def inspector() -> Iterator[Inspector]:
    made = Inspector()
    yield made
    made.close()


@pytest.fixture(scope="session")
def evidence(bench: Bench) -> Evidence:
    return Evidence(bench.press)


@pytest.fixture(scope="session")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    return Scenes(tmp_path_factory.mktemp("scenes"))


@pytest.fixture
def house(database: Database, bench: Bench, inspector: Inspector, tmp_path: Path) -> Iterator[House]:
    made = house_of(database, bench, inspector, tmp_path)
    yield made
    made.sealer.close()


@pytest.fixture
def workshop(
    database: Database,
    bench_without_cases: Bench,
    inspector: Inspector,
    evidence: Evidence,
    scenes: Scenes,
    tmp_path: Path,
) -> Iterator[Stage]:
    """A town whose plans have no cases yet."""
    made = house_of(database, bench_without_cases, inspector, tmp_path)
    yield scenery.town(scenes, made, evidence, NOW, documents="without cases", files=tmp_path / "files")
    made.sealer.close()


def house_of(database: Database, bench: Bench, inspector: Inspector, tmp_path: Path) -> House:
    rulebook = Rulebook(database, Edition.of_files(bench))
    return House(
        database=database,
        files=FileStore(str(tmp_path / "files")),
        rulebook=rulebook,
        checker=bench.checker,
        workshop=bench.checker,
        press=bench.press,
        inspector=inspector,
        clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
        terms=Terms(base_url="https://zc.example", demo=True),
        sealer=Sealer(demonstration_key(tmp_path / "keys")),
    )


@pytest.fixture
def town(house: House, evidence: Evidence, scenes: Scenes, tmp_path: Path) -> Stage:
    """Organisations with somebody at each desk; people appear by `town.replay`, `town.employed`, `town.filled`."""
    return scenery.town(scenes, house, evidence, NOW, documents="installed", files=tmp_path / "files")
