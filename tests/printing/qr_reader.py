"""A small reader of QR codes (ISO/IEC 18004), for codes that are drawn exactly: no correction of errors."""

from __future__ import annotations

import io

from PIL import Image

_MASKS = {
    0: lambda r, c: (r + c) % 2,
    1: lambda r, c: r % 2,
    2: lambda r, c: c % 3,
    3: lambda r, c: (r + c) % 3,
    4: lambda r, c: (r // 2 + c // 3) % 2,
    5: lambda r, c: r * c % 2 + r * c % 3,
    6: lambda r, c: (r * c % 2 + r * c % 3) % 2,
    7: lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
}
_BLOCKS_AT_M = {
    1: (1, 16),
    2: (1, 28),
    3: (1, 44),
    4: (2, 32),
    5: (2, 43),
    6: (4, 27),
}  # of so many data codewords
_LEVELS = {1: "L", 0: "M", 3: "Q", 2: "H"}


def modules(png: bytes, quiet: int) -> list[list[int]]:
    image = Image.open(io.BytesIO(png)).convert("1")
    dot = next(x for x in range(image.width) if not image.getpixel((x, x))) // quiet
    count = image.width // dot - 2 * quiet
    return [
        [
            0 if image.getpixel(((c + quiet) * dot + dot // 2, (r + quiet) * dot + dot // 2)) else 1
            for c in range(count)
        ]
        for r in range(count)
    ]


def read(png: bytes, quiet: int = 4) -> tuple[str, str]:
    """The level and the text of a code of version 1 to 6 at level M that holds one segment of bytes."""
    grid = modules(png, quiet)
    size = len(grid)
    form = int("".join(str(grid[8][c]) for c in (0, 1, 2, 3, 4, 5, 7, 8)), 2) >> 3 ^ 0b10101
    read_off = "".join(str(int(bit ^ (not _MASKS[form & 7](r, c)))) for r, c, bit in _data(grid, size))
    blocks, words = _BLOCKS_AT_M[(size - 17) // 4]
    stream = [read_off[8 * place : 8 * place + 8] for place in range(blocks * words)]
    bits = "".join(stream[word * blocks + block] for block in range(blocks) for word in range(words))
    length = int(bits[4:12], 2)
    assert bits[:4] == "0100"
    assert length <= blocks * words - 2
    packed = bits[12 : 12 + 8 * length]
    return _LEVELS[form >> 3], int(packed, 2).to_bytes(length, "big").decode()


def _data(grid: list[list[int]], size: int) -> list[tuple[int, int, int]]:
    found = []
    upward = True
    for right in [c for c in range(size - 1, 0, -2) if c > 6] + [5, 3, 1]:
        for r in range(size - 1, -1, -1) if upward else range(size):
            found += [(r, c, grid[r][c]) for c in (right, right - 1) if not _fixed(r, c, size)]
        upward = not upward
    return found


def _fixed(r: int, c: int, size: int) -> bool:
    finder = (r < 9 and c < 9) or (r < 9 and c >= size - 8) or (r >= size - 8 and c < 9)
    alignment = size > 21 and abs(r - (size - 7)) <= 2 and abs(c - (size - 7)) <= 2
    return finder or alignment or r == 6 or c == 6
