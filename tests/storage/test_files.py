"""Bytes by digest: in a folder, and in a real S3-compatible server."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from moto.server import ThreadedMotoServer

from zcforms.storage.files import FOR_ALL, FileStore, FileUnreadable

ABSENT = "0" * 64


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], FileStore]:
    """Opens the test's store, as each process does for itself."""
    if request.param == "folder":
        return lambda: FileStore((tmp_path / "文件 夹").as_uri())
    endpoint = request.getfixturevalue("s3_endpoint")
    bucket = f"b{abs(hash(request.node.nodeid)):x}"
    requests.put(f"{endpoint}/{bucket}", timeout=10).raise_for_status()
    return lambda: FileStore(f"s3://{bucket}/evidence", endpoint=endpoint, access_key="a", secret_key="b")


@pytest.fixture
def store(opened: Callable[[], FileStore]) -> FileStore:
    return opened()


def test_what_was_put_comes_back(store: FileStore) -> None:
    content = bytes(range(256)) * 4000
    digest = store.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert store.get(digest) == content
    assert store.exists(digest)


def test_the_same_bytes_are_kept_once(store: FileStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(store.put, [b"the same"] * 24))
    assert len(digests) == 1
    assert store.get(digests.pop()) == b"the same"


def test_an_empty_file_is_a_file(store: FileStore) -> None:
    assert store.get(store.put(b"")) == b""


def test_missing_bytes_are_told(store: FileStore) -> None:
    assert not store.exists(ABSENT)
    with pytest.raises(FileUnreadable, match="缺失"):
        store.get(ABSENT)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 63, "0" * 64 + "/x", "Z" * 64])
def test_only_digests_are_keys(store: FileStore, digest: str) -> None:
    with pytest.raises(FileUnreadable, match="编号"):
        store.get(digest)


def test_damaged_bytes_are_not_given_out(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    digest = store.put(b"the original")
    (path,) = (file for file in tmp_path.rglob("*") if file.is_file())
    path.write_bytes(b"the forgery!")
    with pytest.raises(FileUnreadable, match="损坏"):
        store.get(digest)


def test_a_store_that_does_not_answer_is_told() -> None:
    store = FileStore("s3://bucket", endpoint="http://127.0.0.1:1", access_key="a", secret_key="b")
    with pytest.raises(FileUnreadable, match="暂时无法"):
        store.get(ABSENT)


def test_a_full_or_forbidden_folder_is_told(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    digest = hashlib.sha256(b"x").hexdigest()
    (tmp_path / digest[:2]).write_bytes(b"a file where the folder should be")
    with pytest.raises(FileUnreadable, match="无法保存"):
        store.put(b"x")


@pytest.mark.parametrize("url", ["ftp://host/x", "s3://", "file://", ""])
def test_other_addresses_are_refused_in_words(url: str) -> None:
    with pytest.raises(FileUnreadable, match="file:///文件夹"):
        FileStore(url)


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    store, content = FileStore(str(tmp_path)), b"z" * 8_000_000
    digest, seen, stop = hashlib.sha256(content).hexdigest(), [], threading.Event()

    def look() -> None:
        while not stop.is_set():
            if store.exists(digest):
                seen.append(len(store.get(digest)))
                return

    reader = threading.Thread(target=look)
    reader.start()
    store.put(content)
    reader.join(10)
    stop.set()
    assert seen == [len(content)]


# -- parts of what is still on its way in --------------------------------------------------------------------------------------

UPLOAD, OTHER = "a" * 24, "b" * 24


def test_parts_are_put_together_in_order_whatever_came_first(store: FileStore) -> None:
    store.put_part(UPLOAD, 3, b"def")
    store.put_part(UPLOAD, 0, b"abc")
    store.put_part(OTHER, 0, b"xyz")
    assert store.get_parts(UPLOAD, [3, 3]) == b"abcdef"
    assert store.get_parts(UPLOAD, [2, 4]) is None


def test_the_same_part_again_is_the_same(store: FileStore) -> None:
    for _ in range(3):
        store.put_part(UPLOAD, 0, b"abc")
    assert store.get_parts(UPLOAD, [3]) == b"abc"


def test_parts_are_found_by_the_next_process(opened: Callable[[], FileStore]) -> None:
    opened().put_part(UPLOAD, 0, b"abc")
    assert opened().get_parts(UPLOAD, [3]) == b"abc"


def test_dropping_takes_one_uploads_parts_alone(store: FileStore) -> None:
    for offset in range(0, 30, 3):
        store.put_part(UPLOAD, offset, b"abc")
    store.put_part(OTHER, 0, b"xyz")
    whole = store.put(b"whole")
    store.drop_parts(UPLOAD)
    store.drop_parts(UPLOAD)
    assert store.get_parts(UPLOAD, [3]) is None
    assert store.get_parts(OTHER, [3]) == b"xyz"
    assert store.get(whole) == b"whole"


def test_what_nobody_came_back_for_goes_by_its_age_and_whole_files_stay(store: FileStore) -> None:
    store.put_part(UPLOAD, 0, b"abc")
    whole = store.put(b"whole")
    assert store.drop_parts_before(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert store.get_parts(UPLOAD, [3]) == b"abc"
    assert store.drop_parts_before(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert store.get_parts(UPLOAD, [3]) is None
    assert store.get(whole) == b"whole"


def test_several_that_drop_the_same_parts_at_once_are_all_content(store: FileStore) -> None:
    """Two windows finish the same upload: whoever comes second finds nothing, and says nothing of it."""
    for _ in range(5):
        for offset in range(0, 90, 3):
            store.put_part(UPLOAD, offset, b"abc")
        gate = threading.Barrier(4)

        def drop(gate: threading.Barrier = gate) -> None:
            gate.wait(10)
            store.drop_parts(UPLOAD)

        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(drop) for _ in range(4)]:
                done.result(30)
        assert store.get_parts(UPLOAD, [3]) is None


def test_dropped_parts_leave_no_empty_folders(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    store.put_part(UPLOAD, 0, b"abc")
    store.drop_parts(UPLOAD)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("upload", ["", "../" * 8, "A" * 24, "a" * 23, "a" * 24 + "/.."])
def test_only_ids_of_uploads_name_parts(store: FileStore, upload: str) -> None:
    for asked in (
        lambda: store.put_part(upload, 0, b"x"),
        lambda: store.get_parts(upload, [1]),
        lambda: store.drop_parts(upload),
    ):
        with pytest.raises(FileUnreadable, match="编号"):
            asked()


def test_a_store_that_does_not_answer_is_told_for_parts_too() -> None:
    store = FileStore("s3://bucket", endpoint="http://127.0.0.1:1", access_key="a", secret_key="b")
    for asked in (
        lambda: store.put_part(UPLOAD, 0, b"x"),
        lambda: store.get_parts(UPLOAD, [1]),
        lambda: store.drop_parts(UPLOAD),
    ):
        with pytest.raises(FileUnreadable, match="暂时无法"):
            asked()


# -- what is for everybody -----------------------------------------------------------------------------------------------------


def test_who_knows_a_digest_gets_nothing_from_another_room(store: FileStore) -> None:
    private = store.put(b"somebody's")
    assert not store.exists(private, FOR_ALL)
    with pytest.raises(FileUnreadable):
        store.get(private, FOR_ALL)
    notice = store.put(b"for everybody", FOR_ALL)
    assert (store.get(notice, FOR_ALL), store.exists(notice, FOR_ALL)) == (b"for everybody", True)
    assert not store.exists(notice)
    assert store.put(b"for everybody", FOR_ALL) == notice
