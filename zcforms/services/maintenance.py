"""What an operator does to the installation as a whole."""

from __future__ import annotations

from zcforms.settings import Settings
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring


def upgrade(settings: Settings) -> str:
    """Create or upgrade the tables; the sentence to show. Raises `DatabaseUnusable`."""
    settings.var.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url, Keyring.of(settings.secret("identity_key")))
    try:
        database.upgrade()
    finally:
        database.dispose()
    return f"数据库已是最新版本（{database.url.render_as_string(hide_password=True)}）。"
