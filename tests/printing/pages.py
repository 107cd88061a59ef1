"""Pages to print in tests, and what can be read back from the PDFs."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pypdf

FACES = "zclatin, zcsong, zcbase, zcrare, zcfang, zckai"


def page(body: str, style: str = "", faces: str = FACES) -> str:
    return (
        '<html lang="zh-CN"><head><meta charset="utf-8"/><title>测试</title><style>'
        "@page { size: a4; margin: 20mm; } "
        f"html, body {{ font-family: {faces}; font-size: 10.5pt; line-height: 1.6; -pdf-word-wrap: CJK; }} "
        "p { margin: 0; } td { border: 0.5pt solid #000; padding: 1mm; } "
        f"{style}</style></head><body>{body}</body></html>"
    )


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def texts(pdf: bytes) -> list[str]:
    """The text of each page, without white space: where a reader puts spaces says nothing about the file."""
    return ["".join(each.extract_text().split()) for each in reader(pdf).pages]


def text(pdf: bytes) -> str:
    return "".join(texts(pdf))


def poppler(pdf: bytes, folder: Path) -> str | None:
    """What another reader finds, where there is one; without white space."""
    if shutil.which("pdftotext") is None:
        return None
    (folder / "made.pdf").write_bytes(pdf)
    found = subprocess.run(["pdftotext", str(folder / "made.pdf"), "-"], capture_output=True, check=True)
    return "".join(found.stdout.decode().split())


def sizes(pdf: bytes) -> set[float]:
    """The type sizes, in points, that text is drawn in."""
    found: set[float] = set()

    def visit(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if text.strip():
            found.add(round(size, 2))

    for each in reader(pdf).pages:
        each.extract_text(visitor_text=visit)
    return found


def picture(pdf: bytes, folder: Path, *, dots_per_inch: int = 200) -> bytes:
    """The first page as another reader draws it, as PNG."""
    (folder / "drawn.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(dots_per_inch), "drawn.pdf", "drawn"]
    subprocess.run(command, cwd=folder, check=True)
    return (folder / "drawn.png").read_bytes()
