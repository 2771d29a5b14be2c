"""What routes ask for: the resources of the process and the transaction of the request."""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.places import Places, Thing
from datasay.core.resources import Resources


async def _resources(request: Request) -> Resources:
    return cast("Resources", request.app.state.resources)


ResourcesDep = Annotated[Resources, Depends(_resources)]


async def _transaction(resources: ResourcesDep) -> AsyncIterator[AsyncSession]:
    async with resources.database.transaction() as session:
        yield session


# "function": the commit happens before the answer is sent, so that a failed commit never follows a 201.
Session = Annotated[AsyncSession, Depends(_transaction, scope="function")]


def take_place(request: Request, thing: Thing, user_id: int) -> None:
    """Count one more of this thing of the user until the request has ended. Raises TooManyOpen."""
    cast("Places", request.app.state.places).take(thing, user_id, request.scope)
