"""What a token of the API may do in the name of its account."""

from __future__ import annotations

from enum import StrEnum


class TokenRole(StrEnum):
    """Each may do what those before it may. read: documents, forms, rules; check: run checks, and hold rules and cases to their tests, of which nothing is kept;
    author: begin and change drafts, and hand them over; publish: bring into force what somebody else has handed over."""

    READ = "read"
    CHECK = "check"
    AUTHOR = "author"
    PUBLISH = "publish"

    def covers(self, needed: TokenRole) -> bool:
        order = list(TokenRole)
        return order.index(self) >= order.index(needed)


CAPTIONS = {
    TokenRole.READ: "只读",
    TokenRole.CHECK: "读取和检测",
    TokenRole.AUTHOR: "编写方案",
    TokenRole.PUBLISH: "编写和发布",
}
HINTS = {
    TokenRole.READ: "读取计划、表单、规则和方案",
    TokenRole.CHECK: "另可运行检测、检查规则、运行用例，不留下任何内容",
    TokenRole.AUTHOR: "另可导入、修改方案和送复核",
    TokenRole.PUBLISH: "另可发布他人送复核的方案",
}
