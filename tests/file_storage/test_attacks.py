"""Wicked uploads: refused from their first bytes, or kept as what they are and served so that nothing runs (U1–U5)."""

import asyncio
import resource
from pathlib import Path

import httpx
from sqlalchemy import text

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.file_storage.stores import KEY
from tests.file_storage import samples
from tests.file_storage.conftest import Upload, files_in

_REFUSED = sorted(samples.REFUSED)
_BROKEN = sorted(samples.BROKEN)


async def _rows(resources: Resources) -> int:
    return int(await resources.database.fetch_value(text("SELECT count(*) FROM file_storage_basic"), actor=OPERATOR))


async def test_what_could_run_or_open_other_files_is_refused(upload: Upload, kept: Path, resources: Resources) -> None:
    assert len(_REFUSED) >= 40
    answers = {name: await upload(samples.REFUSED[name], name) for name in _REFUSED}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(_REFUSED, 415)
    assert {answer.json()["type"] for answer in answers.values()} == {"/problems/file-type-refused"}
    assert files_in(kept) == []
    assert await _rows(resources) == 0


async def test_what_is_not_what_it_begins_as_is_refused(upload: Upload, kept: Path, resources: Resources) -> None:
    answers = {name: await upload(samples.BROKEN[name], name) for name in _BROKEN}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(_BROKEN, 422)
    assert {answer.json()["type"] for answer in answers.values()} == {"/problems/file-broken"}
    assert files_in(kept) == []
    assert await _rows(resources) == 0


async def test_a_bomb_is_refused_from_its_header(upload: Upload) -> None:
    """U3: 30,000 × 30,000 pixels would be 2.7 GB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("bomb.png", "text_bomb.png"):
        assert (await upload(samples.BROKEN[name], "photo.png")).status_code == 422
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # KiB


async def test_a_small_video_that_claims_ten_hours_is_refused(upload: Upload, media: dict[str, bytes]) -> None:
    """U4."""
    claims = media["ten_hours.mp4"]
    assert len(claims) < 100_000
    answer = await upload(claims, "clip.mp4")
    assert answer.status_code == 422
    assert "36000 s are too long" in answer.json()["detail"]


async def test_a_playlist_reads_nothing_of_its_neighbours(upload: Upload, tmp_path: Path) -> None:
    """U5: whichever name and type it claims, a playlist naming an existing file by its whole path is refused."""
    victim = tmp_path / "victim.ts"
    victim.write_bytes(b"G" * 188 * 10)
    for content in (
        f"#EXTM3U\n#EXTINF:5,\n{victim}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{victim}'\n",
        f"\n\n#EXTM3U\n#EXTINF:5,\nfile:{victim}\n",
    ):
        for name in ("clip.mp4", "sound.mp3", "list.m3u8", "text.txt"):
            assert (await upload(content.encode(), name)).status_code == 415


async def test_a_page_inside_a_real_file_is_served_as_the_file(client: httpx.AsyncClient, upload: Upload) -> None:
    for data, mime_type in (
        (samples.picture("JPEG", comment=samples.HTML), "image/jpeg"),
        (samples.png_with_text(samples.HTML.decode()), "image/png"),
        (samples.picture() + samples.HTML, "image/png"),
        (samples.picture("JPEG") + samples.PHP, "image/jpeg"),
        (b"A story about <script>alert(1)</script> in the middle.", "text/plain; charset=utf-8"),
    ):
        made = await upload(data, "evil.html")
        assert made.status_code == 201
        served = await client.get(f"{made.headers['location']}/content")
        assert served.content == data
        assert served.headers["content-type"] == mime_type
        assert served.headers["x-content-type-options"] == "nosniff"
        assert served.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert served.headers["cross-origin-resource-policy"] == "same-origin"
        assert not served.headers["content-disposition"].endswith('.html"')


async def test_a_script_that_begins_like_a_gif_stays_a_gif(client: httpx.AsyncClient, upload: Upload) -> None:
    made = await upload(samples.gif_script(), "x.js")
    if made.status_code == 201:
        assert (await client.get(f"{made.headers['location']}/content")).headers["content-type"] == "image/gif"
    else:
        assert made.status_code == 422


async def test_no_name_becomes_a_path(upload: Upload, kept: Path) -> None:
    """U2."""
    names = ("../../../etc/cron.d/x.png", "n" * 300 + ".png", "CON.png", "x\u202egnp.exe", "/abs/p.png", 'q".png')
    for number, name in enumerate(names):
        made = await upload(samples.picture(size=(number + 1, 1)), name)
        assert made.status_code == 201, made.text
        assert not set(made.json()["file_original_name"]) & set('/\\\x00\u202e"')
        assert "file_path" not in made.json()
    assert len(files_in(kept)) == len(names)
    for path in files_in(kept):
        assert KEY.fullmatch(str(path.relative_to(kept)))


async def test_inner_fields_cannot_be_set(client: httpx.AsyncClient, upload: Upload) -> None:
    """A3."""
    made = (await upload(samples.picture())).json()
    for field in ("file_path", "file_type", "file_created_user_id", "file_status", "file_size", "file_name"):
        answer = await client.patch(f"/api/v1/files/{made['file_id']}", json={field: "../../etc/passwd"})
        assert answer.status_code == 422
        sent = await client.post("/api/v1/files", files={"file": ("a.png", b"x")}, data={field: "/etc/passwd"})
        assert sent.status_code == 422


async def test_a_compressed_body_is_not_unpacked(client: httpx.AsyncClient) -> None:
    """U3: what says it is gzip is refused (RFC 9110, 15.5.16), whatever is in it."""
    answer = await client.post(
        "/api/v1/files",
        content=b"\x1f\x8b" + b"\x00" * 1000,
        headers={"content-type": "multipart/form-data; boundary=x", "content-encoding": "gzip"},
    )
    assert answer.status_code == 415
    assert "Content-Encoding" in answer.json()["detail"]


async def test_many_wicked_uploads_at_once(upload: Upload, kept: Path) -> None:
    answers = await asyncio.gather(*(upload(samples.REFUSED[name], name) for name in _REFUSED))
    assert {answer.status_code for answer in answers} == {415}
    assert files_in(kept) == []
