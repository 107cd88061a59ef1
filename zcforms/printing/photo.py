"""The door to Pillow: pictures that people upload, taken as hostile until they are decoded.

Only JPEG and PNG are opened, each by its own decoder, under limits on bytes, pixels and frames. What is kept of a
portrait is its pixels: it is drawn anew, so that no position, device, comment or appended file goes into an archive.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageDraw, ImageFont, ImageOps

from zcforms.domain.errors import UploadRefused
from zcforms.printing.signatures import kind_of

PORTRAIT_WIDTH, PORTRAIT_HEIGHT = 413, 579  # pixels: 二寸, 35 mm x 49 mm at 300 dpi
_SMALLEST_SOURCE = (206, 289)  # half of it: less would be drawn as a blur
MOST_PIXELS = 25_000_000
_LONGEST_EDGE = 20_000
_MOST_BYTES = 20 * 1024 * 1024
_TOO_MANY_PIXELS = "图片的像素过大，请缩小到 2500 万像素以内再上传。"
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Crop:
    """What part of a picture is wanted: turn it by `degrees` clockwise first, then cut the box, in pixels of the turned picture.

    The same numbers as a cropper in the browser gives (x, y, width, height, rotate), after the picture was set upright by its EXIF orientation.
    """

    x: float
    y: float
    width: float
    height: float
    degrees: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that decodes to its last pixel; `kind` is "jpg" or "png", the sizes are in pixels, upright."""

    kind: str
    width: int
    height: int


def look(data: bytes) -> Picture:
    """What a picture is, after reading all of it: a JPEG is decoded small, which takes a third of the time and finds every break as
    well. Raises `UploadRefused`."""
    kind, size, _ = _open(data, draft=(64, 64))
    return Picture(kind, *size)


def portrait(data: bytes, crop: Crop | None = None) -> bytes:
    """An ID photo as baseline sRGB JPEG of 413 x 579 pixels, 300 dpi, without metadata.

    Without `crop` the largest centred part of the right shape is taken. Transparent parts become white.

    Raises:
        UploadRefused: not a JPEG or PNG, broken, animated, too large, too small, or a crop outside the picture.
    """
    *_, image = _open(data)
    upright = _flat(ImageOps.exif_transpose(image))
    if crop is not None:
        upright = _cropped(upright, crop)
    if upright.width < _SMALLEST_SOURCE[0] or upright.height < _SMALLEST_SOURCE[1]:
        least = f"{_SMALLEST_SOURCE[0]}×{_SMALLEST_SOURCE[1]}"
        raise UploadRefused(
            f"照片太小（{upright.width}×{upright.height} 像素），请上传不小于 {least} 像素的证件照。"
        )
    fitted = ImageOps.fit(upright, (PORTRAIT_WIDTH, PORTRAIT_HEIGHT), Image.Resampling.LANCZOS)
    return _jpeg(fitted, 90)


def thumbnail(data: bytes, edge: int = 240) -> bytes:
    """A JPEG no larger than `edge` pixels either way. Raises `UploadRefused`."""
    *_, image = _open(data, draft=(edge * 2, edge * 2))
    small = _flat(ImageOps.exif_transpose(image))
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    return _jpeg(small, 80)


def watermark(text: str, font: str) -> bytes:
    """The text across an A4 page from corner to corner, pale grey on nothing, as PNG; `font` is a font file's path."""
    page = Image.new("L", (595, 842), 0)
    letters = ImageFont.truetype(font, 150)
    strip = Image.new("L", (842, 240), 0)
    ImageDraw.Draw(strip).text((421, 120), text, font=letters, fill=26, anchor="mm")
    turned = strip.rotate(45, expand=True, resample=Image.Resampling.BICUBIC)
    page.paste(turned, ((page.width - turned.width) // 2, (page.height - turned.height) // 2))
    picture = Image.new("RGBA", page.size, (0, 0, 0, 0))
    picture.putalpha(page)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _open(data: bytes, draft: tuple[int, int] | None = None) -> tuple[str, tuple[int, int], Image.Image]:
    """Kind, size upright, and the decoded picture; with `draft` at least so large, where its kind can be decoded small."""
    kind = kind_of(data)
    if kind not in ("jpg", "png"):
        raise UploadRefused("这不是 JPG 或 PNG 图片。请上传 JPG 或 PNG 格式的图片。")
    if len(data) > _MOST_BYTES:
        raise UploadRefused("图片超过 20 MB，请压缩后再上传。")
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG" if kind == "jpg" else "PNG",))
        _hold_size(image, kind)
        size = _upright_size(image)
        if draft is not None and kind == "jpg":
            image.draft("RGB", draft)
        image.load()
    except UploadRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadRefused(_TOO_MANY_PIXELS) from error
    except Exception as error:  # decoders raise what they like; each means the same to the person
        raise UploadRefused("图片已损坏，无法完整打开。请重新导出或拍摄后再上传。") from error
    return kind, size, image


def _hold_size(image: Image.Image, kind: str) -> None:
    if image.width * image.height > MOST_PIXELS or max(image.size) > _LONGEST_EDGE:
        raise UploadRefused(_TOO_MANY_PIXELS)
    # a JPEG with more pictures in it is a phone's: depth or brightness beside the one that everybody sees
    if kind == "png" and getattr(image, "n_frames", 1) > 1:
        raise UploadRefused("不接受动态图片，请上传单张静态图片。")


def _upright_size(image: Image.Image) -> tuple[int, int]:
    turned = image.getexif().get(0x0112) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)


def _flat(image: Image.Image) -> Image.Image:
    """As sRGB without transparency."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16-bit grey
        image = image.point(lambda value: value / 257).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layers = image.convert("RGBA")
        ground = Image.new("RGB", layers.size, "white")
        ground.paste(layers, mask=layers.getchannel("A"))
        return ground
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB") or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError):  # a broken colour profile spoils no portrait
            return image.convert("RGB")
    return image.convert("RGB")


def _cropped(image: Image.Image, crop: Crop) -> Image.Image:
    turned = image
    if crop.degrees % 360:
        turned = image.rotate(-crop.degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    box = (round(crop.x), round(crop.y), round(crop.x + crop.width), round(crop.y + crop.height))
    inside = 0 <= box[0] < box[2] <= turned.width + 1 and 0 <= box[1] < box[3] <= turned.height + 1
    if not inside:
        raise UploadRefused("裁剪范围超出了照片，请重新裁剪。")
    return turned.crop((box[0], box[1], min(box[2], turned.width), min(box[3], turned.height)))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=quality, subsampling=0, dpi=(300, 300))
    return file.getvalue()


# -- pictures for the demonstration --------------------------------------------------------------------------------


def specimen(lines: Sequence[str], font: str) -> bytes:
    """A sheet of paper with a heading and lines of text, as if it had been photographed, as JPEG; `font` is a font file's path."""
    page = Image.new("RGB", (900, 640), "#fdfbf4")
    draw = ImageDraw.Draw(page)
    draw.rectangle((24, 24, 876, 616), outline="#8a6d3b", width=4)
    for number, line in enumerate(lines):
        size = 44 if number == 0 else 26
        letters = ImageFont.truetype(font, size)
        draw.text((450, 120 + number * 70), line, font=letters, fill="#3b3024", anchor="mm")
    return _jpeg(page, 85)


def specimen_portrait(ground: str, cloth: str) -> bytes:
    """A drawn head and shoulders, nobody's, in the size of an ID photo, as JPEG; colours as in CSS."""
    page = Image.new("RGB", (PORTRAIT_WIDTH, PORTRAIT_HEIGHT), ground)
    draw = ImageDraw.Draw(page)
    draw.ellipse((66, 400, 347, 760), fill=cloth)
    draw.polygon([(165, 410), (248, 410), (206, 470)], fill="#ffffff")
    draw.rectangle((178, 340, 235, 425), fill="#e3b997")
    draw.ellipse((116, 96, 297, 300), fill="#2b2420")
    draw.ellipse((130, 140, 283, 370), fill="#edc9a8")
    draw.pieslice((122, 106, 291, 262), 180, 360, fill="#2b2420")
    for x in (168, 232):
        draw.ellipse((x, 246, x + 14, 258), fill="#2b2420")
    draw.arc((176, 286, 238, 322), 20, 160, fill="#a8604a", width=4)
    return _jpeg(page, 90)
