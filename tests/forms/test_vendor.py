"""Browser libraries are what their pinned packages said, and nothing is fetched from elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "zcforms" / "web" / "static"


def test_vendored_files_have_the_sums_that_were_committed() -> None:
    lines = (STATIC / "vendor" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split() for line in lines)}
    files = {path.name for path in (STATIC / "vendor").iterdir()} - {"SHA256SUMS"}
    assert set(sums) == files
    for name, digest in sums.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest, name


def test_versions_are_exact() -> None:
    package = json.loads((ROOT / "scripts" / "vendor" / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    assert (
        f"Bootstrap  v{package['dependencies']['bootstrap']}".encode()
        in (STATIC / "vendor" / "bootstrap.min.css").read_bytes()
    )


def test_the_editor_brings_the_notice_of_every_package_in_it() -> None:
    package = json.loads((ROOT / "scripts" / "vendor" / "package.json").read_text(encoding="utf-8"))
    notices = (STATIC / "vendor" / "codemirror.LICENSE").read_text(encoding="utf-8")
    parts = {name: version for name, version in package["dependencies"].items() if name.startswith("@")}
    assert len(parts) >= 8
    for name, version in parts.items():
        assert f"{name} {version}\n\nMIT License" in notices, name
    packages = re.findall(r"^[@a-z][^ \n]* \d+\.\d+\.\d+$", notices, re.M)
    assert notices.count("Permission is hereby granted") == len(packages)


def test_nothing_of_ours_refers_to_another_host() -> None:
    ours = [*STATIC.glob("*.css"), *(STATIC / "js").glob("*.js"), *(ROOT / "templates").rglob("*.html")]
    for path in ours:
        assert not re.search(
            r"""(?:src|href|url|import|fetch)\s*[=(]?\s*["'(]?\s*(?:https?:)?//[a-z]""",
            path.read_text(encoding="utf-8"),
        ), path
