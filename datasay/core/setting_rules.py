"""What a setting may say: each rule takes a value, gives it back in the form it is used in, or tells what is wrong."""

import os
import re
import urllib.parse
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from pathlib import Path

from pydantic_core import PydanticCustomError

from datasay.core.wrong_settings import CUSTOM
from datasay.wording.told import Param, Told

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_HOST = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
_FONT_STARTS = (b"\x00\x01\x00\x00", b"OTTO", b"ttcf", b"true")
_TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# What asyncpg takes as text beside the address itself, and SQLAlchemy hands on.
_DATABASE_OPTIONS = {"ssl", "target_session_attrs", "passfile", "host", "port", "prepared_statement_cache_size"}
_SHORTEST_SECRET = 16  # characters
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f]+")


def wrong(chinese: str, english: str, **params: Param) -> PydanticCustomError:
    """The error of a rule: a sentence in each language, without its full stop."""
    return PydanticCustomError(CUSTOM, "{told}", {"told": Told(f"{english}.", f"{chinese}。", **params)})


def folder(path: Path) -> Path:
    """An absolute path to a folder, or to nothing yet."""
    return _existing_kind(_expanded(path), lambda found: found.is_dir(), "不是文件夹", "It is no folder", missing=True)


def program(path: Path) -> Path:
    """An absolute path to a program that may be run."""
    found = _existing_kind(_expanded(path), lambda one: one.is_file(), "不是文件", "It is no file")
    if not os.access(found, os.X_OK):
        raise wrong("这个文件不能执行", "This file cannot be executed")
    return found


def font(path: Path) -> Path:
    """An absolute path to a font file."""
    found = _existing_kind(_expanded(path), lambda one: one.is_file(), "不是文件", "It is no file")
    try:
        with found.open("rb") as file:
            start = file.read(4)
    except OSError as problem:
        raise wrong("这个文件读不了", "This file cannot be read") from problem
    if start not in _FONT_STARTS:
        raise wrong("不是 .otf、.ttf 或 .ttc 字体", "It is no .otf, .ttf or .ttc font")
    return found


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError as problem:
        raise wrong("~ 后面的用户不存在", "There is no such user as ~ names") from problem


def _existing_kind(
    path: Path, holds: Callable[[Path], bool], chinese: str, english: str, *, missing: bool = False
) -> Path:
    try:
        exists = path.exists()
    except OSError:  # a folder on the way that may not be entered, a name too long
        exists = False
    if not exists and not missing:
        raise wrong("没有这个文件", "There is no such file")
    if exists and not holds(path):
        raise wrong(chinese, english)
    return path


def database_address(url: str) -> str:
    """postgresql+asyncpg://user:password@host:port/name?ssl=…"""
    parts = _taken_apart(url)
    if parts.scheme != "postgresql+asyncpg":
        raise wrong(
            "要以 postgresql+asyncpg:// 开头",
            "It must begin with postgresql+asyncpg://, as in postgresql+asyncpg://user:password@host:5432/name",
        )
    options = _options(parts.query)
    if not parts.hostname and "host" not in options:
        raise wrong("没有主机名", "It names no host: postgresql+asyncpg://user:password@host:5432/name")
    if not parts.username:
        raise wrong("没有用户名", "It names no user: postgresql+asyncpg://user:password@host:5432/name")
    if len(parts.path) < 2 or "/" in parts.path[1:]:
        raise wrong("没有数据库名", "It names no database: postgresql+asyncpg://user:password@host:5432/name")
    for name in options:
        if name == "sslmode":
            raise wrong("这里 sslmode 写作 ssl", "sslmode is called ssl here: …?ssl=require")
        if name not in _DATABASE_OPTIONS:
            known = sorted(_DATABASE_OPTIONS)
            raise wrong(
                "不认识选项 {name}，可用 {known}",
                "The option {name} is not known; there are {known}",
                name=name,
                known=known,
            )
    if "ssl" in options and options["ssl"] not in _TLS:
        raise wrong("ssl 可取 {known}", "ssl is one of {known}", known=_TLS)
    return url


def queue_address(url: str) -> str:
    """redis://[:password@]host:port/0, or rediss:// with TLS."""
    parts = _taken_apart(url)
    if parts.scheme not in {"redis", "rediss"}:
        raise wrong("要以 redis:// 或 rediss:// 开头", "It must begin with redis:// or rediss://")
    if not parts.hostname:
        raise wrong("没有主机名", "It names no host: redis://:password@host:6379/0")
    if not re.fullmatch(r"(/\d{0,4})?", parts.path):
        raise wrong("末尾要是库号", "It must end with the number of a database: redis://host:6379/0")
    _options(parts.query)
    return url


def web_address(url: str) -> str:
    """http:// or https:// with a host."""
    parts = _taken_apart(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise wrong("要像 https://host 这样", "It must be like https://host, with a path if there is one")
    return url


def _taken_apart(url: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(url.strip())
        _ = parts.port, parts.hostname
    except ValueError as problem:
        raise wrong(
            "这个地址读不懂，密码里的特殊字符要写成 %XX",
            "This address cannot be read; special characters of a password are written as %XX",
        ) from problem
    return parts


def _options(query: str) -> dict[str, str]:
    try:
        return dict(urllib.parse.parse_qsl(query, strict_parsing=bool(query), keep_blank_values=True))
    except ValueError as problem:
        raise wrong("? 后面要是 名=值", "After the ? there must be name=value") from problem


def encryption_keys(text: str) -> str:
    """Comma-separated base64 of 32 bytes each."""
    from datasay.core.secrets import SecretBox  # noqa: PLC0415  cryptography only where there are keys

    try:
        SecretBox.from_setting(text)
    except ValueError as problem:
        raise wrong(
            "每把密钥都要是 32 个随机字节的 base64，用逗号隔开",
            "Each key must be base64 of 32 random bytes, with commas between; `openssl rand -base64 32` makes one",
        ) from problem
    return text


def listening_host(host: str) -> str:
    """An address or a name, alone."""
    if _is_address(host) or (_HOST.fullmatch(host) and not re.fullmatch(r"[\d.]+", host)):
        return host
    raise wrong(
        "只写地址或主机名，不带 http://、端口和方括号",
        "It wants an address or a name alone, without http://, port and brackets: 127.0.0.1, 0.0.0.0, ::",
    )


def host_name(text: str) -> str:
    """A name or an address alone; `*.` before a name stands for all below it, `*` for any."""
    if text == "*" or _is_address(text.strip("[]")) or _HOST.fullmatch(text.removeprefix("*.")):
        return text
    raise wrong(
        "只写主机名，如 studio.example.org 或 *.example.org",
        "It wants a name alone: studio.example.org or *.example.org",
    )


def token(text: str) -> str:
    """What fits into a header: visible ASCII."""
    if not re.fullmatch(r"[\x21-\x7e]{1,500}", text):
        raise wrong("要可见的 ASCII 字符，不带空格", "It wants visible ASCII characters without spaces")
    return text


def secret_token(text: str) -> str:
    """A token that is not guessed: visible ASCII, and enough of it."""
    if len(text) < _SHORTEST_SECRET:
        raise wrong(
            "太短，容易被猜到：要至少 {least} 个字符",
            "It is short enough to be guessed: it wants at least {least} characters; `openssl rand -hex 16` makes some",
            least=_SHORTEST_SECRET,
        )
    return token(text)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def proxy(text: str) -> str:
    """An address or a network."""
    try:
        ip_network(text, strict=False)
    except ValueError as problem:
        raise wrong("不是地址或网段", "It is neither an address nor a network like 10.0.0.0/8") from problem
    return text


def origin(text: str) -> str:
    """As a browser sends it: scheme and host, the port where it is not the usual one."""
    parts = _taken_apart(text)
    plain = f"{parts.scheme}://{parts.netloc}"
    is_plain = parts.username is None and text in {plain, f"{plain}/"}
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain:
        raise wrong("不是来源，要像 https://studio.example", "It is no origin like https://studio.example")
    return plain.lower()


def log_level(text: str) -> str:
    """One of LOG_LEVELS, in capitals."""
    level = text.strip().upper()
    if level not in LOG_LEVELS:
        raise wrong("可取 {known}", "It is one of {known}", known=LOG_LEVELS)
    return level


def port(value: object) -> object:
    """A port as a number; what Kubernetes puts in its place is said for what it is."""
    if isinstance(value, str) and value.startswith(("tcp://", "udp://")):
        raise wrong(
            "这是 Kubernetes 为名叫 datasay 的服务设的，请设 enableServiceLinks: false",
            "Kubernetes sets this for a service called datasay: set enableServiceLinks: false, or the port itself",
        )
    return value


def printable(text: str) -> str:
    """Text on one line, of at most 200 characters."""
    if len(text) > 200 or not _PRINTABLE.fullmatch(text):
        raise wrong("要一行文字，不超过 200 字", "It wants one line of at most 200 characters")
    return text


def _servers(text: str | None) -> None:
    place = Path(text) if text else None
    if place is not None and not ((place / "postgres").is_file() and (place / "initdb").is_file()):
        raise wrong("这个目录里没有 postgres 和 initdb", "There is no postgres and initdb in this folder")


def _server(text: str | None) -> None:
    if text:
        program(Path(text))


def _platform(text: str | None) -> None:
    if text:
        web_address(text)


def _spoken(text: str | None) -> None:
    if text and not re.fullmatch(r"(?:zh|en)(?:[-_.@].*)?", text, re.IGNORECASE):
        raise wrong("可取 zh 或 en", "It is zh or en")


def _session(text: str | None) -> None:
    if text:
        token(text)


# Rules for what others read from the environment; they give nothing back.
OF_THE_ENVIRONMENT: dict[str, Callable[[str | None], None]] = {
    "DATASAY_POSTGRES_BIN": _servers,
    "DATASAY_REDIS_BIN": _server,
    "DATASAY_SERVER": _platform,
    "DATASAY_TOKEN": _session,
    "DATASAY_LANGUAGE": _spoken,
}
