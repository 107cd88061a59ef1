"""`make bench`: run every measurement and write the tables into docs/performance.md."""

from __future__ import annotations

import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import certificates, check, designer, drafts, pages, proofs, rules, sheet

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BLOCK = re.compile(r"(<!-- measured -->\n).*?(<!-- end -->)", re.DOTALL)


def machine() -> str:
    """What it was measured on."""
    cores = len(
        [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")]
    )
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores, Python {platform.python_version()}, {platform.system()}. "
        "The machine is shared: quote the ratios."
    )


def main() -> int:
    parts = [machine()]
    for module in (check, rules, pages, drafts, designer, sheet, certificates, proofs):
        print(f"measuring {module.__name__} ...", flush=True)
        parts.append(module.table(module.measure()))  # type: ignore[arg-type]
        print(parts[-1], flush=True)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        BLOCK.sub(lambda match: match[1] + "\n\n".join(parts) + "\n\n" + match[2], text), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
