"""`zcforms rules explain` and `zcforms check --explain`: why, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from zcforms.cli import main

ROOT = Path(__file__).parents[2]
INCOMPLETE = str(ROOT / "examples" / "teacher-incomplete.json")


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.output


def test_one_rule_with_everything_that_it_looked_at() -> None:
    code, said = run("rules", "explain", INCOMPLETE, "assessments-judged")
    assert code == 0
    lines = [line.strip() for line in said.splitlines()]
    assert lines[0] == "已填写年度考核结果（assessments-judged）：未满足"
    assert (
        "结论：要求每一条“年度考核”的考核结果已填写，第 1 条（年度 2021，蚌埠市禾田路小学）：考核结果未填写。"
        in lines
    )
    assert "✓ “年度考核”至少有 1 条记录  ［实际有 1 条］" in lines
    assert "✗ 第 1 条（年度 2021，蚌埠市禾田路小学）  /assessments/0" in lines
    assert "考核结果：未填写  /assessments/0/verdict" in lines
    assert "没有其他要求" not in said
    assert "最少怎样改：“年度考核”第 1 条的“考核结果”选择“合格”" in lines


def test_the_trace_alone_is_that_of_the_check() -> None:
    code, said = run("rules", "explain", INCOMPLETE, "--json")
    assert code == 0
    trace = json.loads(said)
    code, said = run("check", INCOMPLETE, "--json")
    document = json.loads(said)
    assert (code, document["trace"]) == (1, trace)
    found = {finding["rule"] for row in document["rows"] for finding in row["findings"]}
    assert {each["rule"] for each in trace if each["outcome"] == "violated"} == found


def test_a_check_with_its_reasons() -> None:
    plain = run("check", INCOMPLETE)
    code, said = run("check", INCOMPLETE, "--explain")
    assert (code, plain[0]) == (1, 1)
    assert said.startswith(plain[1].rstrip())
    reasons = said[len(plain[1].rstrip()) :].splitlines()
    at = reasons.index("5 年度考核情况")
    assert reasons[at + 1].startswith(
        "  - 已添加年度考核记录（已满足）：“年度考核”至少有 1 条记录（实际有 1 条）。"
    )
    assert reasons[at + 2].startswith("    依据：")
    assert (
        sum("最少怎样改：" in line for line in reasons) == sum("（未满足）" in line for line in reasons) > 0
    )


def test_a_rule_that_the_check_does_not_have() -> None:
    code, said = run("rules", "explain", INCOMPLETE, "nonsense")
    assert code == 2
    assert "没有名为“nonsense”的规则" in said
