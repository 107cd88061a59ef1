"""`zcforms plan prove`: what is asked of it, and what it says without a solver (issue 7)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zcforms import resources
from zcforms.cli import main
from zcforms.lab.proofs import proving
from zcforms.services import plan_proving

PLAN = "2022-teacher-senior"
needs_solver = pytest.mark.skipif(not proving.available(), reason="the solver is not installed")
BLIND = """
import importlib.machinery
import sys


class Blind:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name == "z3" else importlib.machinery.PathFinder.find_spec(name, path, target)


sys.meta_path = [Blind if each is importlib.machinery.PathFinder else each for each in sys.meta_path]
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["plan", "prove", *arguments])


def test_without_the_solver_it_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLIND, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *(path for path in sys.path if path)])
    done = subprocess.run(
        [sys.executable, "-m", "zcforms", "plan", "prove", PLAN],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "pip install 'zcforms[proofs]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_solver_that_cannot_be_loaded_is_not_there(tmp_path: Path) -> None:
    """Its package is installed, its library is not for this machine."""
    (tmp_path / "z3.py").write_text("raise OSError('libz3.so: wrong ELF class')", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *(path for path in sys.path if path)])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-m", "zcforms", "plan", "prove", PLAN],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "载入不了" in done.stderr
    assert "Traceback" not in done.stderr
    code = "from zcforms.lab import proof; assert not proof.installed()"
    tried = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert tried.returncode == 0, tried.stderr


@needs_solver
def test_what_is_not_known_wants_a_look() -> None:
    """A pipeline that goes on at code 0 would take it for proved."""
    done = run(PLAN, "--question", "1", "--seconds", "0.1")
    assert "还不知道" in done.output
    assert done.exit_code == 1
    assert not done.output.rstrip().endswith("0 条请查看。")


@needs_solver
def test_interrupted_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(plan_proving.Proving, "answers", interrupted)
    done = run(PLAN)
    assert done.exit_code == 130
    assert "已中断" in done.output
    assert "Aborted" not in done.output


@needs_solver
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-plan"], "没有这个文件夹、压缩包或评审计划"),
        ([PLAN, "--question", "4"], "--against"),
        ([PLAN, "--rule", "photo-presnt"], "没有规则“photo-presnt”"),
        ([f"{PLAN}@1", "--keep"], "没有"),
        ([PLAN, "--question", "7"], "--question：请填 1 至 6 的整数，现在是“7”。"),
        ([PLAN, "--question", "x"], "--question：请填 1 至 6 的整数，现在是“x”。"),
        ([PLAN, "--seconds", "nan"], "--seconds：请填 0.1 至 3600 的数，现在是“nan”。"),
        ([PLAN, "--seconds", "inf"], "--seconds：请填"),
        ([PLAN, "--records", "0"], "--records：请填 1 至 200 的整数，现在是“0”。"),
        ([PLAN, "--question", "6"], "请用 --application 给出"),
        ([PLAN, "--application", "no-such.json"], "没有这个文件"),
        ([PLAN, "--application", "rules/plans/2022-teacher-senior.yaml"], "这不是申报文件"),
        (
            [PLAN, "--application", "examples/agronomist-complete.json"],
            "是评审计划“2022-agronomy-senior”的申报",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert "Traceback" not in done.output


CONTRADICTING = """
  - id: too-long
    row: personal
    caption: 专业年限足够
    policy: {text: 专业年限不少于二十年, source: 虚构文件第一条}
    require: {basic.specialty_years: {">=": 20}}
    message: 专业年限不足
  - id: too-short
    row: personal
    caption: 工作年限不太长
    policy: {text: 工作年限不超过十年, source: 虚构文件第二条}
    require: {basic.work_years: {"<=": 10}}
    message: 工作年限太长
"""


@needs_solver
@pytest.mark.slow
def test_two_rules_that_only_contradict_through_a_third_are_found_and_told(tmp_path: Path) -> None:
    """The lint finds nothing: each rule by itself can be kept."""
    folder = tmp_path / "plan"
    assert CliRunner().invoke(main, ["plan", "export", PLAN, str(folder)]).exit_code == 0
    rules = folder / "rules" / "plans" / f"{PLAN}.yaml"
    rules.write_text(rules.read_text(encoding="utf-8") + CONTRADICTING, encoding="utf-8")
    assert CliRunner().invoke(main, ["plan", "lint", str(folder)]).exit_code == 0
    done = run(str(folder), "--question", "1", "--seconds", "60")
    assert done.exit_code == 1, done.output
    assert "没有人能通过" in done.output
    assert "工作年限不太长：要求工作年限不超过 10 年。（工作年限不超过十年（虚构文件第二条））" in done.output
    assert "已经证明，与记录的条数无关" in done.output
    assert done.output.rstrip().endswith("共 3 条结果，3 条请查看。")
    lines = run(str(folder), "--question", "1", "--seconds", "60", "--json").output.splitlines()
    said = [json.loads(line) for line in lines]
    assert {each["kind"] for each in said} == {"impossible"}
    assert {cause["rule"] for cause in said[0]["causes"]} >= {"too-long", "too-short"}


@needs_solver
@pytest.mark.slow
def test_the_least_that_an_application_has_to_change(tmp_path: Path) -> None:
    """Question 6: a complete application without its photo lacks just that."""
    complete = resources.folder("examples") / "agronomist-complete.json"
    document = json.loads(complete.read_text(encoding="utf-8"))
    document["applicant"]["photo"] = None
    lacking = tmp_path / "lacking.json"
    lacking.write_text(json.dumps(document), encoding="utf-8")
    done = run("2022-agronomy-senior", "--application", str(lacking), "--seconds", "60")
    assert done.exit_code == 1, done.output
    assert "改 1 处就能通过（已证明最少）" in done.output
    assert "改动：照片 没有 → 有" in done.output
    (line,) = run(
        "2022-agronomy-senior", "--application", str(lacking), "--seconds", "60", "--json"
    ).output.splitlines()
    said = json.loads(line)
    assert (said["question"], said["kind"], said["least"]) == (
        "nearest",
        "changes",
        {"number": 1, "given": 0, "proved": True, "claimed": 0},
    )
    assert [each["pointer"] for each in said["steps"]] == ["/applicant/photo"]
    done = run("2022-agronomy-senior", "--application", str(complete), "--seconds", "60")
    assert done.exit_code == 0, done.output
    assert "这份申报已经通过全部检查，不用改。" in done.output
