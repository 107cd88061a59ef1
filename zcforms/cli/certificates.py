"""`zcforms certificates`: what was issued before this system."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from zcforms.cli.telling import told
from zcforms.settings import Settings


@click.group()
def certificates() -> None:
    """Certificates of titles (职称证书)."""


@certificates.command("load")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@told
def load(file: Path) -> None:
    """Take over the certificates of FILE: their holders see them in 我的职称 as soon as they have registered.

    \b
    All of a file or nothing. A certificate that is known already (by its number; without one by holder, title and day) is brought
    up to date, so a file can be loaded again. The file's format: schemas/meta/certificates.json.

    \b
    Example:
      zcforms certificates load issued-2016.json
    """
    from zcforms.documents.reading import read  # slow: loads every document
    from zcforms.services.certificates import record  # slow: loads every document
    from zcforms.services.house import House  # slow: loads every document

    document = read(file, file.parent)
    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    house = House.build(settings, clock=lambda: datetime.now(UTC))
    try:
        house.database.upgrade()
        new, known = record(house, document, house.now())
    finally:
        house.close()
    click.echo(f"已登记 {new} 张新证书，更新 {known} 张已有的证书。")
