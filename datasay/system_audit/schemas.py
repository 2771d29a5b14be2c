"""The audit log as JSON."""

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from datasay.core.auditing import AuditAction
from datasay.core.schemas import Moment
from datasay.core.tables import JsonObject
from datasay.system_audit.audited import LEFT_OUT
from datasay.wording.told import Told

RowKey = Annotated[
    str,
    Query(
        max_length=200,
        description='The key of a row as JSON, with `audit_table`: `{"text_id": 7}`.',
        json_schema_extra={"examples": ['{"text_id": 7}'], "contentMediaType": "application/json"},
    ),
]
_TABLES = sorted({*LEFT_OUT, "system_audit_log"})  # of the log itself: its months that were dropped


def _audited(table: str) -> str:
    """A table without a record of its changes would look like one that nobody changed."""
    if table not in _TABLES:
        raise ValueError(Told("must be one of {known}", "只能是 {known} 之一", known=_TABLES))
    return table


TableQuery = Annotated[
    str,
    AfterValidator(_audited),
    Query(
        description="A table whose changes are recorded; docs/schema.md says of which they are not, and why.",
        json_schema_extra={"enum": list(_TABLES)},
    ),
]
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def _written(value: object) -> object:
    """In an address a number is no moment, and one without a zone is not sure to be the one that was meant."""
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        raise ValueError(
            Told("write the moment with its zone, like 2026-01-31T08:00:00Z", "请写上时区，如 2026-01-31T08:00:00Z")
        )
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise ValueError(Told("lies outside of the years 1 to 9999", "不在公元 1 年到 9999 年之间")) from None


MomentQuery = Annotated[
    datetime,
    BeforeValidator(_written),
    AfterValidator(_in_utc),
    Query(description="A moment with its zone, like 2026-01-31T08:00:00Z."),
]
_HASH = "SHA-256, in hexadecimal."
_ALL = "all that are not null and not left out."
_KEPT = "Moments are as the table keeps them: UTC, without a zone."
_BEFORE = f"The changed columns as they were; of a deleted row, {_ALL} {_KEPT}"
_AFTER = f"The changed columns as they became; of a new row, {_ALL} {_KEPT}"


class AuditRead(BaseModel):
    """One change of a row, or one event. Secrets and long values are `{"sha256": …, "length": …}`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "audit_id": 1041,
                    "audit_time": "2026-01-31T08:00:00.120331Z",
                    "audit_user_id": 3,
                    "audit_user_role": "user",
                    "audit_actor": None,
                    "audit_request_id": "5f0c8f5e5b0d4d0c9a3c1f6f4d1b2a90",
                    "audit_table": "text_content_basic",
                    "audit_action": "update",
                    "audit_key": {"text_id": 7},
                    "audit_before": {"text_title": "背影"},
                    "audit_after": {"text_title": "父亲的背影"},
                    "audit_lane": 12,
                    "audit_lane_number": 88,
                    "audit_previous_hash": "9b" * 32,
                    "audit_hash": "c4" * 32,
                }
            ]
        }
    )

    audit_id: int
    audit_time: Moment
    audit_user_id: int | None = Field(description="Who acted; null when nobody was logged in.")
    audit_user_role: str | None = Field(
        description="In which role. A task works as `user`, whoever began it: with no more rights than that."
    )
    audit_actor: str | None = Field(description="Who acted when no user did: a part of the platform, a database role.")
    audit_request_id: str | None = Field(description="`X-Request-ID` of the request; in a task, its `task_uuid`.")
    audit_table: str
    audit_action: AuditAction
    audit_key: JsonObject | None = Field(description="The key of the row.")
    audit_before: JsonObject | None = Field(description=_BEFORE)
    audit_after: JsonObject | None = Field(description=_AFTER)
    audit_lane: int = Field(description="The chain this row is a link of.")
    audit_lane_number: int = Field(description="Its number in the chain; there are no gaps.")
    audit_previous_hash: str = Field(description=_HASH)
    audit_hash: str = Field(description=_HASH)
