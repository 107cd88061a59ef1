"""`zcforms organisations`: who decides, beside the employers, who register themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from zcforms.cli.telling import told
from zcforms.domain.identity import Role
from zcforms.settings import Settings

if TYPE_CHECKING:
    from zcforms.services.house import House


@click.group()
def organisations() -> None:
    """Authorities, organising units, committees (主管部门、人社部门、评委会组建单位、评委会、发证机关)."""


@organisations.command("add")
@click.argument("role", type=click.Choice([each.value for each in Role if each is not Role.EMPLOYER]))
@click.argument("name")
@click.argument("credit_code")
@click.argument("region")
@click.option("--nature", default="government", show_default=True, help="A code of employer_natures.")
@click.option("--parent", default="", help="Credit code of the competent authority above it.")
@told
def add(role: str, name: str, credit_code: str, region: str, *, nature: str, parent: str) -> None:
    """Register an organisation with its ROLE, NAME (exactly as plans and authorities' documents have it), CREDIT_CODE and REGION.

    \b
    From its next login on, the legal account with this credit code works at its desk. Employers register themselves.

    \b
    Example:
      zcforms organisations add human_resources 蚌埠市禾丰区人力资源和社会保障局 11340199MA0000104X 340303
    """
    from zcforms.services.authorities import Authority, register  # slow: loads every document

    with _house() as house:
        made = register(house, Authority(Role(role), name, credit_code, region, nature, parent), house.now())
    click.echo(f"已登记“{made.name}”。该单位的法人账号下次登录后即可办理。")


@organisations.command("list")
@told
def show() -> None:
    """Those that are registered: role, region, credit code and name."""
    from zcforms.services.authorities import listing  # slow: loads every document

    with _house() as house:
        for each in listing(house):
            click.echo(f"{each.role.value:16} {each.region}  {each.credit_code}  {each.name}")


@contextmanager
def _house() -> Iterator[House]:
    from zcforms.services.house import House  # slow: loads every document

    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    house = House.build(settings, clock=lambda: datetime.now(UTC))
    try:
        house.database.upgrade()
        yield house
    finally:
        house.close()
