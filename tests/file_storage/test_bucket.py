"""A bucket behaves like the folder: against an S3 server on a real port that checks every signature."""

import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from datasay.api.app import create_app
from datasay.core.errors import Invalid, Unavailable
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.addresses import ObjectAddress, parse_address
from datasay.file_storage.bucket import BucketStore
from datasay.file_storage.errors import BytesMissing, FileBroken
from datasay.file_storage.models import FileStorageBasic, FileType
from datasay.file_storage.service import add_file_row, open_local, receive_file, store_bytes
from datasay.file_storage.stores import FileStore, new_key, open_store
from datasay.file_storage.sweep import sweep_orphans
from tests.conftest import MakeUser
from tests.file_storage import samples
from tests.file_storage.conftest import files_in
from tests.simulators.s3 import S3Simulator, StoredBytes, serving

_SHA256 = hashlib.sha256(b"").hexdigest()


@pytest.fixture
async def s3() -> AsyncIterator[S3Simulator]:
    """A bucket named `datasay`."""
    async with serving(S3Simulator()) as simulator:
        yield simulator
    assert simulator.refusals == []


@pytest.fixture
def settings(settings: Settings, s3: S3Simulator) -> Settings:
    """Settings of a platform that keeps its files in the bucket, under a prefix."""
    user = f"{s3.access_key}:{s3.secret_key.replace('/', '%2F').replace('+', '%2B')}"
    url = f"s3://{user}@{s3.bucket}/some/prefix?endpoint=http://127.0.0.1:{s3.port}&region=eu-west-9"
    return settings.model_copy(update={"storage_url": url})


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 100_000):
        yield data[start : start + 100_000]


async def _keep(store: FileStore, folder: Path, data: bytes, user_id: int = 7) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / "finished"
    path.write_bytes(data)
    key = new_key(user_id, hashlib.sha256(data).hexdigest(), "bin")
    await store.keep(path, key)
    assert not path.exists()
    return key


async def _read(store: FileStore, key: str, start: int, end: int) -> bytes:
    return b"".join([chunk async for chunk in await store.stream(key, start, end)])


@pytest.mark.parametrize("size", [1, 1000, 16 * 1024 * 1024 + 1])
async def test_bytes_go_there_and_come_back(settings: Settings, s3: S3Simulator, tmp_path: Path, size: int) -> None:
    store, data = open_store(settings), os.urandom(size)
    key = await _keep(store, tmp_path / "work", data)
    assert s3.objects[f"some/prefix/{key}"].data == data
    assert s3.uploads == {}
    assert await store.size(key) == size
    assert await _read(store, key, 0, size) == data
    assert await _read(store, key, size // 3, size // 2 + 1) == data[size // 3 : size // 2 + 1]
    await store.fetch(key, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == data
    assert store.local_path(key) is None
    await store.delete(key)
    await store.delete(key)
    assert await store.size(key) is None
    with pytest.raises(BytesMissing):
        await store.stream(key, 0, 1)
    with pytest.raises(BytesMissing):
        await store.fetch(key, tmp_path / "other")
    assert not (tmp_path / "other").exists()


async def test_listings_are_paged_and_know_the_owners(settings: Settings, s3: S3Simulator, tmp_path: Path) -> None:
    store = open_store(settings)
    keys = {await _keep(store, tmp_path / "work", bytes([number]), 7) for number in range(7)}
    other = await _keep(store, tmp_path / "work", b"x", 70)
    s3.objects["some/prefix/notes/readme.txt"] = StoredBytes(b"not ours")
    s3.objects["some/prefix/7/aa/not-a-key"] = StoredBytes(b"not ours")
    s3.objects["elsewhere/9/x"] = StoredBytes(b"not ours")
    assert {stored.key async for stored in store.list(7)} == keys
    assert [stored.key async for stored in store.list(70)] == [other]
    assert await store.owners() == [7, 70]
    assert [stored async for stored in store.list(8)] == []


async def test_what_passes_is_tried_again(settings: Settings, s3: S3Simulator, tmp_path: Path) -> None:
    """S5."""
    store, data = open_store(settings), os.urandom(300_000)
    s3.unavailable = 2
    key = await _keep(store, tmp_path / "work", data)
    s3.cut_downloads = 1
    assert await _read(store, key, 0, len(data)) == data


async def test_what_stays_broken_is_said(
    settings: Settings, s3: S3Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(settings)
    s3.lose_last_part = True
    with pytest.raises(Unavailable, match="whole file"):
        await _keep(store, tmp_path / "work", os.urandom(16 * 1024 * 1024 + 1))
    assert s3.objects == {}
    address = parse_address(settings.storage)
    assert isinstance(address, ObjectAddress)
    wrong = BucketStore(replace(address, secret_key="wrong"), temporary=tmp_path)
    with pytest.raises(Unavailable):
        await wrong.size(new_key(1, _SHA256, "bin"))
    assert s3.refusals != []
    s3.refusals.clear()


async def test_the_whole_path_of_a_file(
    settings: Settings, resources: Resources, s3: S3Simulator, user_id: int, tmp_path: Path
) -> None:
    data = samples.picture(size=(200, 200))
    file, created = await receive_file(resources, user_id, _chunks(data), "月台.png", ["车站"])
    assert (created, file.file_storage_type, file.file_size) == (True, "s3", len(data))
    _, created = await receive_file(resources, user_id, _chunks(data), "again.png")
    assert not created
    assert len(s3.objects) == 2  # the second upload's bytes wait for the sweeper
    assert files_in(settings.home) == []
    report = await sweep_orphans(resources, older_than_seconds=-5)
    assert (report.orphans_removed, report.missing, len(s3.objects)) == (1, [], 1)
    path = await open_local(resources, file, tmp_path)
    assert path.read_bytes() == data
    assert await open_local(resources, file, tmp_path) == path
    key = next(iter(s3.objects))
    s3.objects[key] = StoredBytes(data[:-1] + b"x")
    with pytest.raises(FileBroken):
        await open_local(resources, file, tmp_path / "..")
    del s3.objects[key]
    assert (await sweep_orphans(resources)).missing == [file.file_id]
    stored = await store_bytes(
        resources,
        user_id=user_id,
        data=b"1\n00:00:00,000 --> 00:00:01,000\nhi\n",
        file_type=FileType.TEXT,
        mime_type="application/x-subrip",
        file_name="x.srt",
    )
    async with resources.database.transaction() as session:
        assert (await add_file_row(session, stored)).file_mime_type == "application/x-subrip"
    old = s3.objects[f"some/prefix/{stored.key}"]
    old.modified = datetime.now(UTC) - timedelta(days=400)
    assert (await sweep_orphans(resources)).orphans_removed == 0


async def test_files_of_another_storage_are_named(
    resources: Resources, settings: Settings, user_id: int, tmp_path: Path
) -> None:
    file, _ = await receive_file(resources, user_id, _chunks(samples.picture()), "a.png")
    moved = replace(resources, settings=settings.model_copy(update={"storage_url": None}))
    with pytest.raises(BytesMissing, match="type s3; the platform now uses local"):
        await open_local(moved, file, tmp_path)
    assert (await sweep_orphans(moved)).missing == []
    assert isinstance(file, FileStorageBasic)


async def test_content_is_served_from_the_bucket(settings: Settings, resources: Resources, make_user: MakeUser) -> None:
    await make_user("writer")
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver/api/v1") as client:
            login = {"user_name": "writer", "user_password": "correct horse battery"}
            token = (await client.post("/auth/login", json=login)).json()["session_token"]
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {token}"
            data = samples.picture(size=(100, 100))
            made = await client.post("/files", files={"file": ("a.png", data)})
            place = f"/files/{made.json()['file_id']}/content"
            assert (await client.get(place)).content == data
            part = await client.get(place, headers={"Range": "bytes=10-19"})
            assert (part.status_code, part.content) == (206, data[10:20])


async def test_aliyun_wants_the_bucket_in_the_host() -> None:
    address = parse_address("oss://my-bucket/p?endpoint=https://oss-cn-shanghai-internal.aliyuncs.com")
    assert isinstance(address, ObjectAddress)
    assert (address.endpoint, address.region, address.virtual_hosted, address.prefix) == (
        "https://my-bucket.s3.oss-cn-shanghai-internal.aliyuncs.com",
        "oss-cn-shanghai",
        True,
        "p",
    )
    same = parse_address("oss://my-bucket?endpoint=s3.oss-cn-shanghai.aliyuncs.com&region=cn-shanghai")
    assert isinstance(same, ObjectAddress)
    assert (same.endpoint, same.region) == ("https://my-bucket.s3.oss-cn-shanghai.aliyuncs.com", "cn-shanghai")


async def test_aliyun_is_spoken_to_by_virtual_host(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The simulator stands in as a proxy, so that the real host's name is asked for and signed."""
    async with serving(S3Simulator(virtual_hosted=True)) as oss:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{oss.port}")
        monkeypatch.setenv("OSS_ACCESS_KEY_ID", oss.access_key)
        monkeypatch.setenv("OSS_ACCESS_KEY_SECRET", oss.secret_key)
        url = "oss://datasay?endpoint=http://oss-cn-shanghai.aliyuncs.com"
        store = open_store(settings.model_copy(update={"storage_url": url}))
        assert store.storage_type == "oss"
        key = await _keep(store, tmp_path / "work", b"hello")
        assert await _read(store, key, 1, 3) == b"el"
        assert [stored.key async for stored in store.list(7)] == [key]
        await store.delete(key)
        assert oss.objects == {}
        assert oss.refusals == []
        assert {host for host, _ in oss.spoken_to} == {"datasay.s3.oss-cn-shanghai.aliyuncs.com"}
        assert {region for _, region in oss.spoken_to} == {"oss-cn-shanghai"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x",
        "file://host/x",
        "file:relative",
        "s3://",
        "s3://UP_PER",
        "s3://user:hunter2@bucket?endpoint=ftp://x",
        "s3://user:hunter2@bucket?what=1",
        "s3://user:hunter2@bucket?endpoint=https://a:b@host",
        "s3://user:hunter2@bucket?endpoint",
        "oss://user:hunter2@bucket",
        "s3://[user:hunter2@bucket",
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_secrets(url: str) -> None:
    with pytest.raises(Invalid) as wrong:
        parse_address(url)
    assert str(wrong.value).startswith("This storage address cannot be used: ")
    assert "hunter2" not in str(wrong.value)


def test_secrets_are_in_no_repr(settings: Settings) -> None:
    url = "s3://AKID:hunter2@bucket?endpoint=http://127.0.0.1:9"
    assert "hunter2" not in repr(parse_address(url))
    assert "hunter2" not in repr(open_store(settings.model_copy(update={"storage_url": url})))


def test_a_folder_may_have_any_name() -> None:
    assert parse_address(Path("/srv/数据 与/files").as_uri()) == Path("/srv/数据 与/files")
