"""The door to qrcode: a square that a telephone reads."""

from __future__ import annotations

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from zcforms.domain.errors import PrintingFailed

_DOTS_PER_MODULE = 8
_QUIET_ZONE = 4  # modules, ISO/IEC 18004


def png(text: str) -> bytes:
    """The text as a QR code, black on white with its quiet zone, as PNG.

    Level M: at a fixed size on paper its larger modules survive blur and toner better than the heavier
    correction of Q and H. Print at 25 mm or more.

    Raises:
        PrintingFailed: the text is empty or longer than a code can hold (2,331 bytes).
    """
    if not text:
        raise PrintingFailed("二维码没有内容。")
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=_DOTS_PER_MODULE, border=_QUIET_ZONE)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise PrintingFailed("二维码内容过长，无法生成。") from error
    file = io.BytesIO()
    code.make_image().save(file, "PNG")
    return file.getvalue()
