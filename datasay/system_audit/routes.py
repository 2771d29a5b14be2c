"""The audit log over HTTP, for administrators."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer_list
from datasay.core.auditing import AuditAction
from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, in_order, page_query
from datasay.core.schemas import KeyQuery
from datasay.core.tables import JsonObject
from datasay.system_audit import queries
from datasay.system_audit.schemas import AuditRead, MomentQuery, RowKey, TableQuery
from datasay.user_auth.dependencies import AdminUser
from datasay.user_auth.errors import RoleTooLow
from datasay.wording.forms import form
from datasay.wording.told import Told

router = APIRouter(
    prefix="/api/v1/audit", tags=["audit"], responses=problems(Unauthenticated, Invalid, Unavailable, RoleTooLow)
)


@router.get("", response_model=Page[AuditRead])
async def list_audit(
    resources: ResourcesDep,
    _user: AdminUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    audit_table: TableQuery | None = None,
    audit_action: AuditAction | None = None,
    audit_user_id: KeyQuery | None = None,
    audit_request_id: Annotated[
        str | None,
        Query(
            max_length=64,
            description="`X-Request-ID` of a request, or the `task_uuid` of a task.",
            pattern=form(
                r"^[A-Za-z0-9_.-]+$",
                Told("must be a request id of letters, digits and _.-", "应当是请求编号，由字母、数字和 _.- 组成"),
            ),
        ),
    ] = None,
    audit_key: RowKey | None = None,
    audit_time_from: MomentQuery | None = None,
    audit_time_to: MomentQuery | None = None,
) -> Response:
    """Who changed what, newest first: every change of a row with the columns before and after, logins, exports.

    For administrators. Filters add up. `audit_time_from` belongs to the range, `audit_time_to` does not.
    """
    wanted = {
        "audit_table": audit_table,
        "audit_action": audit_action,
        "audit_user_id": audit_user_id,
        "audit_request_id": audit_request_id,
        "audit_key": None if audit_key is None else _row_key(audit_key),
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    in_order("audit_time", audit_time_from, audit_time_to)
    statement = queries.listing(filters, audit_time_from, audit_time_to)
    return await answer_list(resources.database, queries.KEYSET, statement, page)


def _row_key(given: str) -> JsonObject:
    try:
        key = orjson.loads(given)
    except orjson.JSONDecodeError:
        key = None
    if not isinstance(key, dict) or not all(_is_plain(part) for pair in key.items() for part in pair):
        raise Invalid.field(
            "query.audit_key",
            Told(
                'Give the key of a row as a JSON object, like {{"text_id": 7}}.',
                '请用 JSON 对象写出一行的主键，如 {{"text_id": 7}}。',
            ),
        )
    return key


def _is_plain(part: object) -> bool:
    return type(part) is int or (isinstance(part, str) and "\x00" not in part)
