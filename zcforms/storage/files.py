"""Bytes of files, found by their SHA-256: a folder, or a bucket of an S3-compatible store. What is there is never changed.

Beside them lie the parts of files that are still on their way in: those come and go, and are found by the upload that they belong to. What is for everybody
lies in a room of its own: who knows a digest gets nothing that a person has brought for somebody.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, S3Store

from zcforms.domain.errors import ZcformsError

_DIGEST = re.compile(r"[0-9a-f]{64}")
_UPLOAD = re.compile(r"[0-9a-f]{24}")
_PARTS = "parts/"
FOR_ALL = "downloads/"
"""The room of what plans offer for download."""
_OPTIONS: dict[str, Any] = {"connect_timeout": timedelta(seconds=5), "timeout": timedelta(seconds=60)}


class FileUnreadable(ZcformsError):
    """The bytes are missing or damaged, or the store does not answer."""


class FileStore:
    """`url`: a folder (`/path` or `file:///path`) or `s3://bucket/prefix` with the endpoint, region and keys of the bucket.

    Raises:
        FileUnreadable: the address is neither.
    """

    def __init__(
        self, url: str, *, endpoint: str = "", region: str = "", access_key: str = "", secret_key: str = ""
    ) -> None:
        parts = urlsplit(url)
        self._folder: Path | None = None
        self._store: LocalStore | S3Store
        if parts.scheme == "s3" and parts.netloc:
            keys = {"access_key_id": access_key, "secret_access_key": secret_key} if access_key else {}
            self._store = _bucket(parts.netloc, parts.path.strip("/"), endpoint, region, keys)
        elif parts.scheme in ("", "file") and parts.path:
            self._folder = Path(unquote(parts.path) if parts.scheme else url).absolute()
            self._store = LocalStore(self._folder, mkdir=True, automatic_cleanup=True)
        else:
            raise FileUnreadable(f"文件存储地址看不懂：{url}。请写成 file:///文件夹 或 s3://存储桶/前缀。")

    def put(self, content: bytes, room: str = "") -> str:
        """Keep the bytes; their digest. The same bytes are kept once in each room, whoever brings them."""
        digest = hashlib.sha256(content).hexdigest()
        try:
            self._store.put(room + _key(digest), content, mode="create")
        except AlreadyExistsError:
            return digest
        except (BaseError, OSError) as error:
            raise FileUnreadable("文件暂时无法保存，请稍后再试。") from error
        if self._folder is not None:
            _settle(self._folder / (room + _key(digest)))
        return digest

    def get(self, digest: str, room: str = "") -> bytes:
        """The bytes, which are what was put: they are compared with the digest.

        Raises:
            FileUnreadable: they are missing or damaged, or the store does not answer.
        """
        try:
            content = bytes(self._store.get(room + _key(digest)).bytes())
        except (NotFoundError, FileNotFoundError) as error:
            raise FileUnreadable("文件内容缺失，请联系管理员。") from error
        except (BaseError, OSError) as error:
            raise FileUnreadable("文件暂时无法读取，请稍后再试。") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileUnreadable("文件内容已损坏，请联系管理员。")
        return content

    def put_part(self, upload_id: str, offset: int, content: bytes) -> None:
        """Keep the bytes of an upload from `offset` on. A part that a power cut takes is missed when the whole is put together."""
        try:
            self._store.put(_part_key(upload_id, offset, len(content)), content)
        except (BaseError, OSError) as error:
            raise FileUnreadable("文件暂时无法保存，请稍后再试。") from error

    def get_parts(self, upload_id: str, sizes: Sequence[int]) -> bytes | None:
        """An upload's parts, of these sizes, one after the other; None where one of them is missing."""
        found, offset = [], 0
        for size in sizes:
            try:
                found.append(bytes(self._store.get(_part_key(upload_id, offset, size)).bytes()))
            except (NotFoundError, FileNotFoundError):
                return None
            except (BaseError, OSError) as error:
                raise FileUnreadable("文件暂时无法读取，请稍后再试。") from error
            offset += size
        return b"".join(found)

    def drop_parts(self, upload_id: str) -> None:
        """Forget an upload's parts, whatever there is of them."""
        self._drop(f"{_PARTS}{_upload_name(upload_id)}/", None)

    def drop_parts_before(self, moment: datetime) -> int:
        """Forget the parts that came before that moment of real time, whosever they were; how many there were."""
        return self._drop(_PARTS, moment)

    def _drop(self, prefix: str, before: datetime | None) -> int:
        count = 0
        try:
            for found in self._store.list(prefix):
                old = [each["path"] for each in found if before is None or each["last_modified"] < before]
                count += sum(self._forget(path) for path in old)
        except (BaseError, OSError) as error:
            raise FileUnreadable("文件暂时无法删除，请稍后再试。") from error
        return count

    def _forget(self, path: str) -> bool:
        """Delete one; False where another was there first, which is as good: two windows finish the same upload."""
        try:
            self._store.delete(path)
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    def exists(self, digest: str, room: str = "") -> bool:
        try:
            self._store.head(room + _key(digest))
        except (NotFoundError, FileNotFoundError):
            return False
        except (BaseError, OSError) as error:
            raise FileUnreadable("文件暂时无法读取，请稍后再试。") from error
        return True


def _bucket(name: str, prefix: str, endpoint: str, region: str, keys: dict[str, str]) -> S3Store:
    options: dict[str, Any] = {
        "prefix": prefix or None,
        "region": region or "us-east-1",
        "client_options": {**_OPTIONS, "allow_http": endpoint.startswith("http://")},
        "retry_config": {"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
        **keys,
    }
    if endpoint:
        options["endpoint"] = endpoint
    return S3Store(name, **options)


def _key(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise FileUnreadable("文件编号不对，请刷新页面后再试。")
    return f"{digest[:2]}/{digest[2:]}"


def _upload_name(upload_id: str) -> str:
    if not _UPLOAD.fullmatch(upload_id):
        raise FileUnreadable("上传编号不对，请刷新页面后再试。")
    return upload_id


def _part_key(upload_id: str, offset: int, size: int) -> str:
    return f"{_PARTS}{_upload_name(upload_id)}/{offset:012d}-{size}"


def _settle(path: Path) -> None:
    """Make the file outlive a power cut, before a row says that it is there."""
    for place, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(place, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
