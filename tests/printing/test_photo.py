from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.printing import uploads
from zcforms.domain.errors import UploadRefused
from zcforms.printing import faces, photo
from zcforms.printing.photo import Crop

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 0)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(one, other, strict=True))


def corners(data: bytes) -> list[tuple[int, ...]]:
    """The colours of the quarters: upper left, upper right, lower left, lower right."""
    image = opened(data).convert("RGB")
    w, h = image.size
    return [
        image.getpixel(place)
        for place in ((w // 8, h // 8), (w * 7 // 8, h // 8), (w // 8, h * 7 // 8), (w * 7 // 8, h * 7 // 8))
    ]


def test_a_portrait_is_a_bare_baseline_srgb_jpeg_of_the_right_size() -> None:
    source = uploads.turned_jpeg(826, 1158, 1) + b"<?php APPENDED ?>"
    made = photo.portrait(source)
    image = opened(made)
    assert (image.format, image.size, image.mode) == ("JPEG", (413, 579), "RGB")
    assert "progression" not in image.info
    assert image.info["dpi"] == (300, 300)
    assert not image.getexif()
    assert not {"icc_profile", "comment", "exif"} & set(image.info)
    assert b"SECRET" in source
    assert b"SECRET" not in made
    assert b"APPENDED" not in made


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [RED, GREEN, BLUE, YELLOW]),
        (2, [GREEN, RED, YELLOW, BLUE]),
        (3, [YELLOW, BLUE, GREEN, RED]),
        (6, [BLUE, RED, YELLOW, GREEN]),
        (8, [GREEN, YELLOW, RED, BLUE]),
    ],
)
def test_a_picture_taken_sideways_is_set_upright(orientation: int, expected: list[tuple[int, ...]]) -> None:
    size = (826, 1158) if orientation < 5 else (1158, 826)
    data = uploads.turned_jpeg(*size, orientation)
    assert (photo.look(data).width, photo.look(data).height) == (826, 1158)
    for found, wanted in zip(corners(photo.portrait(data)), expected, strict=True):
        assert near(found, wanted)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_kind_of_jpeg_becomes_rgb(mode: str) -> None:
    assert opened(photo.portrait(uploads.jpeg(413, 579, mode))).mode == "RGB"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png_becomes_rgb(mode: str) -> None:
    data = uploads.png(413, 579, "L" if mode == "I;16" else mode)
    if mode == "I;16":
        file = io.BytesIO()
        Image.new("I;16", (413, 579), 0x8000).save(file, "PNG")
        data = file.getvalue()
    image = opened(photo.portrait(data))
    assert image.mode == "RGB"
    if mode == "I;16":
        assert near(image.getpixel((200, 200)), (128, 128, 128))


def test_transparent_parts_become_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (413, 579), (255, 0, 0, 0)).save(file, "PNG")
    assert near(opened(photo.portrait(file.getvalue())).getpixel((200, 200)), (255, 255, 255))


def test_without_a_crop_the_middle_is_taken() -> None:
    image = opened(photo.portrait(uploads.jpeg(2000, 579)))
    assert near(image.getpixel((50, 50)), RED)
    assert near(image.getpixel((362, 50)), GREEN)


def test_a_crop_takes_its_box_and_a_rotation_turns_clockwise_first() -> None:
    data = uploads.jpeg(1000, 1400)
    lower_right = photo.portrait(data, Crop(510, 710, 413, 579))
    assert all(near(corner, YELLOW) for corner in corners(lower_right))
    turned = photo.portrait(uploads.jpeg(1400, 1000), Crop(0, 0, 1000, 1400, degrees=90))
    for found, wanted in zip(corners(turned), [BLUE, RED, YELLOW, GREEN], strict=True):
        assert near(found, wanted)


@pytest.mark.parametrize(
    "crop",
    [
        Crop(-5, 0, 400, 500),
        Crop(0, 0, 0, 0),
        Crop(900, 0, 413, 579),
        Crop(0, 0, 413, -579),
        Crop(5000, 5000, 10, 10),
    ],
)
def test_a_crop_outside_the_picture_is_refused(crop: Crop) -> None:
    with pytest.raises(UploadRefused, match="裁剪"):
        photo.portrait(uploads.jpeg(1000, 1400), crop)


@pytest.mark.parametrize("size", [(205, 579), (413, 288), (20, 20)])
def test_a_picture_too_small_for_print_is_refused_with_the_least_size(size: tuple[int, int]) -> None:
    with pytest.raises(UploadRefused, match="206×289"):
        photo.portrait(uploads.jpeg(*size))


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "不是 JPG 或 PNG"),
        (b"GIF89a" + bytes(50), "不是 JPG 或 PNG"),
        (b"<svg/>", "不是 JPG 或 PNG"),
        (uploads.jpeg(600, 800)[:2000], "已损坏"),
        (b"\xff\xd8\xff" + bytes(500), "已损坏"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "已损坏"),
        (uploads.png(600, 800)[:-40], "已损坏"),
        (uploads.png_bomb(60_000, 60_000), "像素过大"),
        (uploads.png_bomb(30_000, 10), "像素过大"),
        (uploads.animated_png(), "动态"),
        (uploads.jpeg(500, 700) + bytes(21 * 1024 * 1024), "20 MB"),
    ],
)
@pytest.mark.parametrize("use", [photo.look, photo.portrait, photo.thumbnail])
def test_hostile_and_broken_pictures_are_refused_in_plain_words(
    use: object, data: bytes, complaint: str
) -> None:
    with pytest.raises(UploadRefused, match=complaint):
        use(data)  # type: ignore[operator]


def test_a_broken_colour_profile_spoils_no_portrait() -> None:
    data = uploads.jpeg(413, 579, icc_profile=b"not a profile")
    assert near(corners(photo.portrait(data))[0], RED)


def test_what_is_looked_at_is_told() -> None:
    assert photo.look(uploads.png(30, 40)) == photo.Picture("png", 30, 40)
    assert photo.look(uploads.jpeg(30, 40)) == photo.Picture("jpg", 30, 40)


@pytest.mark.parametrize(
    ("size", "expected"), [((2000, 1000), (240, 120)), ((100, 200), (100, 200)), ((900, 3000), (72, 240))]
)
def test_a_thumbnail_fits_its_square_and_is_never_enlarged(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert opened(photo.thumbnail(uploads.jpeg(*size))).size == expected


def test_the_watermark_is_pale_letters_on_nothing() -> None:

    image = opened(photo.watermark("草稿", str(faces.FOLDER / "ZCHei-Medium.ttf")))
    alpha = image.getchannel("A")
    assert image.mode == "RGBA"
    assert 0 < alpha.getextrema()[1] < 64
    assert alpha.getpixel((2, 2)) == 0
    assert sum(alpha.histogram()[1:]) > 10_000


def test_a_phones_picture_with_its_depth_beside_it_is_one_picture() -> None:
    """Many phones put a second picture behind the first one (MPO); it moves as little as any other photograph."""
    file = io.BytesIO()
    uploads.picture(826, 1158).save(file, "MPO", save_all=True, append_images=[uploads.picture(413, 579)])
    assert opened(file.getvalue()).n_frames == 2
    assert photo.look(file.getvalue()) == photo.Picture("jpg", 826, 1158)
    assert corners(photo.portrait(file.getvalue()))[0] == pytest.approx(RED, abs=12)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_picture_without_its_end_is_broken_however_small_it_is_decoded(progressive: bool) -> None:
    data = uploads.jpeg(2000, 1500, progressive=progressive)
    assert photo.look(data) == photo.Picture("jpg", 2000, 1500)
    with pytest.raises(UploadRefused, match="损坏"):
        photo.look(data[: len(data) * 9 // 10])
