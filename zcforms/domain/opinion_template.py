"""意见模板: what an organisation's people say again and again, kept under a name."""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.domain.errors import InputFault, InputRefused

LONGEST_CAPTION = 20
LONGEST_TEXT = 500
"""Characters; as many as an opinion may have."""


@dataclass(eq=False)
class OpinionTemplate:
    """`position`: its place among the organisation's, from 0."""

    id: str
    organisation_id: str
    caption: str
    text: str
    position: int
    version: int = 1

    def write(self, caption: str, text: str) -> None:
        """Raises `InputRefused` at "/caption" and "/text": empty, or too long."""
        caption, text = caption.strip(), text.strip()
        faults = [*_faults("/caption", "名称", caption, LONGEST_CAPTION)]
        faults += _faults("/text", "意见内容", text, LONGEST_TEXT)
        if faults:
            raise InputRefused(faults)
        self.caption, self.text = caption, text


def filled(typed: str, template: str) -> str:
    """What was typed, with the template behind it: nothing that was typed goes away."""
    return f"{typed.rstrip()}\n{template}" if typed.strip() else template


def _faults(pointer: str, called: str, text: str, longest: int) -> list[InputFault]:
    if not text:
        return [InputFault(pointer, f"请填写{called}。")]
    if len(text) > longest:
        return [InputFault(pointer, f"{called}最多 {longest} 个字，现在有 {len(text)} 个字。")]
    return []
