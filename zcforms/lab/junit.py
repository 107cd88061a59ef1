"""Reports of cases as JUnit XML, for whatever shows test results."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from zcforms.lab.cases import CaseResult, Difference, Report


def xml(reports: Sequence[Report]) -> bytes:
    """One `testsuite` a file, one `testcase` a case."""
    root = ElementTree.Element("testsuites")
    for report in reports:
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=report.file,
            tests=str(len(report.results)),
            failures=str(len(report.failed)),
            errors="0",
        )
        for result in report.results:
            _add(suite, report, result)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def sentence(difference: Difference) -> str:
    """What was expected and what came out, in one sentence."""
    what = _WHAT[difference.about]
    name = f"“{difference.caption}”" + (f"（{difference.id}）" if difference.id != difference.caption else "")
    return f"{what}{name}：应为“{difference.expected}”，实际为“{difference.actual}”"


_WHAT = {"rule": "规则", "row": "检测表的行", "fact": "数据", "check": ""}


def _add(suite: ElementTree.Element, report: Report, result: CaseResult) -> None:
    place = f"{report.file}#{result.case.at}"
    case = ElementTree.SubElement(suite, "testcase", classname=report.plan, name=result.case.name, file=place)
    if result.passed:
        return
    lines = [text for each in result.differences for text in (sentence(each), each.why) if text]
    failure = ElementTree.SubElement(case, "failure", message=_allowed(lines[0]))
    failure.text = _allowed("\n".join([place, *lines]))


def _allowed(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(each for each in text if each >= " " or each in "\t\n")
