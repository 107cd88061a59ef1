"""The documentation is true: settings, commands, README's size, the generated parts."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from zcforms.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
OURS = [
    "zcforms",
    "schemas",
    "rules",
    "templates",
    "tests",
    "docs",
    "benchmarks",
    "examples",
    "scripts",
    ".ci",
    "README.md",
    "CHANGELOG.md",
    "Makefile",
    "pyproject.toml",
    ".importlinter",
]


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `ZCFORMS_(\w+)`", text, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}


def test_generated_parts_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_readme_is_short_has_two_screenshots_and_its_links_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert len(pictures) >= 2
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_make_targets_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"`make (\w+)`", (ROOT / "README.md").read_text(encoding="utf-8")))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test", "check", "bench", "docs"} <= named <= targets


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    """The project speaks of itself alone."""
    words = re.compile(rf"{re.escape(str(ROOT))}\b|(?<![\w/.])/(?:home|Users)/\w")
    kinds = {".py", ".md", ".json", ".yaml", ".html", ".toml", ".sh", ".js", ".css", ".txt", ""}
    found = [
        str(path.relative_to(ROOT))
        for top in OURS
        for path in ([ROOT / top] if (ROOT / top).is_file() else (ROOT / top).rglob("*"))
        if path.is_file() and path.suffix in kinds and "vendor" not in path.parts and path != Path(__file__)
        if words.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
