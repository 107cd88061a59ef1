"""The signing key survives a restart and is readable by its owner alone."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zcforms.idp.keys import signing_key


def test_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "idp.pem"
    first = signing_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signing_key(path).as_dict(private=False) == first.as_dict(private=False)
    assert first.kid


def test_starts_at_the_same_time_agree(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "idp.pem"
    with ThreadPoolExecutor(4) as pool:
        kids = {key.kid for key in pool.map(lambda _: signing_key(path), range(4))}
    assert len(kids) == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["idp.pem"]
