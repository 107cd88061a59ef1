"""What people at a desk keep for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False)
class SavedView:
    """A filter of a desk's list under a name; `query`: the words of its address."""

    id: str
    account_id: str
    caption: str
    query: Mapping[str, str]
    created_at: datetime
