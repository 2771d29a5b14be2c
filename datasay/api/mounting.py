"""How the modules' routes come into the application: directly, the busiest first.

`include_router` keeps each router apart and matches every address twice, which costs a quarter of a short request
(benchmarks/api). Our routers carry their prefix, tags and responses themselves, so nothing else is lost.
"""

import difflib
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from datasay.core.errors import FieldError, Invalid
from datasay.wording.told import Told

_OURS = "/api/v1/"  # where nobody else says which parameters there are
_LONGEST_SHOWN = 60


def mount(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Add all routes in order; each is called in OpenAPI what its function is called."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                route.operation_id = route.name
                if route.path.startswith(_OURS) and not isinstance(route.app, _KnownParameters):
                    route.app = _KnownParameters(route.app, frozenset(_query_names(route.dependant)))
            app.router.routes.append(route)


def _query_names(dependant: Dependant) -> Iterator[str]:
    """The parameters behind the ? that a route and what it depends on read."""
    yield from (parameter.alias for parameter in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _query_names(inner)


class _KnownParameters:
    """Refuses what a route does not read behind the ?: a mistyped filter would answer with everything."""

    def __init__(self, handler: ASGIApp, known: frozenset[str]) -> None:
        self._handler = handler
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"]:
            names = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
            if unknown := [name for name in names if name not in self._known]:
                raise Invalid.fields([self._unknown(name) for name in unknown[:5]])
        await self._handler(scope, receive, send)

    def _unknown(self, name: str) -> FieldError:
        shown = f"query.{name.encode(errors='replace').decode()[:_LONGEST_SHOWN]}"
        near = difflib.get_close_matches(name, self._known, n=1)
        if near:
            said = Told("is not known here; is {meant} meant?", "没有这个参数，是不是 {meant}？", meant=near[0])
        else:
            said = Told("is not known here; leave it out", "没有这个参数，请去掉它")
        return FieldError(shown, said)
