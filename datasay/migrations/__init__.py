"""The history of the schema: `upgrade(database_url)` brings any database to the present."""

from datasay.migrations.runner import downgrade, upgrade

__all__ = ["downgrade", "upgrade"]
