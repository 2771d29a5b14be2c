"""`/docs`: every request to try out, served from what is installed, under a policy that allows no other host.

Swagger UI comes with the package fastapi-standalone-docs, of which only the files are used: its own way into FastAPI
changes FastAPI itself and puts a script into the page.
"""

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Response

from datasay.core.errors import NotFound

router = APIRouter(include_in_schema=False)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DataSay API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""  # relative addresses: they hold below a proxy's prefix too
_TYPES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
}
_FRESH = {"Cache-Control": "no-cache"}  # asked for again after each upgrade, however long a browser has kept it


@router.get("/docs")
async def show_documentation() -> Response:
    """The page."""
    return Response(_PAGE, headers={"Content-Security-Policy": POLICY, **_FRESH}, media_type="text/html; charset=utf-8")


@router.get("/docs/{name}")
async def show_asset(name: str) -> Response:
    """A file of the page."""
    if name not in _TYPES:
        raise NotFound.of(name[:100])
    return Response(_asset(name), headers={"Content-Security-Policy": POLICY, **_FRESH}, media_type=_TYPES[name])


@cache
def _asset(name: str) -> bytes:
    if name == "start.js":
        return files("datasay.api").joinpath("documentation.js").read_bytes()
    package = find_spec("fastapi_standalone_docs")
    assert package is not None, "it is among the dependencies"
    assert package.origin is not None, "it is a package of files"
    return (Path(package.origin).parent / "static" / "swagger" / name).read_bytes()
