"""`zcforms rules`: what authors do with rules before people meet them."""

from __future__ import annotations

import click


@click.group()
def rules() -> None:
    """Rules: try them, test them, see whom a change would hit."""
