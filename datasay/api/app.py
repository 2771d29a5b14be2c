"""The web process: routers, errors, lifespan."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.responses import Response

import datasay
from datasay.api import documentation
from datasay.api.document import describe_problems
from datasay.api.methods import MethodNotAllowed
from datasay.api.mounting import mount
from datasay.core import http
from datasay.core.errors import EngineAtFault, Invalid, StorageFull, Unavailable
from datasay.core.hosts import TrustedHosts
from datasay.core.logging import configure_logging
from datasay.core.loop_watch import LoopWatch
from datasay.core.places import Places
from datasay.core.resources import Resources
from datasay.core.settings import Settings, get_settings
from datasay.creation import routes as creation_routes
from datasay.engines.errors import EngineBusy, EngineError, EngineFailed
from datasay.file_storage import routes as file_routes
from datasay.image.content import routes as image_routes
from datasay.media.errors import MediaDiskFull, MediaError, MediaRejected
from datasay.migrations.models import load_models
from datasay.mixall.content import routes as mixall_routes
from datasay.mixall.scene import routes as scene_routes
from datasay.mixall.scene import version_routes as mixall_version_routes
from datasay.openai_door import routes as door_routes
from datasay.openai_door import speech_routes
from datasay.options import routes as options_routes
from datasay.platform_integration import engine_routes
from datasay.platform_integration import routes as platform_routes
from datasay.system_audit import routes as audit_log_routes
from datasay.system_health import routes as health_routes
from datasay.system_monitoring import statistics_routes
from datasay.task_management import relay
from datasay.task_management import routes as task_routes
from datasay.text.analyse import routes as analyse_routes
from datasay.text.content import routes as text_routes
from datasay.text.content import version_routes as text_version_routes
from datasay.text.generation import routes as generation_routes
from datasay.text.template import routes as template_routes
from datasay.text_exchange import routes as exchange_routes
from datasay.user_auth import routes as auth_routes
from datasay.voice.audio import routes as audio_routes
from datasay.voice.timbre import routes as timbre_routes
from datasay.wording.told import said_by

_DESCRIPTION = """
An article goes in; a narrated, subtitled video comes out.

Log in with `POST /api/v1/auth/login` and send the token as `Authorization: Bearer …`. Field names are column names.
Long work answers `202` with a task; watch it at `/api/v1/tasks/{task_uuid}/events`. Errors are RFC 9457 problem
documents.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Raises Unavailable when no database is configured.

    Made without settings it is the whole of its process, which ends when its loop stands still.
    """
    of_its_own = settings is None
    settings = settings or get_settings()
    configure_logging(settings.log_level)
    load_models()
    resources = Resources.of(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        watch = LoopWatch(asyncio.get_running_loop(), settings.web_blocked_seconds) if of_its_own else None
        if watch is not None:
            watch.start()
        await resources.broadcast.start()
        yield
        await relay.drain()
        await resources.close()
        if watch is not None:
            watch.end()

    app = FastAPI(
        title="DataSay",
        version=datasay.__version__,
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.resources = resources
    app.state.places = Places(settings)
    http.install(app, TrustedHosts(settings), patience=settings.slow_client_seconds)
    app.add_exception_handler(EngineError, _answer_engine)
    app.add_exception_handler(MediaError, _answer_media)
    modules = (
        text_routes,
        generation_routes,
        task_routes,
        auth_routes,
        creation_routes,
        exchange_routes,
        analyse_routes,
        text_version_routes,
        template_routes,
        timbre_routes,
        audio_routes,
        image_routes,
        mixall_routes,
        scene_routes,
        mixall_version_routes,
        file_routes,
        platform_routes,
        engine_routes,
        options_routes,
        statistics_routes,
        audit_log_routes,
        door_routes,
        speech_routes,
        health_routes,
        documentation,
    )
    mount(app, (module.router for module in modules))
    app.add_exception_handler(405, MethodNotAllowed(route for module in modules for route in module.router.routes))
    app.openapi = describe_problems(app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


async def _answer_engine(request: Request, error: Exception) -> Response:
    assert isinstance(error, EngineError)
    if isinstance(error, EngineBusy):
        return await http.answer_error(request, Unavailable(said_by(error)))
    if isinstance(error, EngineFailed):
        return await http.answer_error(request, EngineAtFault(said_by(error)))
    return await http.answer_error(request, Invalid(said_by(error)))


async def _answer_media(request: Request, error: Exception) -> Response:
    assert isinstance(error, MediaError)
    if isinstance(error, MediaDiskFull):
        return await http.answer_error(request, StorageFull(said_by(error)))
    if isinstance(error, MediaRejected):
        return await http.answer_error(request, Invalid(said_by(error)))
    return await http.answer_error(request, Unavailable(said_by(error)))
