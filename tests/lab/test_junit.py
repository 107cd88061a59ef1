"""JUnit XML of cases."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.lab.writing import HEAD, tried
from zcforms.lab import junit


def test_one_suite_a_file_and_one_test_a_case() -> None:
    report = tried(
        f"{HEAD}  - {{case: 好, applicant: complete, expect: {{passed: [tenure]}}}}\n"
        "  - {case: 坏 <&>, applicant: complete, expect: {violated: [tenure]}}\n"
    )
    root = ElementTree.fromstring(junit.xml([report]))
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("x.yaml", "2", "1")
    good, bad = suite
    assert (good.get("name"), len(good)) == ("好", 0)
    assert (bad.get("name"), bad.get("classname")) == ("坏 <&>", "2022-teacher-senior")
    (failure,) = bad
    assert failure.get("message") == "规则“任职年限”（tenure）：应为“违反”，实际为“通过”"
    assert "x.yaml#/cases/1" in (failure.text or "")
