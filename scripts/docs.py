"""Write the generated parts of the documentation anew, between `<!-- generated: NAME -->` and `<!-- end -->`.

`--check` writes nothing and fails when something would change.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click

from zcforms.cli import main as command
from zcforms.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def settings() -> str:
    """A row for each setting, from the settings class itself."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        rows.append(
            f"| `ZCFORMS_{name.upper()}` | {f'`{shown}`' if shown != '' else 'empty'} | {field.description} |"
        )
    return "\n".join(rows) + "\n"


def commands() -> str:
    """A row for each command, from the command line itself."""
    rows = ["| command | what it does |", "|---|---|"]
    for path, leaf in _leaves(command, "zcforms"):
        rows.append(f"| `{path}` | {leaf.get_short_help_str(120)} |")
    return "\n".join(rows) + "\n"


def _leaves(group: click.Command, path: str) -> list[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        return [(path, group)]
    return [leaf for name, child in group.commands.items() for leaf in _leaves(child, f"{path} {name}")]


PARTS: dict[str, Callable[[], str]] = {"settings": settings, "commands": commands}


def rewritten(text: str) -> str:
    return BLOCK.sub(lambda match: match[1] + PARTS[match[2]]() + match[3], text)


def main(check: bool) -> int:
    stale = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        fresh = rewritten(text)
        if fresh != text:
            stale.append(path.relative_to(ROOT))
            if not check:
                path.write_text(fresh, encoding="utf-8")
    for path in stale:
        print(f"{path}: {'out of date, run `make docs`' if check else 'written'}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
