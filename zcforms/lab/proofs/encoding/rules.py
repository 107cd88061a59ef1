"""What rules say of an application that is still open: the typed core (checks/core.py), in the reference evaluator's three-valued logic.

A value is a number with what became of it, a condition a pair: definitely true, definitely false. What cannot be put to the solver is left open, and
named: it may then come out either way.
"""

from __future__ import annotations

import itertools
from typing import Any

from zcforms.checks import core
from zcforms.checks.core import DOCUMENT, Condition, Records, State, Value
from zcforms.checks.kinds import Operator
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.encoding.logic import TRUE, Logic, has, if_else, least_of, tested
from zcforms.lab.proofs.encoding.nodes import Leaf, found
from zcforms.lab.proofs.encoding.parts import known_of
from zcforms.lab.proofs.encoding.values import Environment, Values

__all__ = ["Environment", "Reader"]


class Reader(Values):
    """Reads conditions over one document."""

    __slots__ = ()

    def holds(self, condition: Condition) -> Logic:
        """Of the whole document."""
        return self.truth(condition, {DOCUMENT: self.root})

    # -------------------------------------------------------------------------------------- conditions

    def truth(self, condition: Condition, env: Environment) -> Logic:
        match condition:
            case core.Constant(known):
                return Logic(known, not known)
            case core.Not(inner):
                return self.truth(inner, env).negated
            case core.Definitely(inner):
                decided = self.truth(inner, env).true
                return Logic(decided, proof.negated(decided))
            case core.AllOf() | core.AnyOf() | core.AtLeast():
                parts = [self.truth(each, env) for each in condition.conditions]
                return least_of(_wanted(condition), parts)
            case core.Some() | core.Every():
                return self._quantified(condition, env)
            case core.EveryPair():
                return self._pairs(condition, env)
            case _:
                return self._simple(condition, env)

    def _simple(self, condition: core.Simple, env: Environment) -> Logic:
        match condition:
            case core.Present(value):
                answered = self.amount(value, env).answered
                return Logic(answered, proof.negated(answered))
            case core.InState(subject, state):
                there = self._state(subject, state, env)
                return Logic(there, proof.negated(there))
            case core.Among(value, choices):
                return self._among(value, choices, env)
            case core.Contains(value, texts, at_start):
                amount = self.amount(value, env)
                has = self._contains(value, texts, at_start, env)
                return tested(amount, has)
            case _:
                return self._compare(condition, env)

    def _compare(self, condition: core.Compare, env: Environment) -> Logic:
        left, right = self._alike((condition.left, condition.right), env)
        known = proof.all_of((left.known, right.known))
        answered = proof.all_of((left.answered, right.answered))
        so = proof.all_of((answered, proof.compared(condition.operator, left.term, right.term)))
        if condition.operator is Operator.UNEQUAL:
            so = proof.any_of((so, proof.all_of((known, proof.any_of((left.none, right.none))))))
        return Logic(so, proof.all_of((known, proof.negated(so))))

    def _among(self, value: Value, choices: tuple[core.Literal, ...], env: Environment) -> Logic:
        amounts = self._alike((value, *choices), env)
        one = proof.any_of(
            [proof.compared(Operator.EQUAL, amounts[0].term, each.term) for each in amounts[1:]]
        )
        return tested(amounts[0], one)

    def _contains(self, value: Value, texts: tuple[str, ...], at_start: bool, env: Environment) -> Truth:
        match value:
            case core.Literal(_, text):
                return any(has(str(text), each, at_start) for each in texts)
            case core.Field(variable, path):
                leaf = found(env[variable], path)
                return self._leaf_contains(leaf, texts, at_start) if isinstance(leaf, Leaf) else False
            case core.FirstPresent(values):
                made: Truth = False
                for each in reversed(values):
                    inner = self._contains(each, texts, at_start, env)
                    made = if_else(self.amount(each, env).answered, inner, made)
                return made
            case core.Chosen(branches, otherwise):
                made = False if otherwise is None else self._contains(otherwise, texts, at_start, env)
                for branch in reversed(branches):
                    inner = self._contains(branch.value, texts, at_start, env)
                    made = if_else(self.truth(branch.condition, env).true, inner, made)
                return made
            case _:
                return self._left_open("某些文字里有没有一段文字")

    def _leaf_contains(self, leaf: Leaf, texts: tuple[str, ...], at_start: bool) -> Truth:
        key = (texts, at_start)
        if key not in leaf.parts:
            if isinstance(leaf.term, int):
                leaf.parts[key] = any(has(self.texts.text(leaf.term), each, at_start) for each in texts)
            else:
                self._open_part(leaf, texts, at_start)
        return leaf.parts[key]

    def _open_part(self, leaf: Leaf, texts: tuple[str, ...], at_start: bool) -> None:
        """Of texts that somebody names it is known; of others it is open."""
        open_one = proof.truth(f"{leaf.path}~{'^' if at_start else ''}{'|'.join(texts)}")
        for each in known_of((texts, at_start), open_one, leaf):
            self.require(each)
        leaf.parts[(texts, at_start)] = open_one
        for number in leaf.named:
            so = any(has(self.texts.text(number), each, at_start) for each in texts)
            same = proof.compared(Operator.EQUAL, leaf.term, number)
            self.require(proof.follows(same, open_one if so else proof.negated(open_one)))

    def _state(self, subject: Value | Records, state: State, env: Environment) -> Truth:
        if isinstance(subject, Records):
            many = self._many(subject, env)
            if many is None:
                return state is State.BLANK
            there = {
                State.ANSWERED: many.some,
                State.UNASKED: proof.negated(many.asked),
                State.BLANK: proof.all_of((many.asked, proof.negated(many.some))),
            }
            return there.get(state, False)
        amount = self.amount(subject, env)
        blank = proof.negated(proof.any_of((amount.answered, amount.none, amount.unasked)))
        return {
            State.ANSWERED: amount.answered,
            State.NONE: amount.none,
            State.UNASKED: amount.unasked,
            State.BLANK: blank,
        }[state]

    def unmet(self, condition: Condition, env: Environment) -> Truth:
        """Not true, and that not only for want of what was never asked (`reference.unmet`)."""
        decided = self.truth(condition, env)
        if isinstance(condition, core.AllOf | core.AnyOf | core.AtLeast):
            inner = proof.any_of([self.unmet(each, env) for each in condition.conditions])
        else:
            inner = proof.negated(self.unasked(condition, env))
        unknown = proof.negated(proof.any_of((decided.true, decided.false)))
        return proof.any_of((decided.false, proof.all_of((unknown, inner))))

    def unasked(self, node: Any, env: Environment) -> Truth:
        """Whether it reads something that was never asked for, in the document or in any of the records that it goes through."""
        if isinstance(node, core.Field | Records):
            place = found(env[node.variable], node.path) if node.variable in env else None
            return False if place is None else proof.negated(place.asked)
        records = getattr(node, "records", None)
        inside: list[tuple[Truth, Environment]] = [(True, env)]
        if records is not None and records.variable in env:
            names = (node.first, node.second) if isinstance(node, core.EveryPair) else (node.variable,)
            for there, here in self._each(records, names[0], env):
                inside.append((there, {**here, **dict.fromkeys(names, here[names[0]])}))
        parts = []
        for child in core.children(node):
            for there, here in [(True, env)] if child is records else inside:
                parts.append(proof.all_of((there, self.unasked(child, here))))
        return proof.any_of(parts)

    def _quantified(self, condition: core.Some | core.Every, env: Environment) -> Logic:
        some = isinstance(condition, core.Some)
        asked = self._asked(condition.records, env)
        hits: list[Truth] = []
        misses: list[Truth] = []
        for there, here in self._each(condition.records, condition.variable, env):
            inner = self.truth(condition.condition, here)
            if some:
                hits.append(proof.all_of((there, inner.true)))
                misses.append(proof.follows(there, inner.false))
            else:
                hits.append(proof.follows(there, inner.true))
                misses.append(proof.all_of((there, inner.false)))
        if some:
            return Logic(proof.any_of(hits), proof.all_of((asked, *misses)))
        return Logic(proof.all_of((asked, *hits)), proof.any_of(misses))

    def _pairs(self, condition: core.EveryPair, env: Environment) -> Logic:
        many = self._many(condition.records, env)
        if many is None:
            return TRUE
        hits: list[Truth] = [many.asked]
        misses: list[Truth] = []
        listed = [pair for pair in zip(many.records, many.active, strict=True) if pair[1] is not False]
        for (one, there), (other, there_too) in itertools.permutations(listed, 2):
            inner = self.truth(condition.condition, {**env, condition.first: one, condition.second: other})
            both = proof.all_of((there, there_too))
            hits.append(proof.follows(both, inner.true))
            misses.append(proof.all_of((both, inner.false)))
        return Logic(proof.all_of(hits), proof.any_of(misses))


def _wanted(condition: core.AllOf | core.AnyOf | core.AtLeast) -> int:
    """How many of its parts have to hold."""
    match condition:
        case core.AllOf(parts):
            return len(parts)
        case core.AtLeast(number, _):
            return number
        case _:
            return 1
