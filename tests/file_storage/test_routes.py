"""Files from the outside: upload, list, read in ranges, change, delete, restore, and what others may see."""

import asyncio
import hashlib
import os
import random
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.file_storage import queries
from datasay.mixall.content.models import MixallContentBasic
from datasay.user_auth.models import UserRole
from datasay.voice.audio.models import VoiceAudioBasic
from tests.conftest import Login, MakeUser
from tests.factories import make_mixall
from tests.file_storage import samples
from tests.file_storage.conftest import Upload, files_in

_SUBTITLES = b"1\r\n00:00:00,000 --> 00:00:01,500\r\n\xe4\xbd\xa0\xe5\xa5\xbd\r\n"
_TEXTS = [
    ("背影\n我与父亲不相见已二年余了。".encode(), "text/plain", "text/plain; charset=utf-8"),
    ("﻿背影".encode(), "text/plain", "text/plain; charset=utf-8"),
    ("我与父亲不相见已二年余了。".encode("gb18030"), "text/plain; charset=gb18030", "text/plain; charset=gb18030"),
    ("我与父亲".encode("utf-16"), "text/plain; charset=utf-16", "text/plain; charset=utf-16"),
    (_SUBTITLES, "application/x-subrip", "application/x-subrip"),
    (b"WEBVTT\n\n00:00.000 --> 00:01.000\nhi\n", "text/vtt", "text/vtt; charset=utf-8"),
    (b'{"a": [1, 2]}', "application/json", "application/json"),
    (b"[not json, a note]", "text/plain", "text/plain; charset=utf-8"),
    (b"[" * 100_000, "text/plain", "text/plain; charset=utf-8"),
    (b"a,b\n1,2\n", "text/plain", "text/plain; charset=utf-8"),
    (b"the ftyp box", "text/plain", "text/plain; charset=utf-8"),
    (b"x", "text/plain", "text/plain; charset=utf-8"),
]
_MEDIA = {
    "clip.mp4": ("video", "video/mp4"),
    "silent.mp4": ("video", "video/mp4"),
    "clip.mov": ("video", "video/quicktime"),
    "clip.webm": ("video", "video/webm"),
    "clip.mkv": ("video", "video/x-matroska"),
    "voice.mp3": ("audio", "audio/mpeg"),
    "bare.mp3": ("audio", "audio/mpeg"),
    "voice.wav": ("audio", "audio/wav"),
    "voice.flac": ("audio", "audio/flac"),
    "voice.ogg": ("audio", "audio/ogg"),
    "voice.opus": ("audio", "audio/ogg"),
    "voice.m4a": ("audio", "audio/mp4"),
    "sound.mp4": ("audio", "audio/mp4"),
    "voice.aac": ("audio", "audio/aac"),
    "voice.weba": ("audio", "audio/webm"),
}

_KIND = "multipart/form-data; boundary="
_WRONG_FORMS: list[dict[str, Any]] = [  # Any: arguments of a request
    {"data": {"file_tags": "x"}},
    {"files": {"other": ("a.png", samples.picture())}},
    {"files": [("file", ("a.png", samples.picture())), ("file", ("b.png", samples.picture()))]},
    {"files": {"file": ("a.png", samples.picture())}, "data": {"extra": "1"}},
    {"files": {"file": ("a.png", samples.picture())}, "data": {"file_tags": "t" * 51}},
    {"files": {"file": ("a.png", samples.picture())}, "data": {"file_tags": ""}},
    {"files": {"file": ("a.png", samples.picture())}, "data": {"file_tags": "a\x00b"}},
    {"files": {"file": ("a.png", samples.picture())}, "data": {"file_tags": [str(i) for i in range(51)]}},
    {"files": {"file": ("a.png", samples.picture())}, "data": {"file_tags": [str(i) for i in range(200)]}},
    {"files": {"file": ("a.png", samples.picture())}, "data": {"file_tags": "t" * 100_000}},
    {"files": {"file": (None, b"no filename")}},
    {"json": {"file": "a"}},
    {"content": b"raw", "headers": {"content-type": "application/octet-stream"}},
    {"content": b"raw", "headers": {"content-type": "multipart/form-data"}},
    {"content": b"raw", "headers": {"content-type": _KIND + "b"}},
    {"content": b"", "headers": {"content-type": _KIND + "b"}},
    {"content": b"--b--\r\n", "headers": {"content-type": _KIND + "b"}},
    {"content": b"--b\r\n" + b"x: y\r\n" * 50, "headers": {"content-type": _KIND + "b"}},
    {"content": b"", "headers": {"content-type": _KIND + "b" * 5000}},
]


async def test_an_uploaded_picture_is_described_by_its_content(upload: Upload, kept: Path) -> None:
    data = samples.picture("JPEG", (40, 30))
    answer = await upload(data, "月台.png", "车站", "冬天")
    assert answer.status_code == 201
    file = answer.json()
    assert answer.headers["location"] == f"/api/v1/files/{file['file_id']}"
    wanted = {
        "file_original_name": "月台.png",
        "file_size": len(data),
        "file_type": "image",
        "file_mime_type": "image/jpeg",
        "file_hash_md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
        "file_hash_sha256": hashlib.sha256(data).hexdigest(),
        "file_storage_type": "local",
        "file_status": "active",
        "file_width": 40,
        "file_height": 30,
        "file_duration": None,
        "file_tags": ["车站", "冬天"],
    }
    assert {name: file[name] for name in wanted} == wanted
    assert file["file_created_time"].endswith("Z")
    assert [path.read_bytes() for path in files_in(kept)] == [data]


async def test_pictures(upload: Upload) -> None:
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        file = (await upload(samples.picture(kind, (12, 34)))).json()
        assert (file["file_mime_type"], file["file_width"], file["file_height"]) == (f"image/{kind.lower()}", 12, 34)


async def test_a_photo_taken_sideways_has_the_size_it_is_seen_in(upload: Upload) -> None:
    file = (await upload(samples.sideways_jpeg())).json()
    assert (file["file_width"], file["file_height"]) == (20, 40)


async def test_texts(client: httpx.AsyncClient, upload: Upload) -> None:
    for data, mime_type, served_as in _TEXTS:
        answer = await upload(data, "note.html")
        assert answer.status_code == 201, answer.text
        file = answer.json()
        assert (data, file["file_type"], file["file_mime_type"]) == (data, "text", mime_type)
        served = await client.get(f"{answer.headers['location']}/content")
        assert (served.content, served.headers["content-type"]) == (data, served_as)
        assert served.headers["content-disposition"].startswith("attachment; ")


async def test_sound_and_video_are_measured(upload: Upload, media: dict[str, bytes]) -> None:
    for name, (file_type, mime_type) in _MEDIA.items():
        answer = await upload(media[name], "x.txt")
        assert answer.status_code == 201, (name, answer.text)
        file = answer.json()
        assert (name, file["file_type"], file["file_mime_type"]) == (name, file_type, mime_type)
        assert file["file_duration"] == pytest.approx(1.0, abs=0.15), name
        assert (file["file_width"], file["file_height"]) == ((64, 48) if file_type == "video" else (None, None))
    assert (await upload(media["clip.avi"])).status_code == 415


async def test_the_same_bytes_are_stored_once(upload: Upload, kept: Path) -> None:
    first = await upload(samples.picture(), "a.png", "车站")
    second = await upload(samples.picture(), "b.png", "冬天")
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json() | {"file_tags": ["车站", "冬天"]}
    assert len(files_in(kept)) == 1


async def test_parallel_uploads_of_the_same_bytes_make_one_row(upload: Upload, kept: Path) -> None:
    answers = await asyncio.gather(*(upload(samples.picture(size=(300, 300))) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["file_id"] for answer in answers}) == 1
    assert len(files_in(kept)) == 1


async def test_a_second_upload_replaces_lost_bytes(client: httpx.AsyncClient, upload: Upload, kept: Path) -> None:
    made = await upload(samples.picture())
    for path in files_in(kept):
        path.unlink()
    assert (await client.get(f"{made.headers['location']}/content")).status_code == 503
    again = await upload(samples.picture())
    assert (again.status_code, again.json()["file_id"]) == (200, made.json()["file_id"])
    assert (await client.get(f"{made.headers['location']}/content")).content == samples.picture()


async def test_a_deleted_file_can_be_uploaded_anew(client: httpx.AsyncClient, upload: Upload) -> None:
    made = await upload(samples.picture())
    assert (await client.delete(made.headers["location"])).status_code == 204
    assert (await client.get(made.headers["location"])).status_code == 404
    assert (await client.get(f"{made.headers['location']}/content")).status_code == 404
    assert (await client.delete(made.headers["location"])).status_code == 404
    again = await upload(samples.picture())
    assert again.status_code == 201
    assert again.json()["file_id"] != made.json()["file_id"]


async def test_a_form_that_is_not_one_file_is_refused(client: httpx.AsyncClient, kept: Path) -> None:
    for form in _WRONG_FORMS:
        answer = await client.post("/api/v1/files", **form)
        assert (form, answer.status_code) == (form, 422)
        assert answer.headers["content-type"] == "application/problem+json"
    assert files_in(kept) == []


async def test_a_cut_form_leaves_nothing(client: httpx.AsyncClient, kept: Path) -> None:
    """S1: wherever the bytes break off."""
    request = client.build_request("POST", "/api/v1/files", files={"file": ("a.png", samples.picture(size=(64, 64)))})
    body = request.read()
    kind = {"content-type": request.headers["content-type"]}
    places = random.Random(1).sample(range(len(body) - 2), 20)
    for place in places:
        answer = await client.post("/api/v1/files", content=body[:place], headers=kind)
        assert answer.status_code == 422, place
    assert files_in(kept) == []


async def test_lists_are_filtered_and_paged(client: httpx.AsyncClient, upload: Upload, media: dict[str, bytes]) -> None:
    for number, tags in enumerate((["a"], ["a", "b"], ["b"], [])):
        await upload(samples.picture(size=(number + 1, 1)), f"{number}.png", *tags)
    await upload(media["voice.wav"], "voice.wav", "a")

    async def names(**query: str | list[str]) -> list[str]:
        answer = await client.get("/api/v1/files", params=query)
        assert answer.status_code == 200
        return [file["file_original_name"] for file in answer.json()["items"]]

    assert await names() == ["voice.wav", "3.png", "2.png", "1.png", "0.png"]
    assert await names(file_type="audio") == ["voice.wav"]
    assert await names(file_mime_type="image/png") == ["3.png", "2.png", "1.png", "0.png"]
    assert await names(file_tags="a") == ["voice.wav", "1.png", "0.png"]
    assert await names(file_tags=["a", "b"]) == ["1.png"]
    assert await names(sort="file_original_name", limit="2") == ["0.png", "1.png"]
    first = (await client.get("/api/v1/files", params={"limit": 3})).json()
    second = (await client.get("/api/v1/files", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert [len(first["items"]), len(second["items"]), second["next_cursor"]] == [3, 2, None]
    for wrong in ({"file_type": "program"}, {"sort": "file_path"}, {"file_tags": ["x"] * 51}):
        assert (await client.get("/api/v1/files", params=wrong)).status_code in (200, 422)


async def test_name_and_tags_can_change(client: httpx.AsyncClient, upload: Upload) -> None:
    place = (await upload(samples.picture())).headers["location"]
    changed = await client.patch(place, json={"file_original_name": "../新名 字.png", "file_tags": ["a", "a", "b"]})
    assert (changed.json()["file_original_name"], changed.json()["file_tags"]) == ("新名 字.png", ["a", "b"])
    assert (await client.get(place)).json() == changed.json()
    for wrong in ({"file_original_name": ""}, {"file_original_name": None}, {"file_tags": None}, {"file_tags": [""]}):
        assert (await client.patch(place, json=wrong)).status_code == 422


async def test_content_comes_with_its_headers(client: httpx.AsyncClient, upload: Upload) -> None:
    data = samples.picture()
    made = await upload(data, '引"号.png')
    place = f"{made.headers['location']}/content"
    served = await client.get(place)
    assert (served.status_code, served.content) == (200, data)
    tag = f'"{hashlib.sha256(data).hexdigest()}"'
    wanted = {
        "content-type": "image/png",
        "content-length": str(len(data)),
        "etag": tag,
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "content-disposition": "inline; filename=\"___.png\"; filename*=UTF-8''%E5%BC%95_%E5%8F%B7.png",
    }
    assert {name: served.headers[name] for name in wanted} == wanted
    head = await client.head(place)
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in wanted} == wanted
    saved = await client.get(place, params={"download": "true"})
    assert saved.headers["content-disposition"].startswith("attachment; ")
    unchanged = await client.get(place, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    assert (await client.head(place, headers={"If-None-Match": tag})).status_code == 304
    assert (await client.get(place, headers={"If-Match": '"x"'})).status_code == 412


async def test_ranges_are_the_bytes(client: httpx.AsyncClient, upload: Upload) -> None:
    data = b"text " * 200_000  # several chunks of the stream
    place = f"{(await upload(data)).headers['location']}/content"

    async def ask(header: str, if_range: str | None = None) -> httpx.Response:
        headers = {"Range": header} | ({"If-Range": if_range} if if_range else {})
        return await client.get(place, headers=headers)

    part = await ask("bytes=3-9")
    assert (part.status_code, part.content) == (206, data[3:10])
    assert part.headers["content-range"] == f"bytes 3-9/{len(data)}"
    assert part.headers["content-length"] == "7"
    assert (await ask("bytes=-5")).content == data[-5:]
    assert (await ask("bytes=300000-")).content == data[300_000:]
    assert (await ask("bytes=0-1,5-6")).status_code == 200
    assert (await ask("bytes=0-1", '"other"')).content == data
    assert (await ask("bytes=0-1", part.headers["etag"])).content == data[:2]
    behind = await ask(f"bytes={len(data)}-")
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(data)}")
    head = await client.head(place, headers={"Range": "bytes=0-1"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(data)))

    chance = random.Random(len(data))
    for start, length in [(chance.randrange(len(data)), chance.randrange(len(data))) for _ in range(60)]:
        answer = await ask(f"bytes={start}-{start + length}")
        assert (answer.status_code, answer.content) == (206, data[start : start + length + 1])


async def test_strangers_see_nothing(
    client: httpx.AsyncClient, anonymous: httpx.AsyncClient, upload: Upload, make_user: MakeUser, login: Login
) -> None:
    """A1: another user's file answers exactly like one that does not exist, to an admin too."""
    made = (await upload(samples.picture())).json()
    await make_user("stranger")
    await make_user("boss", user_role=UserRole.ADMIN)
    place, nowhere = f"/api/v1/files/{made['file_id']}", f"/api/v1/files/{made['file_id'] + 50}"

    def but_for_ids(answer: httpx.Response, path: str) -> str:
        body = answer.json()
        del body["request_id"]
        return str(body).replace(path.rsplit("/", 1)[-1], "N")

    for name in ("stranger", "boss"):
        other = await login(name)
        assert (await other.get("/api/v1/files")).json()["items"] == []
        for method, tail, body in (
            ("GET", "", None),
            ("GET", "/content", None),
            ("PATCH", "", {"file_tags": []}),
            ("DELETE", "", None),
        ):
            answers = [await other.request(method, f"{path}{tail}", json=body) for path in (place, nowhere)]
            assert [answer.status_code for answer in answers] == [404, 404]
            assert but_for_ids(answers[0], place) == but_for_ids(answers[1], nowhere)
        assert (await other.head(f"{place}/content")).status_code == 404
        same = await other.post("/api/v1/files", files={"file": ("mine.png", samples.picture())})
        assert same.status_code == 201  # that someone else has these bytes is nobody's business
        assert same.json()["file_id"] != made["file_id"]
    for method, tail in (("GET", ""), ("GET", "/content"), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore")):
        assert (await anonymous.request(method, f"{place}{tail}")).status_code == 401
    assert (await anonymous.post("/api/v1/files", files={"file": ("a", b"x")})).status_code == 401
    assert (await client.get(place)).status_code == 200


async def test_keys_that_are_no_keys(client: httpx.AsyncClient) -> None:
    for key in ("0", "-1", "2147483648", "x", "1.5", "%00", "..%2f..%2fetc"):
        for tail in ("", "/content"):
            assert (await client.get(f"/api/v1/files/{key}{tail}")).status_code in (404, 422)


async def test_a_file_in_use_cannot_be_deleted(client: httpx.AsyncClient, resources: Resources, upload: Upload) -> None:
    """S6: neither while an audio has it nor while a work still uses the deleted audio."""
    me = (await upload(samples.picture())).json()["file_created_user_id"]
    async with resources.database.transaction(OPERATOR) as session:
        mixall = await make_mixall(session, me)
        audio = await session.get_one(VoiceAudioBasic, mixall.mixall_audio_id)
        place = f"/api/v1/files/{audio.audio_file_id}"
    in_audio = {
        "field": "audio_id",
        "message": f"audio {audio.audio_id} “问候”",
        "params": {"key": audio.audio_id, "title": "问候"},
    }
    in_work = {
        "field": "mixall_id",
        "message": f"mixall {mixall.mixall_id} “背影”",
        "params": {"key": mixall.mixall_id, "title": "背影"},
    }
    refused = await client.delete(place)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/file-in-use")
    assert refused.json()["errors"] == [in_audio, in_work]
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(VoiceAudioBasic).values(audio_deleted_time=audio.audio_created_time))
    assert (await client.delete(place)).json()["errors"] == [in_work]
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(MixallContentBasic).values(mixall_deleted_time=mixall.mixall_created_time))
    assert (await client.delete(place)).status_code == 204


async def test_every_table_that_refers_to_files_is_asked_before_one_is_deleted(resources: Resources) -> None:
    found = await resources.database.fetch(
        text(
            "SELECT DISTINCT a.attname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = 'file_storage_basic'\\:\\:regclass AND c.conparentid = 0"
        )
    )
    columns = {row["attname"] for row in found}
    assert len(columns) >= 6
    assert {column for column in columns if column not in str(queries._USERS)} == set()


async def test_an_admin_restores_a_deleted_file(
    client: httpx.AsyncClient, upload: Upload, kept: Path, make_user: MakeUser, login: Login
) -> None:
    made = await upload(samples.picture())
    place = made.headers["location"]
    await client.delete(place)
    assert (await client.post(f"{place}/restore")).status_code == 403
    await make_user("boss", user_role=UserRole.ADMIN)
    boss = await login("boss")
    assert (await boss.post(f"{place}/restore")).json() == made.json()
    assert (await boss.post(f"{place}/restore")).status_code == 200
    assert (await client.get(f"{place}/content")).content == samples.picture()
    assert (await boss.post("/api/v1/files/999999/restore")).status_code == 404
    await client.delete(place)
    await upload(samples.picture())
    twin = await boss.post(f"{place}/restore")
    assert (twin.status_code, twin.json()["type"]) == (409, "/problems/file-not-restorable")
    lost = (await upload(samples.picture(colour="red"))).headers["location"]
    await client.delete(lost)
    for path in files_in(kept):
        path.unlink()
    assert (await boss.post(f"{lost}/restore")).status_code == 409


async def test_too_much_is_refused(client: httpx.AsyncClient, upload: Upload, kept: Path) -> None:
    app = client._transport.app  # type: ignore[attr-defined]  # the ASGI transport's
    limit = app.state.resources.settings.upload_limit_bytes
    announced = await client.post(
        "/api/v1/files",
        content=b"",
        headers={"content-type": _KIND + "b", "content-length": str(limit * 2)},
    )
    assert announced.status_code == 413
    long_text = await upload(os.urandom(9 * 1024 * 1024).hex().encode())
    assert (long_text.status_code, long_text.json()["type"]) == (413, "/problems/file-too-large")
    assert files_in(kept) == []
