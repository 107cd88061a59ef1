"""Sending out stored bytes so that a browser cannot mistake them for a page of ours."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from zcforms.services.certificate_bundles import Packed
from zcforms.services.files import OpenedFile
from zcforms.services.sheets import Sheet

_SHOWN = frozenset({"image/jpeg", "image/png", "application/pdf"})
_PDF = "application/pdf"
_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def send(file: OpenedFile, *, inline: bool) -> Response:
    """Pictures and PDFs can be looked at in the browser, everything else is only downloaded. A part of it can be asked for: a viewer
    shows the first pages of a large PDF before the last one is there, and a download that was cut off goes on."""
    response = send_file(
        BytesIO(file.data),
        mimetype=file.media_type,
        as_attachment=not (inline and file.media_type in _SHOWN),
        download_name=file.name,
        etag=file.digest or False,
    )
    # the browser's own PDF viewer does not start in a sandbox; it runs none of the page's scripts anyway
    response.headers["Content-Security-Policy"] = (
        _LOCKED if file.media_type == _PDF else f"sandbox; {_LOCKED}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_sheet(name: str, data: bytes, *, inline: bool = False) -> Response:
    return send(OpenedFile(name, _PDF, data), inline=inline)


def send_packed(packed: Packed) -> Response:
    """A file that lies on the disk until it was sent, and is only downloaded: it was put together for this answer."""
    response = send_file(
        packed.file,
        mimetype=packed.media_type,
        as_attachment=True,
        download_name=packed.name,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Length"] = str(packed.size)
    response.headers["Content-Security-Policy"] = _LOCKED
    response.headers["Cache-Control"] = "private, no-store"
    response.call_on_close(packed.file.close)
    return response


def sheet_or_none(sheet: Sheet, *, inline: bool = False) -> Response | None:
    """None while it is being made."""
    return None if sheet.data is None else send_sheet(sheet.name, sheet.data, inline=inline)
