"""The documents as they were read, byte for byte: what a verdict's archive is made of, and what a draft is begun from."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

from zcforms.domain.errors import ZcformsError

_FOLDERS = ("schemas", "rules")
_DAWN = (1980, 1, 1, 0, 0, 0)  # the same documents make the same archive, whenever it is made
_MOST_FILES, _MOST_BYTES = 5_000, 200_000_000


class ArchiveUnusable(ZcformsError):
    """An archive of documents that is none of ours, or was changed."""


@dataclass(frozen=True, slots=True)
class Sources:
    """`files`: path with forward slashes below the folder that holds `schemas/` and `rules/` -> content."""

    files: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The documents below the two folders; files that plans offer for download are none."""
        paths = [path for name in _FOLDERS for path in sorted((folder / name).rglob("*")) if path.is_file()]
        paths = [path for path in paths if path.parent != folder / "schemas" / "files"]
        return cls({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})

    @classmethod
    def unpacked(cls, archive: bytes) -> Self:
        """What `packed` made. Raises `ArchiveUnusable`."""
        try:
            with zipfile.ZipFile(io.BytesIO(archive)) as packed:
                entries = packed.infolist()
                if len(entries) > _MOST_FILES or sum(each.file_size for each in entries) > _MOST_BYTES:
                    raise ArchiveUnusable("归档过大，不是本系统生成的。")
                return cls({each.filename: packed.read(each) for each in entries})
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise ArchiveUnusable("归档无法打开，可能已损坏。") from error

    def text(self, file: str) -> str:
        """A document's text; "" where there is no such file."""
        return self.files.get(file, b"").decode("utf-8-sig")

    def replaced(self, texts: Mapping[str, str]) -> Sources:
        """The same with other texts at some paths."""
        return Sources({**self.files, **{path: text.encode() for path, text in texts.items()}})

    def manifest(self) -> dict[str, str]:
        """Path -> SHA-256 (hex)."""
        return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(self.files.items())}

    def packed(self) -> bytes:
        """A zip; the same documents make the same bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path, content in sorted(self.files.items()):
                archive.writestr(zipfile.ZipInfo(path, _DAWN), content, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    def lay_out(self, folder: Path) -> None:
        """Write the files below the folder. Raises `ArchiveUnusable` for a path that leads out of it."""
        for path, content in self.files.items():
            parts = PurePosixPath(path).parts
            if not parts or parts[0] not in _FOLDERS or ".." in parts:
                raise ArchiveUnusable("归档中有不属于表单和规则的文件，不是本系统生成的。")
            place = folder.joinpath(*parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
