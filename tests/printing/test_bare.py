"""Pictures without what their camera wrote beside them."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.printing import uploads
from zcforms.printing.bare import bare

HEFEI = {1: "N", 2: (31.0, 51.0, 39.6), 3: "E", 4: (117.0, 17.0, 2.4)}
MARK = b"<script>alert(1)</script>"


def photograph(orientation: int = 6, **options: object) -> bytes:
    """As a phone makes it: position, camera, time, comment, colour profile, and a film behind the picture."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRET CAMERA"
    exif[0x9003] = "2022:07:05 09:00:00"
    exif.get_ifd(0x8825).update(HEFEI)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = uploads.jpeg(120, 80, exif=exif, comment=MARK, icc_profile=profile, **options)
    return made + b"\x00\x00\x00\x18ftypmp42" + MARK


def same_pixels(one: bytes, other: bytes) -> bool:
    images = [Image.open(io.BytesIO(each)).convert("RGB") for each in (one, other)]
    return ImageChops.difference(*images).getbbox() is None


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_position_camera_comment_and_what_was_appended_are_gone_and_every_pixel_is_there(
    options: dict[str, object],
) -> None:
    data = photograph(**options)
    made = bare(data)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    assert not Image.open(io.BytesIO(made)).getexif().get_ifd(0x8825)
    assert b"SECRET" not in made
    assert MARK not in made
    assert b"ftyp" not in made
    assert same_pixels(data, made)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stays_as_upright_as_it_was(orientation: int) -> None:
    made = Image.open(io.BytesIO(bare(photograph(orientation))))
    assert made.getexif().get(0x0112, 1) == orientation
    assert made.info["icc_profile"]


def test_the_colours_of_a_press_file_stay_right() -> None:
    """CMYK: without Adobe's marker a viewer would turn it into its negative."""
    data = uploads.jpeg(60, 80, "CMYK")
    assert same_pixels(data, bare(data))
    assert b"Adobe" in bare(data)


def test_a_phones_second_picture_goes_and_the_first_stays() -> None:
    file = io.BytesIO()
    uploads.picture(120, 80).save(
        file, "MPO", save_all=True, append_images=[uploads.picture(60, 40).rotate(90)]
    )
    made = bare(file.getvalue())
    assert len(made) < len(file.getvalue())
    assert same_pixels(file.getvalue(), made)


def test_a_png_keeps_its_transparency_and_loses_its_texts() -> None:
    texts = PngInfo()
    texts.add_text("Location", "31.861,117.284")
    texts.add_itxt("Comment", MARK.decode())
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    data = uploads.png(60, 80, "RGBA", pnginfo=texts, exif=exif, dpi=(300, 300)) + MARK
    made = bare(data)
    for word in (b"117.284", MARK, b"SECRET"):
        assert word in data
        assert word not in made
    image = Image.open(io.BytesIO(made))
    image.load()
    assert (image.mode, round(image.info["dpi"][0])) == ("RGBA", 300)
    assert same_pixels(data, made)


def test_what_is_no_picture_stays_as_it_is() -> None:
    for data in (uploads.pdf(), uploads.docx(), b""):
        assert bare(data) == data


@pytest.mark.parametrize("data", [photograph(), uploads.png(60, 80)])
def test_what_is_cut_off_is_told_wherever_it_was_cut(data: bytes) -> None:
    whole = len(bare(data))
    for length in range(9, min(whole, 700)):
        with pytest.raises(ValueError, match=r"cut off|no end"):
            bare(data[:length])


def test_an_exif_block_full_of_nonsense_is_dropped() -> None:
    exif = b"\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"
    data = uploads.jpeg(60, 80)
    assert bare(data[:2] + exif + data[2:]) == bare(data)


def test_bytes_that_belong_to_nothing_are_passed_over() -> None:
    data = uploads.jpeg(60, 80)
    place = data.index(b"\xff\xdb")
    assert bare(data[:place] + b"\x00\x01\x02" + data[place:]) == bare(data)
