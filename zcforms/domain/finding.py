"""What a check says: findings, and the rows of the check table that they stand in (features 58 to 61)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Blocking stops submission, advisory is told, adjusting tells what the system changed (feature 66)."""

    BLOCKING = "blocking"
    ADVISORY = "advisory"
    ADJUSTING = "adjusting"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has to say.

    `pointer` is a JSON Pointer into the application document; `policy` the sentence the rule comes from and its source;
    `undetermined` marks a check that could not be made, which blocks as well; `not_asked` one that needs to know what this applicant was
    never asked: it is told, and never blocks.
    """

    rule: str
    row: str
    severity: Severity
    message: str
    remedy: str = ""
    pointer: str = ""
    policy: str = ""
    undetermined: bool = False
    not_asked: bool = False

    @property
    def blocks(self) -> bool:
        return self.undetermined or self.severity is Severity.BLOCKING


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One row of the check table: 申报项, 检测结果 and 是否通过."""

    id: str
    caption: str
    text: str
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        return not blocking(self.findings)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the findings that stop a submission."""
    return tuple(finding for finding in findings if finding.blocks)
