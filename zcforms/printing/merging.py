"""Pages of several PDFs in one, to be printed in one go (feature 82).

Only what is seen is taken over. A signature covers the file that it was made for: in another it does not hold, so its field is left out rather than
shown as broken.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import IO

import pypdf
from pypdf.errors import PyPdfError

from zcforms.domain.errors import PrintingFailed


def merge(pdfs: Iterable[bytes], target: IO[bytes], *, title: str) -> int:
    """Write all their pages to `target`, in their order; how many there are. All of them are in memory until then: about a megabyte each.
    `title` is what a viewer shows of the whole.

    Raises:
        PrintingFailed: one of them is no PDF that can be read.
    """
    writer = pypdf.PdfWriter()
    try:
        for pdf in pdfs:
            for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
                page.pop("/Annots", None)
                writer.add_page(page)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise PrintingFailed("有文件无法读取，没有合并。请改为逐份下载。") from error
    writer.add_metadata({"/Title": title})
    writer.write(target)
    return len(writer.pages)
