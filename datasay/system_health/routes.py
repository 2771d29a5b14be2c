"""Health and metrics, at the root."""

import hmac

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from datasay.core.answers import dumps
from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import Forbidden, Unauthenticated
from datasay.core.http import problems
from datasay.core.metrics import exposition
from datasay.core.settings import Settings
from datasay.system_health import service
from datasay.user_auth.addresses import is_on_this_machine
from datasay.wording.told import Told

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: str


class PartRead(BaseModel):
    """A part of the platform."""

    name: str
    ready: bool
    detail: str


class Readiness(BaseModel):
    """Whether the platform can do its work."""

    ready: bool
    parts: list[PartRead]


@router.get("/healthz")
async def healthz() -> Alive:
    """The process is alive; says nothing of the other parts."""
    return Alive(status="ok")


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness, "description": "Not ready"}})
async def readyz(resources: ResourcesDep) -> Response:
    """Whether database, Redis and workers are ready, and which is not."""
    parts = await service.check_parts(resources)
    ready = all(part.ready for part in parts)
    body = Readiness(ready=ready, parts=[PartRead(name=p.name, ready=p.ready, detail=p.detail) for p in parts])
    return Response(dumps(body.model_dump()), 200 if ready else 503, media_type="application/json")


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **problems(Unauthenticated, Forbidden)},
)
async def read_metrics(request: Request, resources: ResourcesDep) -> Response:
    """Numbers for Prometheus; for this machine only, or for whoever has DATASAY_METRICS_TOKEN where that is set."""
    _check_may_measure(request, resources.settings)
    await service.measure_tasks(resources)
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)


def _check_may_measure(request: Request, settings: Settings) -> None:
    if settings.metrics_token:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode()):
            raise Unauthenticated(
                Told(
                    "Send DATASAY_METRICS_TOKEN as `Authorization: Bearer …`.",
                    "请用请求头 `Authorization: Bearer …` 发送 DATASAY_METRICS_TOKEN。",
                )
            )
    elif not is_on_this_machine(request, settings):
        raise Forbidden(
            Told(
                "Without DATASAY_METRICS_TOKEN metrics are for this machine only; set it, and give it to Prometheus.",
                "没有设置 DATASAY_METRICS_TOKEN 时，指标只给本机看；请设置它，并交给 Prometheus。",
            )
        )
