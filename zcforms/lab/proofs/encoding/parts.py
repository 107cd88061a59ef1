"""What is known of the parts of one text that nobody names: of two parts that rules look for, and of a part beside a form's keyword. Rules read texts normalised (`scope.normal`),
forms as they are written: what is said here holds however a text is written."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from zcforms.documents.pattern_tree import Either, Node, One, Repeated, parsed
from zcforms.documents.patterns import OPEN_ENDED
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.encoding.logic import has
from zcforms.lab.proofs.encoding.nodes import Leaf

Part = tuple[tuple[str, ...], bool]
"""Texts of which one is in a text, and whether at its beginning."""
_Row = tuple[Node, ...]
_MOST_ROWS = 2_000


def known_of(part: Part, so: Truth, leaf: Leaf) -> Iterator[Truth]:
    """What is known of a part beside those that were looked for before, and the keywords of the place."""
    for other, too in leaf.parts.items():
        yield from _together(part, so, other, too)
        for fit in leaf.fits:
            if fit.keyword == "maxLength" and _shortest(part, other) > fit.wanted:
                yield proof.negated(proof.all_of((so, too, fit.holds)))
    for fit in leaf.fits:
        too_long = fit.keyword == "maxLength" and min(map(_plain, part[0])) > fit.wanted
        not_so = (
            fit.keyword == "pattern" and part[1] and not any(begins(fit.wanted, each) for each in part[0])
        )
        if too_long or not_so:
            yield proof.follows(so, proof.negated(fit.holds))
        if fit.keyword == "pattern" and part[1] and any(surely(fit.wanted, each) for each in part[0]):
            yield proof.follows(fit.holds, so)


def _together(one: Part, so: Truth, other: Part, too: Truth) -> Iterator[Truth]:
    """Whoever has a text has what is in it, and nothing begins in two ways."""
    if _says(one, other):
        yield proof.follows(so, too)
    if _says(other, one):
        yield proof.follows(too, so)
    apart = not any(a.startswith(b) or b.startswith(a) for a, b in product(one[0], other[0]))
    if one[1] and other[1] and apart:
        yield proof.negated(proof.all_of((so, too)))


def _says(one: Part, other: Part) -> bool:
    """Whether every text that has the one has the other."""
    if other[1] and not one[1]:
        return False
    return all(any(has(text, part, other[1]) for part in other[0]) for text in one[0])


def _plain(text: str) -> int:
    """How many characters it has however it is written; 0 where that cannot be said."""
    return 0 if any(unicodedata.combining(each) for each in text) else len(text)


def _shortest(one: Part, other: Part) -> int:
    """Characters of the shortest text that has both."""
    return min(_joined(a, b) for a, b in product(one[0], other[0]))


def _joined(one: str, other: str) -> int:
    if not (_plain(one) and _plain(other)):
        return 0
    if one in other or other in one:
        return max(len(one), len(other))
    shared = max(
        size
        for size in range(min(len(one), len(other)))
        if size == 0 or one.endswith(other[:size]) or other.endswith(one[:size])
    )
    return len(one) + len(other) - shared


# ---------------------------------------------------------------------------------------------- patterns


@lru_cache(512)
def begins(pattern: str, beginning: str) -> bool:
    """Whether a text that the pattern takes may begin with this as rules read it; True, too, where that was not found out."""
    tree = parsed(pattern)
    if not pattern.startswith("^") or len(tree.ways) != 1:
        return True
    rows: set[_Row] | None = _blanks({tree.ways[0]})
    for character in beginning:
        ways = _writings(character)
        if rows is None or ways is None:
            return True
        rows = _after(rows, ways)
    return rows is None or bool(rows)


@lru_cache(512)
def surely(pattern: str, beginning: str) -> bool:
    """Whether every text that the pattern takes begins with this, as rules read it; False, too, where that was not found out."""
    tree = parsed(pattern)
    if not pattern.startswith("^") or len(tree.ways) != 1 or len(tree.ways[0]) < len(beginning):
        return False
    return all(
        node == One(character) and not character.isspace() and character not in _bases()
        for node, character in zip(tree.ways[0], beginning, strict=False)
    )


@lru_cache(1)
def _bases() -> frozenset[str]:
    """Characters that are read as another one where a mark stands after them."""
    made = (unicodedata.decomposition(each) for each in map(chr, range(sys.maxunicode + 1)))
    return frozenset(chr(int(each.split()[0], 16)) for each in made if each and not each.startswith("<"))


def _blanks(rows: set[_Row]) -> set[_Row] | None:
    """With what is left after any number of blanks, which rules do not read."""
    found = set(rows)
    fresh: set[_Row] | None = rows
    while fresh:
        after = _after(fresh, _spaces())
        if after is None or len(found) > _MOST_ROWS:
            return None
        fresh = after - found
        found |= fresh
    return found


@lru_cache(1)
def _spaces() -> tuple[str, ...]:
    return tuple(each for each in map(chr, range(sys.maxunicode + 1)) if each.isspace())


@lru_cache(512)
def _writings(character: str) -> tuple[str, ...] | None:
    """Characters that are read as this one; None where several together can be."""
    if unicodedata.decomposition(character) or unicodedata.combining(character):
        return None
    return _alike().get(character, (character,))


@lru_cache(1)
def _alike() -> dict[str, tuple[str, ...]]:
    """Characters by which others are read, with those."""
    found: dict[str, tuple[str, ...]] = {}
    for each in map(chr, range(sys.maxunicode + 1)):
        read = unicodedata.normalize("NFC", each) if unicodedata.decomposition(each) else each
        if read != each and len(read) == 1:
            found[read] = (*found.get(read, (read,)), each)
    return found


def _after(rows: Iterable[_Row], characters: tuple[str, ...]) -> set[_Row] | None:
    """What is left of the rows after one of the characters; None where it is too much."""
    found: set[_Row] = set()
    for row in rows:
        found |= _left(row, characters)
        if len(found) > _MOST_ROWS:
            return None
    return found


def _left(row: _Row, characters: tuple[str, ...]) -> set[_Row]:
    if not row:
        return set()
    first, rest = row[0], row[1:]
    match first:
        case One(written):
            return {rest} if any(re.fullmatch(written, each) for each in characters) else set()
        case Either(ways):
            return set().union(*(_left((*way, *rest), characters) for way in ways))
        case Repeated(what, least, most):
            made = _left(rest, characters) if least == 0 or _empty(what) else set()
            if most > 0:
                fewer = Repeated(what, max(least - 1, 0), most if most >= OPEN_ENDED else most - 1)
                made |= {(*left, fewer, *rest) for left in _left((what,), characters)}
            return made


def _empty(node: Node) -> bool:
    match node:
        case One():
            return False
        case Repeated(what, least, _):
            return least == 0 or _empty(what)
        case Either(ways):
            return any(all(map(_empty, way)) for way in ways)
