"""Health and metrics, at the root."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from datasay.core.answers import dumps
from datasay.core.dependencies import ResourcesDep
from datasay.core.metrics import registry
from datasay.system_health import service

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


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def read_metrics(resources: ResourcesDep) -> Response:
    """Numbers for Prometheus."""
    await service.measure_tasks(resources)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
