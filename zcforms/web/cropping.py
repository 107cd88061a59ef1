"""The box that the photo page's cropper sends (feature 77)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from zcforms.printing.photo import Crop

_NUMBERS = ("x", "y", "width", "height", "degrees")


def crop_of(form: Mapping[str, str]) -> Crop | None:
    """None without a script: then the service takes the largest centred box."""
    try:
        x, y, width, height, degrees = (float(form.get(f"crop_{name}", "")) for name in _NUMBERS)
    except ValueError:
        return None
    numbers = (x, y, width, height, degrees)
    return Crop(*numbers) if all(map(math.isfinite, numbers)) and width > 0 and height > 0 else None
