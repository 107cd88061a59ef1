"""JSON Patch on content: what was before comes back, in the order in which it stood."""

import json

import pytest

from zcforms.documents import patching
from zcforms.documents.patching import PatchRefused, Refusal, add, in_order, move, patched, remove, replace

CONTENT = {"documents": {"a.json": {"x": 1, "y": [1, 2, 3], "z": {"k": 1}}}, "moves": []}
FILE = ("documents", "a.json")
DEEP = json.loads("[" * 50 + "]" * 50)


@pytest.mark.parametrize(
    "patch",
    [
        [add((*FILE, "y", 1), 9)],
        [add((*FILE, "y", "-"), 9), remove((*FILE, "y", 0))],
        [remove((*FILE, "x"))],
        [replace((*FILE, "x"), 2)],
        [move((*FILE, "z", "k"), (*FILE, "w"))],
        [move((*FILE, "y", 2), (*FILE, "y", 0))],
        [in_order(FILE, {"z": {"k": 1}, "x": 1})],
        [add(("documents", "b.json"), {"q": 1}), remove(FILE)],
        [replace((), {"documents": {}, "moves": []})],
    ],
)
def test_what_was_done_is_undone_to_the_order_of_the_keys(patch):
    after = patched(CONTENT, patch)
    assert json.dumps(after) != json.dumps(CONTENT)
    assert json.dumps(patched(after, patching.inverse(CONTENT, patch))) == json.dumps(CONTENT)


@pytest.mark.parametrize(
    "patch",
    [
        [remove((*FILE, "nothing"))],
        [replace((*FILE, "y", 7), 1)],
        [{"op": "test", "path": "/documents/a.json/x", "value": 2}],
        [add(("nowhere", "x"), 1)],
        [{"op": "nonsense", "path": "/moves"}],
    ],
)
def test_a_patch_that_does_not_fit_changes_nothing(patch):
    before = json.dumps(CONTENT)
    with pytest.raises(PatchRefused):
        patched(CONTENT, patch)
    with pytest.raises(PatchRefused):
        patching.inverse(CONTENT, [*patch, *patch])
    assert json.dumps(CONTENT) == before


def test_what_stands_at_a_path():
    assert patching.found(CONTENT, (*FILE, "y", "1")) == 2
    for path in ((*FILE, "y", 3), (*FILE, "x", "deeper"), ("none",)):
        with pytest.raises(KeyError):
            patching.found(CONTENT, path)


@pytest.mark.parametrize(
    ("after", "operations"),
    [
        ({"x": 1, "y": [1, 2, 3], "z": {"k": 2}}, ["replace"]),
        ({"x": 1, "y": [1, 3], "z": {"k": 1}}, ["remove"]),
        ({"x": 1, "y": [1, 9, 2, 3], "z": {"k": 1}}, ["add"]),
        ({"x": 1, "y": [3, 1, 2], "z": {"k": 1}}, ["move"]),
        ({"x": 1, "y": [2, 3, 1], "z": {"k": 1}}, ["move"]),
        ({"x": 1, "y": [1, 2, 4], "z": {"k": 1, "l": 2}}, ["replace", "add"]),
        ({"x": 1, "y": [7, 8], "z": {"k": 1}}, ["replace"]),
        ({"x": True, "y": [1, 2, 3]}, ["remove", "replace"]),
        ({"z": {"k": 1}, "x": 1, "y": [1, 2, 3]}, ["replace"]),
        ({"x": 1, "y": [1, 2, 3], "z": {"k": 1}}, []),
    ],
)
def test_what_lies_between_is_said_in_as_little_as_it_takes(after, operations):
    before = {"x": 1, "y": [1, 2, 3], "z": {"k": 1}}
    made = patching.between(before, after)
    assert [each["op"] for each in made] == operations
    assert json.dumps(patched(before, made)) == json.dumps(after)


COPY = {"op": "copy", "from": "/documents/a.json/y", "path": "/documents/a.json/y/-"}


@pytest.mark.parametrize(
    "patch",
    [
        [COPY] * 40,
        [{"op": "copy", "from": "", "path": "/documents/a.json/w"}] * 40,
        [add((*FILE, "y", 0), "a" * 1_000_000), *[{**COPY, "from": "/documents/a.json/y/0"}] * 40],
        [
            add((*FILE, "w"), DEEP),
            {"op": "copy", "from": "/documents/a.json/w", "path": f"/documents/a.json/w{'/0' * 40}"},
        ],
    ],
    ids=["doubled", "itself", "a long text", "deeper"],
)
def test_what_is_copied_is_counted_before_it_is(patch):
    with pytest.raises(PatchRefused) as refused:
        patched(CONTENT, patch)
    assert refused.value.why is Refusal.WEIGHT
    assert 0 < refused.value.at < 20


def test_a_little_may_be_copied():
    after = patched(CONTENT, [COPY] * 3)
    assert after["documents"]["a.json"]["y"][3] == [1, 2, 3]
    assert json.dumps(patched(after, patching.inverse(CONTENT, [COPY] * 3))) == json.dumps(CONTENT)


def test_a_patch_stays_what_it_is_and_does_the_same_again():
    patch = [add((*FILE, "w"), []), add((*FILE, "w", "-"), 1)]
    before = json.dumps(patch)
    first, again = patched(CONTENT, patch), patched(CONTENT, patch)
    assert first == again
    assert first["documents"]["a.json"]["w"] == [1]
    assert json.dumps(patch) == before


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (remove((*FILE, "nothing")), Refusal.PLACE),
        ({"op": "move", "from": "/documents", "path": "/documents/a.json"}, Refusal.PLACE),
        ({"op": "test", "path": "/documents/a.json/x", "value": 3}, Refusal.TEST),
        ({"op": "nonsense", "path": "/moves"}, Refusal.FORM),
        ({"op": "copy", "path": "/moves/0"}, Refusal.FORM),
    ],
)
def test_a_refusal_says_which_operation_and_why(operation, why):
    with pytest.raises(PatchRefused) as refused:
        patched(CONTENT, [replace((*FILE, "x"), 2), operation])
    assert (refused.value.at, refused.value.why) == (1, why)
