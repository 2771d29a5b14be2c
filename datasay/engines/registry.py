"""Kind and name of an engine → the engine; third parties add theirs through entry points `datasay.engines.<kind>`.

An engine that cannot be loaded or is not what it says is listed as broken with the reason, and stops nobody else.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal, cast, overload

from datasay.engines import containment
from datasay.engines.containment import contained
from datasay.engines.errors import BadCredentials, BadInput, EngineRejected, presentable
from datasay.engines.inspection import wrong_with
from datasay.engines.kinds import called
from datasay.engines.protocols import (
    AccountForm,
    AnalysisEngine,
    Desk,
    Engine,
    EngineInfo,
    ImageEngine,
    TextEngine,
    VoiceEngine,
)
from datasay.wording.told import Told

KINDS: dict[str, Any] = {  # Any: protocols, which mypy takes for no classes
    "text": TextEngine,
    "analysis": AnalysisEngine,
    "voice": VoiceEngine,
    "image": ImageEngine,
}
DEFAULT_ENGINE = "local"  # who makes what nobody else is asked for: it comes along and needs no account
GROUPS = "datasay.engines."
_LIKE_OURS = "datasay.engine"
_OURS = "datasay"


class BrokenEngine(EngineRejected):
    """The engine is installed and cannot be used; `why` says it to who sees already which engine it is."""

    def __init__(self, kind: str, found: "_Found", why: Told) -> None:
        super().__init__(
            Told(
                "The {kind} engine {engine} of the package {package} cannot be used. {why}",
                "软件包 {package} 的{kind}引擎 {engine} 不能用。{why}",
                kind=called(kind),
                engine=found.point.name,
                package=found.package,
                why=why,
            )
        )
        self.why = why


@dataclass(frozen=True, slots=True)
class Listed:
    """An installed engine; of a broken one `info` is None and `problem` says why."""

    kind: str
    name: str
    package: str
    info: EngineInfo | None
    problem: Told | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    point: EntryPoint
    package: str


@cache
def _entry_points(kind: str) -> tuple[_Found, ...]:
    """Those of this kind, ours first, then by package, so that no package can take a name of ours."""
    found = [
        _Found(point, point.dist.name if point.dist is not None else "?")
        for point in entry_points(group=f"{GROUPS}{kind}")
    ]
    return tuple(sorted(found, key=lambda one: (one.package != _OURS, one.package, one.point.name)))


def _first(kind: str, name: str) -> _Found | None:
    return next((one for one in _entry_points(kind) if one.point.name == name), None)


@cache
def _class(kind: str, name: str) -> type[Engine]:
    """The engine's class. Raises BadInput for an unknown one, BrokenEngine."""
    found = _first(kind, name)
    if found is None:
        known = sorted({one.point.name for one in _entry_points(kind)})
        raise BadInput(
            Told(
                "There is no {kind} engine named {engine}. Known: {known}.",
                "没有名为 {engine} 的{kind}引擎，可选：{known}。",
                kind=called(kind),
                engine=name,
                known=known,
            )
        )
    try:
        loaded: Any = found.point.load()  # Any: whatever the entry point names
        wrong = wrong_with(loaded, kind, name, KINDS[kind])
    except BaseException as error:  # nothing is awaited here: whatever comes is the package's own
        reason = f"{type(error).__name__}: {_words_of(error)}"
        why = Told("It cannot be loaded: {reason}", "它无法载入：{reason}", reason=reason)
        raise BrokenEngine(kind, found, why) from error
    if wrong is not None:
        raise BrokenEngine(kind, found, wrong)
    return cast("type[Engine]", loaded)


def _words_of(error: BaseException) -> str:
    try:
        return presentable(str(error)[:300])
    except BaseException as further:  # noqa: BLE001  a stranger's exception may raise anything when it is asked
        return type(further).__name__


def comes_along(kind: str, name: str) -> bool:
    """Whether the engine is DataSay's own: one that keeps no thread from running."""
    found = _first(kind, name)
    return found is not None and found.package == _OURS


def engine_info(kind: str, name: str) -> EngineInfo:
    """What the engine says of itself. Raises BadInput for an unknown one, BrokenEngine."""
    return _class(kind, name).info


def list_engines() -> list[Listed]:
    """Every installed engine, the broken ones too: one of two with one name, one of a kind that is none."""
    return [*(_listed(kind, found) for kind in KINDS for found in _entry_points(kind)), *_of_no_kind()]


def _listed(kind: str, found: _Found) -> Listed:
    name, package = found.point.name, found.package
    first = _first(kind, name)
    if first is not None and first.package != package:
        why = Told(
            "The package {first} has an engine of this kind and name.",
            "软件包 {first} 已有同类同名的引擎。",
            first=first.package,
        )
        return Listed(kind, name, package, None, why)
    try:
        return Listed(kind, name, package, _class(kind, name).info)
    except BrokenEngine as error:
        return Listed(kind, name, package, None, error.why)


@cache
def _of_no_kind() -> tuple[Listed, ...]:
    """Engines in a group that nobody reads, as one whose name has a letter too many."""
    groups = {f"{GROUPS}{kind}": kind for kind in KINDS}
    unread = (group for group in entry_points().groups if group.startswith(_LIKE_OURS) and group not in groups)
    return tuple(
        Listed(
            group.removeprefix(GROUPS),
            point.name,
            point.dist.name if point.dist is not None else "?",
            None,
            Told(
                "Its entry point is in the group {group}, which nobody reads. There are {groups}.",
                "它的入口点在分组 {group} 里，没有程序读取它。可用的分组：{groups}。",
                group=group,
                groups=groups,
            ),
        )
        for group in sorted(unread)
        for point in entry_points(group=group)
    )


def working_engines(kind: str) -> list[EngineInfo]:
    """The engines of a kind that can be used."""
    return [one.info for one in list_engines() if one.kind == kind and one.info is not None]


def account_form(name: str) -> type[AccountForm]:
    """The form of an account with the engine of this name, of whatever kind. Raises BadInput when none needs one.

    One vendor has one account for all it makes: engines of one name share the form of the first.
    """
    forms = {one.name: one.info.account for one in reversed(list_engines()) if one.info and one.info.account}
    if name not in forms:
        known = sorted(forms)
        raise BadInput(
            Told(
                "No engine named {engine} works with an account. Known: {known}.",
                "没有名为 {engine}、需要账号的引擎，可选：{known}。",
                engine=name,
                known=known,
            )
        )
    return forms[name]


@overload
def open_engine(kind: Literal["text"], name: str, desk: Desk) -> AbstractAsyncContextManager[TextEngine]: ...
@overload
def open_engine(kind: Literal["analysis"], name: str, desk: Desk) -> AbstractAsyncContextManager[AnalysisEngine]: ...
@overload
def open_engine(kind: Literal["voice"], name: str, desk: Desk) -> AbstractAsyncContextManager[VoiceEngine]: ...
@overload
def open_engine(kind: Literal["image"], name: str, desk: Desk) -> AbstractAsyncContextManager[ImageEngine]: ...
@overload
def open_engine(kind: str, name: str, desk: Desk) -> AbstractAsyncContextManager[Engine]: ...
def open_engine(kind: str, name: str, desk: Desk) -> AbstractAsyncContextManager[Any]:  # Any: the overloads say which
    """An engine at its desk, closed at the end. Raises BadInput for an unknown one, BrokenEngine, BadCredentials.

    What no engine may raise in the block is raised as EngineFailed.
    """
    return _opened(kind, name, desk)


@asynccontextmanager
async def _opened(kind: str, name: str, desk: Desk) -> AsyncIterator[Engine]:
    found = _class(kind, name)
    form = found.info.account
    if form is not None and not isinstance(desk.account, form):
        raise BadCredentials(
            Told(
                "engine {engine} is not configured: it needs an account.",
                "引擎 {engine} 还没有设置：它需要账号。",
                engine=name,
            )
        )
    with contained(kind, name, desk):
        engine = cast("Any", found)(desk)  # Any: every engine is made from its desk, which no protocol can say
        try:
            yield engine
        finally:
            await engine.close()


def forget_engines() -> None:
    """Look anew at what is installed."""
    _entry_points.cache_clear()
    _class.cache_clear()
    _of_no_kind.cache_clear()


def expect_the_pools_end() -> None:
    """This process is one of a pool, which ends it by a SystemExit of its own: that is no engine's failure."""
    containment.expect_the_pools_end()
