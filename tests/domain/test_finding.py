"""What blocks (feature 61)."""

from __future__ import annotations

import pytest

from zcforms.domain.finding import CheckRow, Finding, Severity, blocking


@pytest.mark.parametrize(
    ("severity", "undetermined", "blocks"),
    [
        (Severity.BLOCKING, False, True),
        (Severity.ADVISORY, False, False),
        (Severity.ADJUSTING, False, False),
        (Severity.ADVISORY, True, True),
        (Severity.ADJUSTING, True, True),
    ],
)
def test_blocks(severity: Severity, undetermined: bool, blocks: bool) -> None:
    """A check that could not be made blocks whatever it would have said."""
    finding = Finding("r", "work", severity, "说明", undetermined=undetermined)
    assert finding.blocks is blocks
    assert blocking([finding]) == ((finding,) if blocks else ())
    assert CheckRow("work", "工作经历", "已填写1条", (finding,)).passed is not blocks


def test_a_row_without_findings_passes() -> None:
    assert CheckRow("work", "工作经历", "已填写1条").passed
