"""`zcforms rules impact` as a person runs it: a real process, its exit code, what it prints, what it leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.lab.people import BASE, ID, person, written

ROOT = Path(__file__).parents[2]


def zcforms(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zcforms", "rules", "impact", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with a rules folder of two rulesets: what the plan uses, and what it extends."""
    place = tmp_path / "now" / "rules" / "plans"
    place.mkdir(parents=True)
    parameters = dict.fromkeys(_parameters(), 1)
    (place / f"{ID}.json").write_text(json.dumps({**BASE, "parameters": parameters}), encoding="utf-8")
    return tmp_path / "now"


def _parameters() -> list[str]:
    """What the plan sets must be known to its rules."""
    plan = json.loads((ROOT / "schemas" / "plans" / f"{ID}.json").read_text(encoding="utf-8"))
    return list(plan.get("parameters", {}))


def draft(folder: Path, rules: Path, **changes: Any) -> Path:
    """A file that asks `experienced` for something else."""
    data = json.loads((rules / "rules" / "plans" / f"{ID}.json").read_text(encoding="utf-8"))
    data["rules"] = [{**each, **changes} if each["id"] == "experienced" else each for each in data["rules"]]
    path = folder / f"{ID}.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


EIGHT = {"require": {"basic.work_years": {">=": 8}}}


@pytest.mark.parametrize(
    ("url", "said"),
    [("sqlite:///none.db", "没有数据库"), ("postgresql+psycopg://nobody@127.0.0.1:1/none", "数据库没有响应")],
)
def test_without_a_database_it_says_so(tmp_path: Path, rules: Path, url: str, said: str) -> None:
    new = draft(tmp_path, rules, **EIGHT)
    arguments = (str(new), "--against", str(rules), "--plan", ID, "--database")
    environment = {"ZCFORMS_VAR": str(tmp_path / "var"), "ZCFORMS_DATABASE_URL": url}
    done = zcforms(tmp_path, *arguments, **environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_database_without_tables_is_told(tmp_path: Path, rules: Path) -> None:
    (tmp_path / "empty.db").touch()
    new = draft(tmp_path, rules, **EIGHT)
    environment = {"ZCFORMS_VAR": str(tmp_path / "var"), "ZCFORMS_DATABASE_URL": "sqlite:///empty.db"}
    done = zcforms(
        tmp_path,
        str(new),
        "--against",
        str(rules),
        "--plan",
        ID,
        "--database",
        "--workers",
        "0",
        **environment,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "没有本版本的数据表。请先运行 zcforms db upgrade" in done.stderr


def test_the_report_for_people_and_as_json(tmp_path: Path, rules: Path) -> None:
    new = draft(tmp_path, rules, **EIGHT)
    over = written(tmp_path, [*(person(years) for years in range(40)), "?"])
    arguments = [str(new), "--against", str(rules), "--plan", ID, "--over", str(over), "--workers", "1"]
    done = zcforms(tmp_path, *arguments)
    assert done.returncode == 1, done.stderr
    assert "共 41 份，可用 40 份；结果不变 37 份，有变化 3 份。" in done.stdout
    assert "原来通过、现在不通过：3 份；原来不通过、现在通过：0 份。" in done.stdout
    assert "不能使用 1 份：不是合法的 JSON 1。\n  第 41 行：不是合法的 JSON" in done.stdout
    assert "第 6 份 王** 乙校：通过 → 不通过。" in done.stdout
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["experienced", "规则", "experienced", "条件不同", "3", "0"] in lines
    assert ["个人信息检测", "3", "0"] in lines
    assert ["乙校", "20", "2", "0"] in lines
    assert ["工作单位", "份数", "转为不通过", "转为通过"] in lines
    difference = next(line for line in done.stdout.splitlines() if "不同之处" in line)
    assert re.search(r"“[^”]*5 年[^”]*”改为“[^”]*8 年[^”]*”", difference), difference
    assert "整体结果不变" not in done.stdout
    report = json.loads(zcforms(tmp_path, *arguments, "--json").stdout)
    assert (report["whole"]["newly_failing"], report["trustworthy"]) == (3, True)
    assert report["unusable_lines"] == [[41, "不是合法的 JSON"]]
    assert "王小明" not in json.dumps(report, ensure_ascii=False)
    assert [path.name for path in tmp_path.iterdir() if "impact" in path.name] == []


def test_who_fails_anyway_is_told_apart(tmp_path: Path, rules: Path) -> None:
    over = written(tmp_path, [person(6), person(7, education=[])])
    arguments = (
        str(draft(tmp_path, rules, **EIGHT)),
        "--against",
        str(rules),
        "--plan",
        ID,
        "--over",
        str(over),
    )
    done = zcforms(tmp_path, *arguments)
    assert "有变化 2 份。\n原来通过、现在不通过：1 份" in done.stdout
    assert "其余 1 份整体结果不变：另有规则不通过" in done.stdout


def test_nobody_is_hit_by_another_wording(tmp_path: Path, rules: Path) -> None:
    new = draft(tmp_path, rules, message="工作年限不足")
    over = written(tmp_path, [person(3), person(9)])
    done = zcforms(tmp_path, str(new), "--against", str(rules), "--plan", ID, "--over", str(over))
    assert done.returncode == 0, done.stderr
    assert "仅文字不同的规则：规则 experienced（experienced）。" in done.stdout
    assert "没有影响检测结果的规则改动。" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plan", ID), "请给出 --over 文件，或用 --database"),
        (
            ("--plan", "2022-teacher-senor", "--over", "people.jsonl"),
            "没有评审计划“2022-teacher-senor”。是不是想写“2022-teacher-senior”",
        ),
        (("--plan", ID, "--over", "nowhere.jsonl"), "没有这个文件"),
        (("--plan", ID, "--over", "people.jsonl", "--resume"), "没有可以继续的统计"),
        (("--plan", ID, "--over", "people.jsonl", "--against", "."), "这个文件夹里没有规则"),
    ],
)
def test_what_cannot_be_used_is_told(
    tmp_path: Path, rules: Path, arguments: tuple[str, ...], said: str
) -> None:
    new = draft(tmp_path, rules, **EIGHT)
    written(tmp_path, [person(3)])
    against = () if "--against" in arguments else ("--against", str(rules))
    done = zcforms(tmp_path, str(new), *against, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_draft_is_told_with_file_and_pointer(tmp_path: Path, rules: Path) -> None:
    new = draft(tmp_path, rules, require={"basic.work_yeers": {">=": 8}})
    over = written(tmp_path, [person(3)])
    done = zcforms(tmp_path, str(new), "--against", str(rules), "--plan", ID, "--over", str(over))
    assert done.returncode == 2
    assert f"{ID}.json#/rules/0/require" in done.stderr
    assert "basic.work_years" in done.stderr


@pytest.mark.slow
def test_killed_and_gone_on_with_the_report_is_the_same(tmp_path: Path, rules: Path) -> None:
    new = draft(tmp_path, rules, **EIGHT)
    padded = [json.dumps({**person(years), "noise": "x" * 4_000}, ensure_ascii=False) for years in range(40)]
    over = written(tmp_path, padded * 500)
    arguments = [str(new), "--against", str(rules), "--plan", ID, "--over", str(over), "--json"]
    arguments += ["--workers", "1", "--state", str(tmp_path / "kept.json")]
    command = [sys.executable, "-m", "zcforms", "rules", "impact", *arguments]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    while not (tmp_path / "kept.json").exists():
        assert running.poll() is None
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    kept = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))
    assert 0 < kept["tally"]["lines"] < 20_000
    resumed = zcforms(tmp_path, *arguments, "--resume")
    assert resumed.returncode == 1, resumed.stderr
    whole = zcforms(tmp_path, *arguments)
    assert json.loads(resumed.stdout) == json.loads(whole.stdout)
    assert json.loads(whole.stdout)["lines"] == 20_000
    assert not (tmp_path / "kept.json").exists()


@pytest.mark.parametrize(
    ("name", "written_id", "said"),
    [
        ("t.json", None, ("文件里没有写 id，文件名“t”也不是哪个规则集的编号", "把文件改名为")),
        ("2022-teacher-senoir.json", None, (f"请在文件里写明 id: {ID}，或把文件改名为 {ID}.yaml",)),
        ("t.json", "2022-teacher-senoir", (f"没有编号为“2022-teacher-senoir”的规则集可以替换。是不是想写“{ID}”？请改正 id。",)),
    ],
)  # fmt: skip
def test_a_draft_that_replaces_nothing_says_how_to_name_it(
    tmp_path: Path, rules: Path, name: str, written_id: str | None, said: tuple[str, ...]
) -> None:
    data = json.loads(draft(tmp_path, rules, **EIGHT).read_text(encoding="utf-8"))
    new = tmp_path / name
    new.write_text(json.dumps({**data, **({"id": written_id} if written_id else {})}), encoding="utf-8")
    over = written(tmp_path, [person(3)])
    done = zcforms(tmp_path, str(new), "--against", str(rules), "--plan", ID, "--over", str(over))
    assert done.returncode == 2
    assert all(each in done.stderr for each in said), done.stderr
    assert "Traceback" not in done.stderr
