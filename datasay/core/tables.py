"""What every table is built from: the declarative base, constraint names as PostgreSQL gives them, small builders.

66 columns of the design have a default and yet allow NULL. They stay nullable in the database; the product always
writes them, so their attributes are typed without None.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.schema import Computed

from datasay.core.clock import utc_now

Json = JSONB(none_as_null=True)  # None is SQL NULL, not the JSON value null
JsonObject = dict[str, object]


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        }
    )


class TemplateStatus(StrEnum):
    """The status of a template of any kind."""

    ACTIVE = "active"
    INACTIVE = "inactive"


def created(comment: str) -> MappedColumn[datetime]:
    """A TIMESTAMP (naive UTC) the database fills in."""
    return mapped_column(DateTime, server_default=text("CURRENT_TIMESTAMP"), nullable=True, comment=comment)


def updated(comment: str) -> MappedColumn[datetime]:
    """A TIMESTAMP (naive UTC) the database fills in and every UPDATE renews."""
    return mapped_column(
        DateTime, server_default=text("CURRENT_TIMESTAMP"), onupdate=utc_now, nullable=True, comment=comment
    )


def moment(comment: str) -> MappedColumn[datetime | None]:
    """A TIMESTAMP (naive UTC) of something that may not have happened yet."""
    return mapped_column(DateTime, comment=comment)


def word(length: int, default: str, comment: str) -> MappedColumn[str]:
    """A VARCHAR with a default that yet allows NULL, as the design writes its statuses."""
    return mapped_column(String(length), server_default=default, nullable=True, comment=comment)


def count(comment: str) -> MappedColumn[int]:
    """An INTEGER that starts at 0 and allows NULL, as the design writes its counters."""
    return mapped_column(Integer, server_default=text("0"), nullable=True, comment=comment)


def seconds(comment: str) -> MappedColumn[Decimal | None]:
    """A length in seconds, NUMERIC(10,2)."""
    return mapped_column(Numeric(10, 2), comment=comment)


def owner(comment: str) -> MappedColumn[int]:
    """The user a row belongs to."""
    return mapped_column(ForeignKey("user_auth_basic.user_id"), comment=comment)


def constant(value: str, comment: str) -> MappedColumn[str | None]:
    """A generated VARCHAR(100) that is always `value`: the type half of a reference to a file."""
    return mapped_column(String(100), Computed(f"'{value}'::character varying", persisted=True), comment=comment)


def file_reference(table: str, file_column: str, type_column: str) -> ForeignKeyConstraint:
    """A reference to a file together with its type, so that an audio cannot point at a picture.

    It keeps the name that the design's reference to the file alone would have.
    """
    return ForeignKeyConstraint(
        [file_column, type_column],
        ["file_storage_basic.file_id", "file_storage_basic.file_type"],
        name=f"{table}_{file_column}_fkey",
    )


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The column holds one of these values (or NULL where it allows NULL)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def named(column: str) -> CheckConstraint:
    """The column holds the name of an engine or a kind of engines: which there are, what is installed decides."""
    return CheckConstraint(f"{column} ~ '^[a-z][a-z0-9_]{{0,49}}$'", name=column)


def between(column: str, low: float, high: float) -> CheckConstraint:
    """The column lies between two numbers, both included."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=column)


def at_least(low: int, *columns: str) -> tuple[CheckConstraint, ...]:
    """Each column is at least `low`."""
    return tuple(CheckConstraint(f"{column} >= {low}", name=column) for column in columns)


def newest_first(table: str, prefix: str, key: str, *, kind: str | None = None) -> tuple[Index, ...]:
    """Indexes of a listed table: pages newest first, of one user with and without a status, and of everybody.

    `prefix` is what the columns start with; `kind` is the type column of the design's (status, type, created_time).
    """
    user, status, time = f"{prefix}_created_user_id", f"{prefix}_status", f"{prefix}_created_time"
    order = (text(f"{time} DESC"), text(f"{key} DESC"))
    by_status = (
        Index(f"idx_{table}_status_time", status, time)
        if kind is None
        else Index(f"idx_{table}_status_type_time", status, kind, time)
    )
    return (
        Index(f"idx_{table}_user_time", user, *order),
        Index(f"idx_{table}_user_status_time", user, status, *order),
        Index(f"idx_{table}_time", *order),
        by_status,
    )
