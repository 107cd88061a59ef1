"""Pictures without what their camera wrote beside them: where, when and by what they were taken, and whatever was appended.

Nothing is decoded and nothing is drawn anew: the picture itself stays the very bytes that were photographed. What is kept of the rest
is what a viewer needs to show it rightly: orientation, colour profile, transparency, resolution.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_SOI, _EOI, _SOS, _COMMENT = b"\xff\xd8", 0xD9, 0xDA, 0xFE
_ALONE = frozenset([0x01, *range(0xD0, 0xDA)])
"""Markers without a length."""
_MARKER = re.compile(rb"\xff([^\x00\xff])")
_MARKER_OF_NO_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
"""Neither a byte that was stuffed nor a restart."""
_KEPT_SEGMENTS = ((0xE0, b""), (0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe"))
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112

_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset(
    [
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"pHYs",
        b"bKGD",
    ]
)


def bare(data: bytes) -> bytes:
    """A JPEG or PNG without its metadata; anything else as it is.

    Raises:
        ValueError: it claims to be one and is not built like one.
    """
    try:
        if data.startswith(_SOI):
            return b"".join(_jpeg(data))
        if data.startswith(_PNG):
            return b"".join(_png(data))
    except (struct.error, IndexError) as error:
        raise ValueError("cut off in the middle of its structure") from error
    return data


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield _SOI
    turned = b""
    for marker, start, end in _segments(data):
        content = data[start + 4 : end]
        if marker == 0xE1 and content.startswith(_EXIF) and not turned:
            turned = _oriented(content[len(_EXIF) :])
            yield turned
        elif _wanted(marker, content):
            yield data[start:end]


def _wanted(marker: int, content: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF or marker == _COMMENT:
        return any(marker == kept and content.startswith(begin) for kept, begin in _KEPT_SEGMENTS)
    return True


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end), a scan with all that is coded after it; the last one is the end of the picture. Bytes between them that
    belong to none are passed over, as every decoder does."""
    at, marker = len(_SOI), 0
    while marker != _EOI:
        found = _MARKER.search(data, at)
        if found is None:
            raise ValueError("no end")
        start, marker, at = found.end() - 2, found[1][0], found.end()
        if marker not in _ALONE:
            at += struct.unpack_from(">H", data, at)[0]
        if marker == _SOS:
            coded = _MARKER_OF_NO_SCAN.search(data, at)
            at = coded.start() if coded else len(data)
        if at > len(data):
            raise ValueError("cut off")
        yield marker, start, at


def _oriented(tiff: bytes) -> bytes:
    """An Exif segment that says the orientation alone; nothing where the picture stands upright, or says nothing that can be read."""
    try:
        orientation = _orientation(tiff)
    except (struct.error, KeyError):
        return b""
    if not 2 <= orientation <= 8:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    content = _EXIF + b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}[tiff[:2]]
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for place in range(first + 2, first + 2 + 12 * count, 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION:
            return int(value)
    return 1


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("cut off")
        if kind in _KEPT_CHUNKS:
            yield data[at:end]
        at = end
