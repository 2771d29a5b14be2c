"""Which methods an address has. The framework names in `Allow` those of one route only, of several at one address."""

from collections.abc import Iterable

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from datasay.core.errors import WrongMethod
from datasay.core.http import problem_response


class MethodNotAllowed:
    """Answers 405 with all methods of the address."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = [route for route in routes if isinstance(route, APIRoute)]

    async def __call__(self, request: Request, error: Exception) -> Response:
        """The problem document."""
        assert isinstance(error, HTTPException)
        return problem_response(WrongMethod(sorted(self._methods(request.scope["path"]))))

    def _methods(self, path: str) -> set[str]:
        return {method for route in self._routes if route.path_regex.match(path) for method in route.methods or ()}
