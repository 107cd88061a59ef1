"""Pictures that are drawn here: the ground that a certificate is printed on, and the picture of a seal."""

from __future__ import annotations

import functools
import io
import math

from PIL import Image, ImageDraw, ImageFont

from zcforms.printing import faces

_RED = (196, 30, 36)
_DOTS = 3  # a mm, of the ground: A4 across is 891 x 630
_SIDE = 380  # pixels of a seal, which is printed 40 mm wide
_FINER = 3  # drawn so much larger, then made smaller, for smooth edges
_ARC = 300.0  # degrees that the text takes at most
_STEP = 24.0  # degrees between two characters at most


def ground() -> bytes:
    """The ground of a certificate, A4 across, as JPEG, which goes into a PDF as it is: a pale net of lines within a
    double frame."""
    width, height = 297 * _DOTS, 210 * _DOTS
    page = Image.new("RGB", (width, height), (253, 250, 242))
    draw = ImageDraw.Draw(page)
    for number in range(60):
        swing = height * 0.32 * math.sin(number * 0.105)
        points = [
            (x, height / 2 + math.sin(x / width * math.pi * 6 + number * 0.11) * swing)
            for x in range(0, width + 1, 6)
        ]
        draw.line(points, fill=(246, 236, 216), width=1)
    for inset, line, colour in ((10, 5, (156, 28, 28)), (13.5, 2, (201, 162, 39)), (15, 1, (201, 162, 39))):
        edge = inset * _DOTS
        draw.rectangle((edge, edge, width - edge, height - edge), outline=colour, width=line)
    file = io.BytesIO()
    page.save(file, "JPEG", quality=72, subsampling=0, optimize=True)
    return file.getvalue()


@functools.lru_cache(maxsize=64)
def seal(text: str, foot: str) -> bytes:
    """A round seal with a star, as PNG on nothing: `text` round its edge, `foot` below the star. Only a picture: what seals a file is its
    signature."""
    side = _SIDE * _FINER
    picture = Image.new("RGBA", (side, side), (*_RED, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((6, 6, side - 6, side - 6), outline=_RED, width=16 * _FINER)
    middle = side / 2
    draw.polygon(_star(middle, side * 0.17), fill=_RED)
    step = min(_STEP, _ARC / max(len(text) - 1, 1))
    for place, character in enumerate(text):
        _on_the_edge(picture, character, (place - (len(text) - 1) / 2) * step, min(step / _STEP, 1.0))
    letters = _letters(side * 0.08 * min(1.0, 7 / max(len(foot), 1)))
    draw.text((middle, side * 0.78), foot, font=letters, fill=_RED, anchor="mm")
    shape = picture.getchannel("A").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    drawn = Image.new("RGBA", shape.size, _RED)  # one colour all over: a third of the size
    drawn.putalpha(shape)
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return file.getvalue()


def _on_the_edge(picture: Image.Image, character: str, degrees: float, share: float) -> None:
    """Put a character upright on the ring, so many degrees clockwise from the top; `share` of the full size."""
    side = picture.width
    size = int(side * 0.13)
    box = Image.new("RGBA", (size, size), (*_RED, 0))
    letters = _letters(size * 0.9 * share)
    ImageDraw.Draw(box).text((size / 2, size / 2), character, font=letters, fill=_RED, anchor="mm")
    turned = box.rotate(-degrees, Image.Resampling.BICUBIC, expand=True)
    radius, angle = side * 0.385, math.radians(degrees)
    x, y = side / 2 + radius * math.sin(angle), side / 2 - radius * math.cos(angle)
    picture.alpha_composite(turned, (int(x - turned.width / 2), int(y - turned.height / 2)))


def _star(middle: float, radius: float) -> list[tuple[float, float]]:
    corners = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(36 * corner)
        corners.append((middle + reach * math.sin(angle), middle - reach * math.cos(angle)))
    return corners


def _letters(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(faces.FOLDER / "ZCSong-Bold.ttf"), max(int(size), 1))
