"""How the modules' routes come into the application: directly, the busiest first.

`include_router` keeps each router apart and matches every address twice, which costs a quarter of a short request
(benchmarks/api). Our routers carry their prefix, tags and responses themselves, so nothing else is lost.
"""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute


def mount(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Add all routes in order; each is called in OpenAPI what its function is called."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                route.operation_id = route.name
            app.router.routes.append(route)
