"""`zcforms rules test`: what it prints, writes and returns."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from zcforms.cli import main

ROOT = Path(__file__).parents[2]
PLAN = "2022-teacher-senior"
HEAD = f"plan: {PLAN}\napplicants:\n  complete: {{from: examples/teacher-complete.json}}\ncases:\n"
GOOD = "  - {case: 全部通过, applicant: complete, expect: {passed: [tenure]}}\n"
BAD = "  - {case: 以为没有照片, applicant: complete, expect: {violated: [photo-present]}}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own with the real documents, and no cases."""
    made = tmp_path_factory.mktemp("documents")
    for name in ("schemas", "rules", "examples"):
        shutil.copytree(ROOT / name, made / name)
    shutil.rmtree(made / "rules/cases")
    (made / "rules/cases").mkdir()
    return made


def run(folder: Path, cases: str, *options: str) -> Result:
    (folder / f"rules/cases/{PLAN}.yaml").write_text(HEAD + cases, "utf-8")
    return CliRunner().invoke(main, ["rules", "test", PLAN, str(folder), *options])


def test_green_cases_end_with_0_and_a_summary(folder: Path) -> None:
    done = run(folder, GOOD, "--verbose")
    assert done.exit_code == 0, done.output
    assert "☑ 全部通过" in done.output
    assert "用例 1 个：通过 1 个，未通过 0 个" in done.output
    assert done.output.rstrip().endswith("全部用例通过。")


def test_a_failing_case_ends_with_1_and_says_what_was_expected(folder: Path) -> None:
    done = run(folder, GOOD + BAD)
    assert done.exit_code == 1
    assert f"☒ 以为没有照片 [rules/cases/{PLAN}.yaml#/cases/1]" in done.output
    assert "规则“个人免冠照片”（photo-present）：应为“违反”，实际为“通过”" in done.output
    assert "检测结果：个人信息已填写完整, 个人免冠照片已正确上传" in done.output
    assert "原因：" in done.output
    assert "☑" not in done.output


def test_what_cannot_be_used_ends_with_2(folder: Path) -> None:
    done = run(folder, GOOD.replace("tenure", "tenur"))
    assert done.exit_code == 2
    assert "#/cases/0/expect/passed/0：该计划没有规则“tenur”。是不是想写“tenure”？" in done.output
    unknown = CliRunner().invoke(main, ["rules", "test", "2022-teacher-senoir"])
    assert unknown.exit_code == 2
    assert "是不是想写“2022-teacher-senior”？" in unknown.output


def test_junit_and_json_hold_the_same_results(folder: Path, tmp_path: Path) -> None:
    done = run(folder, GOOD + BAD, "--json", "--junit", str(tmp_path / "cases.xml"))
    (plan,) = json.loads(done.stdout)
    assert (plan["plan"], plan["passed"], [each["passed"] for each in plan["cases"]]) == (
        PLAN,
        False,
        [True, False],
    )
    (difference,) = plan["cases"][1]["differences"]
    assert (difference["id"], difference["expected"], difference["actual"]) == (
        "photo-present",
        "违反",
        "通过",
    )
    (suite,) = ElementTree.parse(tmp_path / "cases.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    refused = run(folder, GOOD, "--junit", str(tmp_path / "nowhere/cases.xml"))
    assert (refused.exit_code, "无法写入" in refused.output) == (2, True)


def test_gaps_and_survivors_are_red_and_say_what_to_do(folder: Path) -> None:
    done = run(folder, GOOD, "--coverage", "--mutate", "--seconds", "4")
    assert done.exit_code == 1
    assert (
        "缺：规则 photo-present（个人免冠照片）没有出现过“违反” [rules/common/personal.yaml#/rules/"
        in done.output
    )
    assert "没有一个用例违反" in done.output
    assert "存活：规则 " in done.output
    assert "，没有一个用例发现" in done.output
    assert "建议的用例" in done.output
    assert f"覆盖不足 100%：{PLAN}。" in done.output
    assert f"变异得分不足 90%：{PLAN}。" in done.output


def test_survivors_that_no_case_was_looked_for_say_so(folder: Path) -> None:
    done = run(folder, GOOD, "--mutate", "--seconds", "0")
    assert done.exit_code == 1
    assert done.output.count("时间用完，还没有为它找用例") == done.output.count("存活：规则 ")
    assert "没有找到能发现它的申报" not in done.output


def test_the_real_cases_of_a_plan_are_green_with_coverage() -> None:
    done = CliRunner().invoke(main, ["rules", "test", PLAN, "--coverage", "--json"])
    assert done.exit_code == 0, done.output
    (plan,) = json.loads(done.stdout)
    assert (plan["coverage"]["rules"], plan["coverage"]["conditions"], plan["coverage"]["gaps"]) == (
        1.0,
        1.0,
        [],
    )


@pytest.mark.slow
def test_boundary_cases_are_kept_beside_the_plans_own_and_pass(folder: Path) -> None:
    done = run(folder, GOOD, "--boundary", "--keep")
    assert done.exit_code == 0, done.output
    kept = folder / f"rules/cases/{PLAN}.boundary.yaml"
    assert f"已写入 {kept}" in done.output
    again = CliRunner().invoke(main, ["rules", "test", PLAN, str(folder)])
    assert again.exit_code == 0, again.output
    assert kept.read_text("utf-8").count("- case:") > 10
    kept.unlink()
