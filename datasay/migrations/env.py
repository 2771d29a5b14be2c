"""What Alembic runs: within the connection it was given, else in one of its own to the database of the settings."""

import asyncio

from alembic import context
from alembic.runtime.environment import NameFilterParentNames, NameFilterType
from sqlalchemy import Connection

from datasay.core.settings import get_settings
from datasay.migrations.models import load_models
from datasay.migrations.roles import settle
from datasay.migrations.runner import connected, made_by_partitioning, role_of, take_turns


def run(connection: Connection) -> None:
    """Run the wanted migrations in one transaction."""
    added = made_by_partitioning(connection)
    connection.rollback()  # Alembic opens the transaction, so that it also commits it

    def wanted(name: str | None, kind: NameFilterType, parents: NameFilterParentNames) -> bool:
        if kind == "table":
            return (name, None) not in added
        return kind != "foreign_key_constraint" or (parents.get("table_name"), name) not in added

    context.configure(
        connection=connection,
        target_metadata=load_models(),
        include_name=wanted,
        compare_type=True,
        compare_server_default=True,
    )
    application: str | None = context.config.attributes.get("application")
    with context.begin_transaction():
        take_turns(connection)
        context.run_migrations()
        settle(connection, application)


async def run_by_settings() -> None:
    """Run them in the database that DATASAY_DATABASE_URL and DATASAY_DATABASE_OWNER_URL name."""
    settings = get_settings()
    if settings.database_url is None or settings.owner_url is None:
        raise SystemExit("Set DATASAY_DATABASE_URL, or let `datasay db upgrade` migrate the embedded database.")
    context.config.attributes["application"] = role_of(settings.database_url)
    async with connected(settings.owner_url) as connection:
        await connection.run_sync(run)


if context.is_offline_mode():
    raise SystemExit("Migrations look at the database they change: run them online.")
given: Connection | None = context.config.attributes.get("connection")
if given is None:
    asyncio.run(run_by_settings())
else:
    run(given)
