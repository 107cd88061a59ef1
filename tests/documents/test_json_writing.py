"""JSON text in the style of our documents."""

import json

import pytest

from zcforms import resources
from zcforms.documents import json_writing

DOCUMENTS = sorted(resources.folder("schemas").rglob("*.json"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_what_is_written_is_the_same_data_in_the_same_order_and_the_same_bytes_again(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    text = json_writing.dump(data)
    assert json.dumps(json.loads(text)) == json.dumps(data)
    assert json_writing.dump(json.loads(text)) == text


def test_what_fits_on_a_line_stands_on_one():
    assert (
        json_writing.dump({"a": [1, True, None], "b": {"键": "值"}})
        == '{"a": [1, true, null], "b": {"键": "值"}}\n'
    )
    wide = {"caption": "字" * 50, "hint": "h" * 10}
    assert json_writing.dump(wide) == f'{{\n  "caption": "{"字" * 50}",\n  "hint": "{"h" * 10}"\n}}\n'
    assert json_writing.dump([]) == "[]\n"
