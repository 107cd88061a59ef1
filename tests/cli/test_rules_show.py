"""`zcforms rules show`: a plan's rules in sentences."""

from __future__ import annotations

import json
import subprocess
import sys

from click.testing import CliRunner

from zcforms.cli import main

PLAN = "2022-teacher-senior"


def show(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["rules", "show", *arguments])
    return done.exit_code, done.output


def test_rules_row_by_row_with_policy_and_source() -> None:
    code, said = show(PLAN)
    assert code == 0
    lines = said.splitlines()
    assert lines[0].startswith("评审标准：")
    assert [line for line in lines if line[:2] == "5 "] == ["5 年度考核情况"]
    at = lines.index("  - 已填写年度考核结果（assessments-judged）")
    assert lines[at + 1].strip() == "当“年度考核”至少有 1 条记录时：要求每一条“年度考核”的考核结果已填写。"
    assert (
        lines[at + 2].strip()
        == "依据：导入后的年度考核，须选择考核结果为“合格”或“不合格”（申报个人操作手册 图 4-14）"
    )
    assert lines[at + 3].strip().startswith("出处：rules/common/assessments.yaml#/rules/")


def test_one_rule_and_all_of_a_kind_as_json() -> None:
    code, said = show(PLAN, "assessments-judged", "--json")
    (table,) = json.loads(said)
    assert code == 0
    assert [[rule["id"] for rule in row["rules"]] for row in table["rows"]] == [["assessments-judged"]]
    (table,) = json.loads(show(PLAN, "item-required", "--json")[1])
    ids = [rule["id"] for row in table["rows"] for rule in row["rules"]]
    assert len(ids) > 2
    assert all(each.startswith("item-required:") for each in ids)


def test_unknown_names_end_with_2_and_the_nearest_one() -> None:
    code, said = show("2022-teacher-senio")
    assert (code, "2022-teacher-senior" in said) == (2, True)
    code, said = show(PLAN, "assessments-judge")
    assert (code, "assessments-judged" in said) == (2, True)


def test_whoever_stops_reading_is_told_nothing() -> None:
    command = [sys.executable, "-m", "zcforms", "rules", "show", PLAN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
