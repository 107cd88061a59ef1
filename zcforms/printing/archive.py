"""What every Office file is: a zip, looked at before anything of it is unpacked."""

from __future__ import annotations

import zipfile

from zcforms.domain.errors import UploadRefused

_MOST_ENTRIES = 5_000
_MOST_UNPACKED = 200 * 1024 * 1024  # bytes
_HIGHEST_RATIO = 200  # unpacked to packed, for entries beyond `_SMALL`; real XML stays below 50
_SMALL = 1024 * 1024


def hold_size(entries: list[zipfile.ZipInfo], packed: int, *, called: str, instead: str, broken: str) -> None:
    """Raises `UploadRefused` for a bomb, a password, or entries that share their bytes. `called`: what the file is; `instead`: what to do
    about it; `broken`: the sentence for one that is damaged."""
    unpacked = sum(entry.file_size for entry in entries)
    dense = any(
        entry.file_size > _SMALL and entry.file_size > _HIGHEST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED or dense:
        raise UploadRefused(f"{called}解压后异常地大，疑似被篡改。{instead}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UploadRefused(f"{called}设有密码，请取消密码后再上传。")
    if packed < sum(entry.compress_size for entry in entries):
        raise UploadRefused(broken)
