"""`zcforms rules`: what authors do with rules before people meet them."""

from __future__ import annotations

import click

from zcforms.cli.rules_explain import explain
from zcforms.cli.rules_export import export
from zcforms.cli.rules_impact import impact
from zcforms.cli.rules_population import population
from zcforms.cli.rules_replay import replay
from zcforms.cli.rules_show import show
from zcforms.cli.rules_test import test


@click.group()
def rules() -> None:
    """Rules: try them, test them, see whom a change would hit."""


rules.add_command(explain)
rules.add_command(export)
rules.add_command(impact)
rules.add_command(population)
rules.add_command(replay)
rules.add_command(show)
rules.add_command(test)
