"""The faces that paper is set in: which files, under which family names, in which order they stand in for each other.

Only data, so that making a page does not load the renderer. A list of families that ends with `FALLBACK` reaches
every glyph there is; `STACKS` are the lists that templates use.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"

#: family -> (regular file, bold file); where there is no bold cut the regular one stands for it.
FAMILIES = {
    "zclatin": ("ZCLatin-Regular", "ZCLatin-Bold"),
    "zcsong": ("ZCSong-Regular", "ZCSong-Bold"),
    "zchei": ("ZCHei-Medium", "ZCHei-Medium"),
    "zcfang": ("ZhuqueFangsong-Regular", "ZhuqueFangsong-Regular"),
    "zckai": ("ZCKai-Regular", "ZCKai-Regular"),
    "zcbase": ("ZCSong-Regular", "ZCSong-Regular"),  # the widest face, for what a bold cut lacks
    "zcrare": ("ZCRare-Regular", "ZCRare-Regular"),
}

#: The end of every font list: together these draw all that can be drawn.
FALLBACK = ("zcbase", "zcrare", "zcfang", "zckai")

#: What a template calls a face -> the list of families that sets it: Latin first, then the face, then what both lack.
STACKS = {name: ", ".join(("zclatin", f"zc{name}", *FALLBACK)) for name in ("song", "hei", "fang", "kai")}
