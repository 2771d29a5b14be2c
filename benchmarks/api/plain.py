"""What we compare with: a plain FastAPI application on the same tables, the way the tutorials show it."""

import hashlib
import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from datasay.core.pages import Page
from datasay.migrations.models import load_models
from datasay.text.content.models import TextContentBasic
from datasay.text.content.schemas import TextCreate, TextRead
from datasay.user_auth.models import UserAuthBasic, UserAuthSession

load_models()
engine = create_async_engine(os.environ["DATASAY_DATABASE_URL"], pool_size=10)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


async def session() -> AsyncIterator[AsyncSession]:
    """A session per request."""
    async with sessions() as opened:
        yield opened


SessionDep = Annotated[AsyncSession, Depends(session)]


async def user(db: SessionDep, authorization: Annotated[str, Header()]) -> UserAuthBasic:
    """Who asks."""
    digest = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).hexdigest()
    statement = (
        select(UserAuthBasic)
        .join(UserAuthSession, UserAuthSession.user_id == UserAuthBasic.user_id)
        .where(UserAuthSession.session_token_hash == digest)
    )
    found = await db.scalar(statement)
    if found is None:
        raise HTTPException(401)
    return found


UserDep = Annotated[UserAuthBasic, Depends(user)]


@app.get("/api/v1/texts/{text_id}", response_model=TextRead)
async def get_text(db: SessionDep, who: UserDep, text_id: int) -> TextContentBasic:
    """One text."""
    text = await db.get(TextContentBasic, text_id)
    if text is None or text.text_created_user_id != who.user_id:
        raise HTTPException(404)
    return text


@app.get("/api/v1/texts", response_model=Page[TextRead])
async def list_texts(db: SessionDep, who: UserDep, text_status: str, limit: int = 20) -> dict[str, object]:
    """A page."""
    statement = (
        select(TextContentBasic)
        .where(TextContentBasic.text_created_user_id == who.user_id, TextContentBasic.text_status == text_status)
        .order_by(TextContentBasic.text_created_time.desc())
        .limit(limit)
    )
    return {"items": (await db.scalars(statement)).all(), "next_cursor": None}


@app.post("/api/v1/texts", response_model=TextRead, status_code=201)
async def create_text(db: SessionDep, who: UserDep, wanted: TextCreate) -> TextContentBasic:
    """Keep a text."""
    text = TextContentBasic(**wanted.model_dump(), text_created_user_id=who.user_id)
    db.add(text)
    await db.commit()
    await db.refresh(text)
    return text
