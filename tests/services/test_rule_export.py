"""Published rules as files, and files as rules."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.services.workshop import CASES, PLAN, RULESET, published
from zcforms import resources
from zcforms.cli import main
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused
from zcforms.services import rule_export
from zcforms.services.bench import Bench
from zcforms.services.rule_export import Exported
from zcforms.settings import Settings
from zcforms.storage.database import DatabaseUnusable

FILES = [f"rules/plans/{RULESET}.yaml", f"rules/cases/{PLAN}.yaml"]


@pytest.fixture
def settings(workshop: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Of the town's own database."""
    url = workshop.house.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ZCFORMS_DATABASE_URL", url)
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    return Settings(demo=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def exported(settings: Settings, folder: Path, *, force: bool = False) -> list[Exported]:
    return rule_export.export(settings, folder, lambda: datetime.now(UTC), force=force)


def test_what_was_published_is_a_file_that_can_be_installed(
    workshop: Stage, settings: Settings, folder: Path
) -> None:
    assert exported(settings, folder) == []
    published(workshop)
    made = exported(settings, folder)
    assert [(each.file, each.written) for each in made] == [(file, True) for file in FILES]
    assert "第 1 版" in made[0].about
    assert "规则复核人" in made[0].about
    assert (folder / FILES[1]).read_text("utf-8") == CASES
    assert [each.written for each in exported(settings, folder)] == [False, False]
    for name in ("schemas", "rules"):
        shutil.copytree(resources.folder(name), folder / name, dirs_exist_ok=True, ignore=_kept(folder, name))
    with Bench.load(folder) as bench:
        assert bench.rulesets[PLAN].digest == workshop.house.rulesets[PLAN].digest


def _kept(folder: Path, name: str) -> object:
    """The exported files stay."""
    return lambda place, names: [
        each
        for each in names
        if (folder / name / Path(place).relative_to(resources.folder(name)) / each).is_file()
    ]


def test_what_somebody_changed_is_not_written_over(workshop: Stage, settings: Settings, folder: Path) -> None:
    published(workshop)
    path = folder / FILES[0]
    path.parent.mkdir(parents=True)
    path.write_bytes(workshop.house.rulebook.files.sources.files[FILES[0]] + b"# mine\n")
    with pytest.raises(InputRefused, match="没有覆盖"):
        exported(settings, folder)
    assert not (folder / FILES[1]).exists()
    assert path.read_text("utf-8").endswith("# mine\n")
    assert [each.written for each in exported(settings, folder, force=True)] == [True, True]
    assert path.read_text("utf-8") == workshop.house.rulebook.edition().text(RULESET)


def test_the_installed_file_is_replaced(workshop: Stage, settings: Settings, folder: Path) -> None:
    published(workshop)
    path = folder / FILES[0]
    path.parent.mkdir(parents=True)
    shutil.copy(resources.folder("rules").parent / FILES[0], path)
    assert [each.written for each in exported(settings, folder)] == [True, True]


def test_the_command(workshop: Stage, settings: Settings, folder: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["rules", "export", *arguments])
        return done.exit_code, done.output

    assert settings.demo
    assert run(str(folder)) == (0, "没有在线发布过的规则，现行规则就是安装的文件。\n")
    published(workshop)
    code, said = run(str(folder))
    assert (code, said.count("已写入：")) == (0, 2)
    assert run(str(folder))[1].count("没有变化：") == 2
    (folder / FILES[0]).write_text("mine", "utf-8")
    code, said = run(str(folder))
    assert code == 2
    assert "--force" in said
    assert run(str(folder), "--force")[0] == 0
    (folder / "file").write_text("", "utf-8")
    code, said = run(str(folder / "file" / "below"))
    assert code == 2
    assert "无法写入" in said


def test_no_database_is_made(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZCFORMS_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert settings.demo
    with pytest.raises(DatabaseUnusable):
        exported(Settings(demo=True), folder)
    assert not (tmp_path / "none.db").exists()
