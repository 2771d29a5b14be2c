"""What schemathesis may not take for a fault, each with its reason: rules that no JSON schema can say."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import schemathesis
from hypothesis import strategies
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure, ServerError
from schemathesis.openapi.checks import RejectedPositiveData

_FROM_REGEX = strategies.from_regex
AnyCase = Case[Any]  # Any: whatever operation
Excuse = Callable[[Failure, AnyCase, Response], bool]


def _refused_as(*kinds: str) -> Excuse:
    def excused(failure: Failure, _case: AnyCase, response: Response) -> bool:
        return isinstance(failure, RejectedPositiveData) and response.json().get("type") in kinds

    return excused


def _wrong_field(*names: str) -> Excuse:
    def excused(failure: Failure, _case: AnyCase, response: Response) -> bool:
        if not isinstance(failure, RejectedPositiveData) or response.status_code != 422:
            return False
        return {wrong["field"] for wrong in response.json()["errors"]} in [{name} for name in names]

    return excused


def _wrong_form(failure: Failure, case: AnyCase, response: Response) -> bool:
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 422:
        return False
    fields = (wrong["field"].split(".")[0] for wrong in response.json()["errors"])
    return case.path.startswith("/api/v1/platforms") and {*fields} <= {"platform_options", "platform_app_id"}


def _unready(failure: Failure, case: AnyCase, response: Response) -> bool:
    return isinstance(failure, ServerError) and case.path == "/readyz" and response.status_code == 503


def _door(failure: Failure, case: AnyCase, response: Response) -> bool:
    if case.path not in {"/v1/chat/completions", "/v1/audio/speech"}:
        return False
    if isinstance(failure, ServerError):
        return response.status_code == 503 and response.json()["error"]["code"] == "engine_busy"
    wordless = response.status_code == 400 and response.json()["error"]["param"] is None
    return isinstance(failure, RejectedPositiveData) and wordless


def _nobody_there(failure: Failure, case: AnyCase, response: Response) -> bool:
    outside = case.path.startswith("/v1/") and response.status_code == 503
    return isinstance(failure, ServerError) and outside and response.json()["error"]["code"] == "engine_busy"


def _multipart(failure: Failure, case: AnyCase, _response: Response) -> bool:
    return (
        isinstance(failure, AcceptedNegativeData)
        and case.operation.label in {"POST /api/v1/files", "POST /api/v1/texts/import"}
        and ("file_tags" in failure.message or "text_tags" in failure.message)
    )


def _too_large(failure: Failure, _case: AnyCase, response: Response) -> bool:
    return isinstance(failure, AcceptedNegativeData) and response.status_code == 413


EXCUSES: dict[str, Excuse] = {
    "the key was used for another request, as it may well be when keys are made up": _refused_as(
        "/problems/idempotency-key-reused"
    ),
    "which of the user's files are pictures no schema can say": _wrong_field("file_id"),
    "the ETag is made up, so it is not the text's or the work's": _refused_as(
        "/problems/text-changed", "/problems/mixall-changed"
    ),
    "no schema can say what Jinja is, or which variables another field declares": _refused_as(
        "/problems/text-template-not-valid", "/problems/text-template-values", "/problems/text-template-limit"
    ),
    "413 refuses as well as 422 does, before the body is read": _too_large,
    "only the server can make a cursor": _wrong_field("query.cursor"),
    "what an account holds is said by its engine's own form (GET /engines), not by this schema": _wrong_form,
    "which engines and styles there are depends on what is installed": _wrong_field("engine", "style"),
    "an address may look right and yet be one that may not be asked": _wrong_field("platform_app_id"),
    "a key belongs to its address": _wrong_field("platform_app_secret"),
    "each engine does what it can": _refused_as("/problems/not-for-this-engine", "/problems/engine-not-configured"),
    "a language is needed only for translating, few texts come at once": _wrong_field("text_language", "count"),
    "only administrators share accounts": _refused_as("/problems/platform-sharing-refused"),
    "only administrators put a task before those of others": _wrong_field("task_priority"),
    "a pattern cannot tell whether there are words to say": _wrong_field("article"),
    "random bytes are no picture": _refused_as("/problems/file-type-refused", "/problems/file-broken"),
    "random bytes are no document, a made-up encoding is not theirs": _refused_as(
        "/problems/import-unreadable", "/problems/import-kind-refused"
    ),
    "the text that is there has no words to be subtitles": _refused_as("/problems/export-refused"),
    "no worker runs in this test, and that is what 503 of /readyz says": _unready,
    "made-up accounts lead nowhere, and made-up conversations hold no words": _door,
    "a made-up account's server cannot be reached from here, and 503 says so": _nobody_there,
    "which engine can do what depends on what is installed": _refused_as("/problems/not-for-this-engine"),
    "multipart carries strings only: one tag and a list of one look the same": _multipart,
}


@schemathesis.hook
def filter_failure(_context: HookContext, failure: Failure, case: AnyCase, response: Response) -> bool:
    """Keep every failure without an excuse."""
    return not any(excused(failure, case, response) for excused in EXCUSES.values())


@cache
def _of_pattern(
    regex: str | re.Pattern[str], fullmatch: bool, alphabet: SearchStrategy[str] | None
) -> SearchStrategy[str]:
    return _FROM_REGEX(regex, fullmatch=fullmatch, alphabet=alphabet)


def _remembered(
    regex: str | re.Pattern[str], *, fullmatch: bool = False, alphabet: SearchStrategy[str] | None = None
) -> SearchStrategy[str]:
    """What hypothesis makes of a pattern, made once: that of names knows 130,000 characters and takes it a second."""
    return _of_pattern(regex, fullmatch, alphabet)


strategies.from_regex = _remembered  # type: ignore[assignment]  # those for bytes, which no schema has, are left out
