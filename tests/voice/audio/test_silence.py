"""What the voices here cannot say is refused before anything is made."""

import httpx
import pytest
from sqlalchemy import text

from datasay.core.resources import Resources

_JAPANESE = "こんにちは。これは日本語のテストです。今日は天気がいいです。"


@pytest.mark.parametrize(
    ("path", "wish", "field"),
    [
        ("/api/v1/creations", {"article": _JAPANESE, "target_seconds": 10}, "article"),
        ("/api/v1/audios/synthesize", {"audio_title": "t", "audio_text_content": "Привет всем"}, "audio_text_content"),
    ],
)
async def test_a_text_that_would_be_said_in_part_is_refused(
    client: httpx.AsyncClient, resources: Resources, path: str, wish: dict[str, object], field: str
) -> None:
    refused = await client.post(path, json=wish, headers={"Accept-Language": "zh"})
    assert refused.status_code == 422, refused.text
    (wrong,) = refused.json()["errors"]
    assert wrong["field"] == field
    assert "只会说中文和英文" in wrong["message"]
    async with resources.database.transaction() as session:
        assert (await session.execute(text("SELECT count(*) FROM text_content_basic"))).scalar() == 0
        assert (await session.execute(text("SELECT count(*) FROM mixall_content_basic"))).scalar() == 0
