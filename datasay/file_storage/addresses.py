"""Storage addresses: `file:///…`, `s3://bucket/prefix?endpoint=…&region=…`, `oss://bucket?endpoint=…`, taken apart.

Keys come from the user part of the address (`s3://KEY:SECRET@bucket`) or from the environment variables each vendor
documents (`AWS_ACCESS_KEY_ID` …, `OSS_ACCESS_KEY_ID` …).
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from datasay.core.errors import Invalid
from datasay.file_storage.models import FileStorageType
from datasay.wording.told import Told

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_OPTIONS = {"endpoint", "region", "addressing"}
_OSS_REGION = re.compile(r"(?:^|\.)(oss-[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$")


@dataclass(frozen=True, slots=True)
class ObjectAddress:
    """A bucket that speaks S3. `endpoint` already names the bucket when `virtual_hosted`."""

    storage_type: FileStorageType
    bucket: str
    prefix: str
    endpoint: str | None
    region: str
    virtual_hosted: bool
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    session_token: str | None = field(default=None, repr=False)


def parse_address(url: str) -> Path | ObjectAddress:
    """The folder or bucket a storage address names. Raises Invalid; the text never repeats the address's secrets."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise _wrong(Told("it is no address", "这不是一个地址")) from error
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
            raise _wrong(
                Told(
                    "a file address has three slashes and an absolute path: file:///srv/datasay",
                    "文件地址要有三条斜线和绝对路径，如 file:///srv/datasay",
                )
            )
        return Path(unquote(parts.path))
    if parts.scheme not in (FileStorageType.S3, FileStorageType.OSS):
        raise _wrong(Told("it must begin with file:///, s3:// or oss://", "必须以 file:///、s3:// 或 oss:// 开头"))
    bucket = parts.netloc.rpartition("@")[2]  # as written: `hostname` would quietly lower it
    if not _BUCKET.fullmatch(bucket) or not set(options) <= _OPTIONS:
        raise _wrong(
            Told(
                "write {scheme}://bucket?endpoint=…&region=… (options: {known})",
                "请写成 {scheme}://bucket?endpoint=…&region=…（选项：{known}）",
                scheme=parts.scheme,
                known=sorted(_OPTIONS),
            )
        )
    kind = FileStorageType(parts.scheme)
    user = (unquote(parts.username or "") or None, unquote(parts.password or "") or None)
    addressed = _oss(bucket, options) if kind == FileStorageType.OSS else _s3(bucket, options)
    endpoint, region, virtual_hosted = addressed
    names = ("OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN")
    if kind == FileStorageType.S3:
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    access_key, secret_key, token = (os.environ.get(name) or None for name in names)
    if user[0] is not None:
        access_key, secret_key, token = (*user, None)
    return ObjectAddress(
        kind, bucket, unquote(parts.path).strip("/"), endpoint, region, virtual_hosted, access_key, secret_key, token
    )


def _s3(bucket: str, options: dict[str, str]) -> tuple[str | None, str, bool]:
    virtual_hosted = options.get("addressing") == "virtual"
    endpoint = _with_scheme(options.get("endpoint"))
    if endpoint is not None and virtual_hosted:
        endpoint = _with_bucket(endpoint, bucket)
    return endpoint, options.get("region") or "us-east-1", virtual_hosted


def _oss(bucket: str, options: dict[str, str]) -> tuple[str, str, bool]:
    """Aliyun's S3 door: always virtual-hosted, at a host of its own that begins with `s3.`."""
    endpoint = _with_scheme(options.get("endpoint"))
    if endpoint is None:
        raise _wrong(
            Told(
                "oss:// needs an endpoint, for example oss://bucket?endpoint=https://s3.oss-cn-hangzhou.aliyuncs.com",
                "oss:// 要有 endpoint，如 oss://bucket?endpoint=https://s3.oss-cn-hangzhou.aliyuncs.com",
            )
        )
    scheme, _, host = endpoint.partition("://")
    if host.startswith("oss-") and host.endswith(".aliyuncs.com"):
        endpoint = f"{scheme}://s3.{host}"
    region = options.get("region")
    if not region:
        found = _OSS_REGION.search(host)
        region = found[1] if found else "oss-cn-hangzhou"
    path_style = options.get("addressing") == "path"  # not Aliyun itself, but what stands in for it in a test
    return (endpoint, region, False) if path_style else (_with_bucket(endpoint, bucket), region, True)


def _with_scheme(endpoint: str | None) -> str | None:
    if not endpoint:
        return None
    endpoint = endpoint.rstrip("/")
    if "://" not in endpoint:
        endpoint = f"https://{endpoint}"
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise _wrong(
            Told(
                "endpoint must be like https://host or http://127.0.0.1:9000",
                "endpoint 应写成 https://host 或 http://127.0.0.1:9000",
            )
        )
    return endpoint


def _with_bucket(endpoint: str, bucket: str) -> str:
    scheme, _, host = endpoint.partition("://")
    return endpoint if host.startswith(f"{bucket}.") else f"{scheme}://{bucket}.{host}"


def _wrong(why: Told) -> Invalid:
    return Invalid(
        Told(
            "This storage address cannot be used: {why}.",
            "这个存储地址不能用：{why}。",
            why=why,
        )
    )
