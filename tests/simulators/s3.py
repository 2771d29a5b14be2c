"""An S3 server small enough to read: objects, ranges, listings, multipart uploads, every request's SigV4 recomputed.

Written from the protocol's description, on a real port. It keeps no object before the last part has come, and breaks
when told to: answers 503 some times, cuts bodies, loses a part.
"""

import asyncio
import hashlib
import hmac
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, quote, unquote
from xml.sax.saxutils import escape

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w{64})"
)
_EMPTY_ROOT = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass
class StoredBytes:
    """One object."""

    data: bytes
    modified: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.data, usedforsecurity=False).hexdigest().upper()}"'  # as Aliyun writes it


@dataclass
class S3Simulator:
    """One bucket. `virtual_hosted`: the bucket is in the host's name and path style is refused, as Aliyun does."""

    bucket: str = "datasay"
    access_key: str = "AKIDTEST"
    secret_key: str = "secret/of+the=test"
    virtual_hosted: bool = False
    page: int = 3
    objects: dict[str, StoredBytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    spoken_to: list[tuple[str, str]] = field(default_factory=list)  # host and signed region of each request
    refusals: list[str] = field(default_factory=list)
    unavailable: int = 0  # so many answers are 503
    cut_downloads: int = 0  # so many bodies break off half way
    lose_last_part: bool = False
    down: bool = False
    port: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        assert scope["type"] == "http"
        request = Request(scope, receive)
        body = await request.body()
        answer = self._refusal(request, body)
        if answer is None:
            key = self._key(request)
            answer = self._answer(request, key, body) if key is not None else _error(403, "SecondLevelDomainForbidden")
        if request.method == "GET" and answer.status_code in (200, 206) and self.cut_downloads and len(answer.body) > 9:
            self.cut_downloads -= 1
            await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
            await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
            raise ConnectionError("cut on purpose")
        await answer(scope, receive, send)

    def _key(self, request: Request) -> str | None:
        path = unquote(request.scope["raw_path"].decode().split("?")[0])
        if self.virtual_hosted:
            return path[1:] if request.headers["host"].startswith(f"{self.bucket}.") else None
        name, _, key = path[1:].partition("/")
        return key if name == self.bucket else None

    def _refusal(self, request: Request, body: bytes) -> Response | None:
        wrong = self._signature_problem(request, body)
        if wrong is not None:
            self.refusals.append(wrong)
            return _error(403, "SignatureDoesNotMatch")
        if self.down:
            return _error(503, "ServiceUnavailable")
        if self.unavailable:
            self.unavailable -= 1
            return _error(503, "SlowDown")
        return None

    def _signature_problem(self, request: Request, body: bytes) -> str | None:
        headers = request.headers
        if "aws-chunked" in headers.get("content-encoding", ""):
            return "aws-chunked is refused"
        matched = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
        if matched is None:
            return "no signature of version 4"
        access_key, day, region, signed, given = matched.groups()
        self.spoken_to.append((headers["host"], region))
        payload = headers.get("x-amz-content-sha256", "")
        if payload not in (hashlib.sha256(body).hexdigest(), "UNSIGNED-PAYLOAD"):
            return "the body is not the one that was signed"
        names = signed.split(";")
        query = "&".join(
            sorted(
                f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
                for name, value in parse_qsl(request.url.query, keep_blank_values=True)
            )
        )
        path = quote(unquote(request.scope["raw_path"].decode().split("?")[0]), safe="/-_.~")
        listed = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
        canonical = "\n".join([request.method, path, query, listed, signed, payload])
        scope = f"{day}/{region}/s3/aws4_request"
        to_sign = "\n".join(
            ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()]
        )
        key = f"AWS4{self.secret_key}".encode()
        for part in (day, region, "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        wanted = hmac.digest(key, to_sign.encode(), "sha256").hex()
        same = access_key == self.access_key and hmac.compare_digest(wanted, given)
        return None if same else f"wrong signature for {request.method} {path}"

    def _answer(self, request: Request, key: str, body: bytes) -> Response:
        query = dict(parse_qsl(request.url.query, keep_blank_values=True))
        if request.method in ("POST", "PUT") and ("uploads" in query or "uploadId" in query):
            return self._multipart(request.method, key, query, body)
        if request.method == "PUT":
            self.objects[key] = StoredBytes(body)
            return Response(headers={"etag": self.objects[key].etag})
        if request.method == "DELETE":
            if "uploadId" in query:
                self.uploads.pop(query["uploadId"], None)
            else:
                self.objects.pop(key, None)
            return Response(status_code=204)
        if not key and query.get("list-type") == "2":
            return self._listing(query)
        return self._read(request, key)

    def _multipart(self, method: str, key: str, query: dict[str, str], body: bytes) -> Response:
        if "uploads" in query:
            upload = f"upload-{len(self.uploads)}"
            self.uploads[upload] = {}
            inner = f"<Bucket>{self.bucket}</Bucket><Key>{escape(key)}</Key><UploadId>{upload}</UploadId>"
            return _xml(f"<InitiateMultipartUploadResult>{inner}</InitiateMultipartUploadResult>")
        parts = self.uploads.get(query["uploadId"])
        if parts is None:
            return _error(404, "NoSuchUpload")
        if method == "PUT":
            parts[int(query["partNumber"])] = body
            return Response(headers={"etag": StoredBytes(body).etag})
        named = [int(number) for number in re.findall(r"<PartNumber>(\d+)</PartNumber>", body.decode())]
        if named != sorted(parts) or any(len(parts[number]) < 5 * 1024 * 1024 for number in named[:-1]):
            return _error(400, "InvalidPart")
        kept = named[:-1] if self.lose_last_part else named
        self.objects[key] = StoredBytes(b"".join(parts[number] for number in kept))
        del self.uploads[query["uploadId"]]
        return _xml(f'<CompleteMultipartUploadResult><ETag>"x-{len(named)}"</ETag></CompleteMultipartUploadResult>')

    def _listing(self, query: dict[str, str]) -> Response:
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter")
        after = query.get("continuation-token", "")
        names: list[str] = []
        folders: set[str] = set()
        for key in sorted(self.objects):
            rest = key[len(prefix) :]
            if not key.startswith(prefix) or key <= after:
                continue
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
            else:
                names.append(key)
        more = len(names) > self.page
        names = names[: self.page]
        contents = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{len(self.objects[name].data)}</Size>"
            f"<ETag>{escape(self.objects[name].etag)}</ETag>"
            f"<LastModified>{self.objects[name].modified:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for name in names
        )
        common = "".join(
            f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>" for name in sorted(folders)
        )
        token = f"<NextContinuationToken>{escape(names[-1])}</NextContinuationToken>" if more else ""
        inner = f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>{token}{contents}{common}"
        return _xml(f"<ListBucketResult><Name>{self.bucket}</Name>{inner}</ListBucketResult>")

    def _read(self, request: Request, key: str) -> Response:
        stored = self.objects.get(key)
        if stored is None:
            return _error(404, "NoSuchKey")
        modified = format_datetime(stored.modified, usegmt=True)
        headers = {"etag": stored.etag, "last-modified": modified, "accept-ranges": "bytes"}
        if request.method == "HEAD":
            return Response(headers=headers | {"content-length": str(len(stored.data))})
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("range", ""))
        if wanted is None:
            return Response(stored.data, headers=headers)
        start, end = int(wanted[1]), min(int(wanted[2]), len(stored.data) - 1)
        if start >= len(stored.data):
            return _error(416, "InvalidRange")
        headers["content-range"] = f"bytes {start}-{end}/{len(stored.data)}"
        return Response(stored.data[start : end + 1], 206, headers)


def _xml(inner: str, status: int = 200) -> Response:
    return Response(_EMPTY_ROOT + inner, status, media_type="application/xml")


def _error(status: int, code: str) -> Response:
    return _xml(f"<Error><Code>{code}</Code><Message>{code}</Message><RequestId>R1</RequestId></Error>", status)


@asynccontextmanager
async def serving(simulator: S3Simulator) -> AsyncIterator[S3Simulator]:
    """The simulator on a free port of 127.0.0.1."""
    # Connections wait in its queue until the server runs; without the protocol asyncio leaves Nagle's delay on.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    simulator.port = listening.getsockname()[1]
    config = uvicorn.Config(simulator, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield simulator
    finally:
        server.should_exit = True
        await running
        listening.close()
