"""A small reader of QR codes (ISO/IEC 18004), for codes that are drawn exactly or printed upright on a page: no correction of errors."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import dataclass

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
    return _decoded(modules(png, quiet))


def read_on(page: bytes) -> str:
    """The text of the one such code that stands somewhere on a page's picture, as a telephone finds it: by its three corner patterns."""
    dots = Image.open(io.BytesIO(page)).convert("L").point(lambda grey: grey < 128)
    corners = _corners(dots)
    for top, right, below in itertools.permutations(corners, 3):
        across, down = right.x - top.x, below.y - top.y
        level = abs(right.y - top.y) < top.module and abs(below.x - top.x) < top.module
        if level and across > 0 and abs(across - down) < top.module:
            return _decoded(_sampled(dots, top, across))[1]
    raise AssertionError(f"no code among {corners}")


@dataclass(slots=True)
class _Corner:
    """The middle of a corner pattern, in dots; `module`: how wide one module is; `last`: the lowest line that shows its middle."""

    x: float
    y: float
    module: float
    last: int


def _corners(dots: Image.Image) -> list[_Corner]:
    """Whatever is dark and light in the proportions 1:1:3:1:1 across, for about three modules down."""
    found: list[_Corner] = []
    for y in range(dots.height):
        for x, module in _across(dots.crop((0, y, dots.width, y + 1)).tobytes()):
            near = [each for each in found if y - each.last <= 1 and abs(each.x - x) < module]
            if near:
                near[0].last = y
                near[0].y += 0.5
            else:
                found.append(_Corner(x, y, module, y))
    return [each for each in found if 2 < 2 * (each.last - each.y + 0.5) / each.module < 4]


def _across(line: bytes) -> list[tuple[float, float]]:
    runs = [
        (each.start(), len(each[0]), line[each.start()] > 0) for each in re.finditer(rb"\x00+|[^\x00]+", line)
    ]
    found = []
    for place in range(len(runs) - 4):
        five = runs[place : place + 5]
        module = sum(width for _, width, _ in five) / 7
        alike = all(
            abs(run[1] - want * module) < module / 2 for run, want in zip(five, (1, 1, 3, 1, 1), strict=True)
        )
        if five[0][2] and module > 2 and alike:
            found.append((five[2][0] + five[2][1] / 2, module))
    return found


def _sampled(dots: Image.Image, top: _Corner, across: float) -> list[list[int]]:
    """Read in the middle of each module. `across`: from corner to corner, which are seven modules less than the code is wide."""
    size = 4 * round((across / top.module + 7 - 17) / 4) + 17
    module = across / (size - 7)
    return [
        [
            int(dots.getpixel((int(top.x + (c - 3) * module), int(top.y + (r - 3) * module))) > 0)
            for c in range(size)
        ]
        for r in range(size)
    ]


def _decoded(grid: list[list[int]]) -> tuple[str, str]:
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
