"""`zcforms rules replay`: the same, what differs, or why it cannot be made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zcforms.cli import main
from zcforms.demo.evidence import Evidence
from zcforms.demo.load import Stage, opened
from zcforms.demo.prepare import OPENED
from zcforms.services import maintenance
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage.work import work

EXAMPLE = "examples/teacher-incomplete.json"


def replay(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["rules", "replay", *arguments], env=env)
    return done.exit_code, done.output


@pytest.fixture
def verdict(tmp_path: Path) -> Path:
    """What `zcforms check --json` wrote."""
    done = CliRunner().invoke(main, ["check", EXAMPLE, "--json"])
    assert done.exit_code == 1
    path = tmp_path / "verdict.json"
    path.write_text(done.output, encoding="utf-8")
    return path


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """An installation without a database."""
    return {"ZCFORMS_VAR": str(tmp_path / "var"), "ZCFORMS_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}


def changed(path: Path, **values: Any) -> str:
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, **values}, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_a_file_comes_out_the_same(verdict: Path) -> None:
    code, said = replay(str(verdict))
    assert (code, said) == (0, "verdict.json：与原结果完全一致。\n")


def test_what_differs_is_told_line_by_line(verdict: Path) -> None:
    rows = json.loads(verdict.read_text(encoding="utf-8"))["rows"]
    rows[0]["text"] = "人为改动"
    code, said = replay(changed(verdict, rows=rows))
    assert code == 1
    assert "与原结果不一致" in said
    assert "原来是“人为改动”" in said


def test_a_conclusion_that_its_rows_do_not_bear_out_is_told(verdict: Path) -> None:
    code, said = replay(changed(verdict, passed=True))
    assert code == 1
    assert "总的结论：原来是“通过”，现在是“不通过”" in said


def test_adjustments_that_were_not_made_are_told(verdict: Path) -> None:
    made_up = {"rule": "specialty-years-capped", "pointer": "/basic/specialty_years", "before": 9, "after": 1}
    code, said = replay(changed(verdict, adjustments=[made_up]))
    assert code == 1
    assert "自动调整：原来是" in said


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (lambda trace: [{**trace[0], "outcome": "violated"}], "（personal-complete）的依据与重做的不同"),
        (lambda trace: [*trace, {"rule": "made-up"}], "“made-up”：现在没有"),
        (lambda trace: [{"rule": []}], "现在没有"),
        (lambda trace: [*trace, trace[0]], "（personal-complete）的依据出现了不止一次"),
        (lambda trace: trace[1:], "（personal-complete）的依据没有了"),
        (lambda _: [], "（personal-complete）的依据没有了"),
        (lambda _: None, "不是列表"),
    ],
)
def test_reasons_that_were_changed_are_told(verdict: Path, alter: Callable[[Any], Any], said: str) -> None:
    trace = json.loads(verdict.read_text(encoding="utf-8"))["trace"]
    code, told = replay(changed(verdict, trace=alter(trace)))
    assert code == 1
    assert said in told


def test_the_reasons_of_the_one_rule_that_was_asked_for_are_enough(verdict: Path) -> None:
    trace = json.loads(verdict.read_text(encoding="utf-8"))["trace"]
    one = trace[3:4]
    assert replay(changed(verdict, trace=one, trace_of=one[0]["rule"], changes=[]))[0] == 0
    assert replay(changed(verdict, trace=one, trace_of="made-up"))[0] == 1
    assert replay(changed(verdict, trace=[], trace_of="made-up"))[0] == 1


@pytest.mark.parametrize("name", ["trace", "passed", "adjustments", "alarms"])
def test_what_was_removed_is_told(verdict: Path, name: str) -> None:
    document = json.loads(verdict.read_text(encoding="utf-8"))
    del document[name]
    verdict.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    code, said = replay(str(verdict))
    assert code == 1
    assert name in said


def test_what_was_added_is_told(verdict: Path) -> None:
    code, said = replay(changed(verdict, approved=True))
    assert (code, "多出了“approved”" in said) == (1, True)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("message", "人为改动", "内容：原来是“人为改动”"),
        ("pointer", "/answers/nowhere", "位置：原来是“/answers/nowhere”"),
        ("severity", "advisory", "轻重：原来是“advisory”，现在是“blocking”"),
        ("blocks", False, "是否阻止提交：原来是“否”，现在是“是”"),
        ("remedy", "", "处理办法：原来是“”"),
        ("policy", "另一份文件", "依据：原来是“另一份文件”"),
        ("signed", "某人", "多出了“signed”"),
    ],
)
def test_a_finding_that_was_changed_says_what_of_it(verdict: Path, key: str, value: Any, said: str) -> None:
    rows = json.loads(verdict.read_text(encoding="utf-8"))["rows"]
    finding = next(each for row in rows for each in row["findings"] if each["severity"] == "blocking")
    finding[key] = value
    code, told = replay(changed(verdict, rows=rows))
    assert code == 1
    assert said in told
    assert finding["rule"] in told
    assert "原来没有" not in told


def test_findings_that_were_doubled_or_reordered_and_rows_of_another_number_are_told(verdict: Path) -> None:
    rows = json.loads(verdict.read_text(encoding="utf-8"))["rows"]
    row = next(each for each in rows if each["findings"])
    row["findings"] = [*row["findings"], row["findings"][0]]
    assert "原来有、现在没有的发现" in replay(changed(verdict, rows=rows))[1]
    row["findings"].pop()
    rows[0]["number"] = 99
    assert "序号：原来是“99”" in replay(changed(verdict, rows=rows))[1]


def test_facts_that_were_changed_are_no_ground_for_a_replay(verdict: Path) -> None:
    code, said = replay(changed(verdict, facts={}))
    assert code == 2
    assert "在检测之后被改动过" in said


def test_other_documents_and_no_archive(verdict: Path, nowhere: dict[str, str], tmp_path: Path) -> None:
    code, said = replay(changed(verdict, rules_digest="0" * 64), env=nowhere)
    assert code == 2
    assert "现在安装的计划或规则与作出这个结果时不同" in said
    assert not (tmp_path / "none.db").exists()


def test_what_is_no_verdict_is_refused(tmp_path: Path, nowhere: dict[str, str]) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}", encoding="utf-8")
    code, said = replay(str(path))
    assert code == 2
    assert "check --json" in said
    assert replay()[0] == 2
    assert replay("--all", "x")[0] == 2
    for name in ("20229999000001", "--all"):
        code, said = replay(name, env=nowhere)
        assert code == 2
        assert "没有数据库" in said
        assert "Traceback" not in said
    (tmp_path / "none.db").touch()
    code, said = replay("--all", env=nowhere)
    assert (code, "没有本版本的数据表" in said) == (2, True)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with one application that was handed in; its number."""
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    settings = Settings(demo=True)
    maintenance.upgrade(settings)
    house = House.build(settings, clock=lambda: datetime.now(UTC))
    house.set_business_time(OPENED)
    stage: Stage = opened(house, Evidence(house.press), OPENED)
    _, application_id = stage.submitted("submitted", days_ago=1)
    with work(house.database, write=False) as w:
        number = w.applications.get(application_id).number
    house.close()
    assert number
    return number


def test_the_database_has_everything_that_a_replay_needs(archive: str) -> None:
    code, said = replay(archive)
    assert code == 0
    assert said.startswith(archive)
    assert "与原结果完全一致" in said
    code, said = replay("--all")
    assert (code, said.count("完全一致")) == (0, 1)
    code, said = replay("20229999000001")
    assert code == 2
    assert "没有找到" in said
