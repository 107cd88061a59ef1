"""`zcforms jobs`: what was given up, and trying it again."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.jobs_process import FAST, KINDS, SmallHouse
from zcforms.cli import main
from zcforms.settings import Settings
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work
from zcforms.worker import Engine


def run(*arguments: str) -> str:
    told = CliRunner().invoke(main, ["jobs", *arguments])
    assert told.exit_code == 0, told.output
    return told.stdout


@pytest.mark.slow
def test_what_was_given_up_is_listed_with_its_reason_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    assert run("list") == "等待 0 个，进行中 0 个，已停止重试 0 个。\n"
    settings = Settings()
    database = Database(settings.database_url, Keyring.of(settings.secret("identity_key")))
    with work(database) as w:
        w.enqueue("refuse", "one", {})
    engine = Engine(SmallHouse(database), KINDS, FAST)
    engine.start()
    deadline = time.monotonic() + 30
    while not database.jobs.failed():
        assert time.monotonic() < deadline
        threading.Event().wait(0.1)
    engine.stop()
    listed = run("list").splitlines()
    assert listed[0].endswith("已停止重试 1 个。")
    assert listed[1].startswith("refuse/one  ")
    assert listed[1].endswith("refuse  申报已撤回，不再生成评审表。")
    assert run("retry", "refuse/one") == "1 个任务已重新排队。\n"
    assert run("list").startswith("等待 1 个")
    assert run("retry", "--all") == "0 个任务已重新排队。\n"
    database.dispose()


def test_one_or_all_and_nothing_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    for arguments in ([], ["one", "--all"]):
        told = CliRunner().invoke(main, ["jobs", "retry", *arguments])
        assert told.exit_code == 2
        assert "--all" in told.output
    told = CliRunner().invoke(main, ["jobs", "retry", "certificate/nowhere"])
    assert told.exit_code == 2
    assert "没有找到" in told.stderr
