"""The registration of an employer as a form: what the service offers becomes a schema, drawn by the generic renderer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zcforms.domain.plan import Choice, CodeList
from zcforms.forms.builder import RenderedForm
from zcforms.services.employers import EmployerForm
from zcforms.web.drafting import Restored
from zcforms.web.forming import drawn, received

_TEXTS = {"name": "单位名称", "credit_code": "统一社会信用代码"}


def employer_form(
    offered: EmployerForm, *, sent: bool = False, draft: Restored | None = None
) -> RenderedForm:
    """As sent by the present request, or empty but for what the identity provider told and a draft that is brought back."""
    lists: dict[str, tuple[str, Sequence[Choice], dict[str, Any]]] = {
        "nature": ("单位性质", offered.natures, {}),
        "region": ("所在地区", offered.regions, {"widget": "region"}),
        "parent_id": (
            "业务主管部门",
            offered.authorities,
            {"widget": "search", "hint": "没有主管部门的请留空。"},
        ),
    }
    codes = {name: CodeList(name, caption, tuple(options)) for name, (caption, options, _) in lists.items()}
    texts = {
        name: {"type": "string", "caption": caption, "readOnly": name in offered.values}
        for name, caption in _TEXTS.items()
    }
    choices = {
        name: {"type": "string", "caption": caption, "codes": name, **more}
        for name, (caption, _, more) in lists.items()
    }
    schema = {
        "type": "object",
        "properties": {**texts, **choices},
        "required": [*_TEXTS, "nature", "region"],
    }
    data = dict(offered.values)
    return received(schema, codes, data=data) if sent else drawn(schema, codes, data=data, draft=draft)
