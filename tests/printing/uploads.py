"""Files as people, and attackers, upload them; all made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pypdf
from PIL import Image, ImageCms
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    TextStringObject,
)


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Four coloured quarters: red, green, blue, yellow."""
    image = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for colour, corner in (
        ("red", (0, 0)),
        ("green", (half[0], 0)),
        ("blue", (0, half[1])),
        ("yellow", half),
    ):
        image.paste(colour, (*corner, corner[0] + half[0] + 1, corner[1] + half[1] + 1))
    return image.convert(mode)


def jpeg(width: int, height: int, mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    picture(width, height, mode).save(file, "JPEG", **options)
    return file.getvalue()


def png(width: int, height: int, mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    picture(width, height, mode).save(file, "PNG", **options)
    return file.getvalue()


def turned_jpeg(width: int, height: int, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRET CAMERA"
    return jpeg(
        width,
        height,
        exif=exif,
        comment=b"SECRET COMMENT",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )


def animated_png() -> bytes:
    file = io.BytesIO()
    picture(300, 400).save(file, "PNG", save_all=True, append_images=[picture(300, 400).rotate(90)])
    return file.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A PNG that says it is very large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def writer(pages: int = 1) -> pypdf.PdfWriter:
    made = pypdf.PdfWriter()
    for _ in range(pages):
        made.add_blank_page(595, 842)
    return made


def saved(made: pypdf.PdfWriter) -> bytes:
    file = io.BytesIO()
    made.write(file)
    return file.getvalue()


def pdf(pages: int = 1) -> bytes:
    return saved(writer(pages))


def dictionary(**entries: Any) -> DictionaryObject:
    made = DictionaryObject()
    for name, value in entries.items():
        made[NameObject(f"/{name}")] = value if isinstance(value, PdfObject) else NameObject(value)
    return made


def pdf_with_script() -> bytes:
    """A script in the document's name tree, where viewers run it on opening."""
    made = writer()
    script = made._add_object(dictionary(S="/JavaScript", JS=TextStringObject("app.alert('x');")))
    tree = dictionary(Names=ArrayObject([TextStringObject("a"), script]))
    made.root_object[NameObject("/Names")] = dictionary(JavaScript=made._add_object(tree))
    return saved(made)


def pdf_with_opening_script() -> bytes:
    made = writer()
    made.root_object[NameObject("/OpenAction")] = dictionary(
        S="/JavaScript", JS=TextStringObject("app.alert(1)")
    )
    return saved(made)


def pdf_with_launch() -> bytes:
    made = writer()
    action = dictionary(S="/Launch", F=TextStringObject("cmd.exe"))
    link = dictionary(Type="/Annot", Subtype="/Link", A=action)
    made.pages[0][NameObject("/Annots")] = ArrayObject([made._add_object(link)])
    return saved(made)


def pdf_with_attachment() -> bytes:
    made = writer()
    made.add_attachment("evil.exe", b"MZ....")
    return saved(made)


def pdf_with_hidden_script() -> bytes:
    """The script hangs on nothing: no page leads to it."""
    made = writer()
    made._add_object(dictionary(S="/JavaScript", JS=TextStringObject("app.alert(1)")))
    return saved(made)


def pdf_with_disguised_script() -> bytes:
    """The name of the action is written with an escape: /Java#53cript."""
    return pdf_with_opening_script().replace(b"/JavaScript", b"/Java#53cript")


def pdf_with_form_program() -> bytes:
    made = writer()
    stream = DecodedStreamObject()
    stream.set_data(b"<xdp/>")
    made.root_object[NameObject("/AcroForm")] = dictionary(XFA=made._add_object(stream))
    return saved(made)


def pdf_with_password(user: str) -> bytes:
    made = writer()
    made.encrypt(user, "owner", algorithm="RC4-128")
    return saved(made)


CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    '{kind}.main+xml"/></Types>'
)


def docx(extra: dict[str, bytes] | None = None, kind: str = "wordprocessingml.document") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(kind=kind))
        archive.writestr("word/document.xml", "<w:document><w:p>支教经历证明</w:p></w:document>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def archive(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()
