"""Documents are read and written in a confined child process: what a file does there harms nobody else's request."""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Annotated

import structlog
from pydantic import BaseModel, BeforeValidator, ConfigDict

from datasay.media.child import ChildResult, Limits, run_child
from datasay.media.errors import MediaError
from datasay.text_exchange.errors import FILE_FIELD, ImportKindRefused, ImportTooLong, ImportUnreadable, NothingToSay
from datasay.text_exchange.exchange_process import OUT_OF_MEMORY
from datasay.text_exchange.kinds import ImportFormat
from datasay.wording.told import Told, unpacked

logger = structlog.get_logger(__name__)

_MODULE = ["-P", "-m", "datasay.text_exchange.exchange_process"]
_MEBIBYTE = 1024**2
_LIMITS = Limits(
    wall_seconds=60, cpu_seconds=20, file_size=0, address_space=1024 * _MEBIBYTE, output_size=64 * _MEBIBYTE
)
_AT_A_TIME = asyncio.Semaphore(2)  # of one web process; the others wait their turn
_KINDS: dict[str, type[ImportUnreadable] | type[ImportKindRefused] | type[ImportTooLong]] = {
    "unreadable": ImportUnreadable,
    "wrong-kind": ImportKindRefused,
    "too-long": ImportTooLong,
}


class ReadFile(BaseModel):
    """What the child found in a file."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    format: ImportFormat
    content: str
    title: str
    tags: list[str]
    language: str
    encoding: str | None
    warnings: list[Annotated[Told, BeforeValidator(unpacked)]]


async def read_file(data: bytes, name: str, *, encoding: str | None, limit: int) -> ReadFile:
    """The document in a file of this name; `limit` is the most characters a text may have.

    Raises ImportUnreadable, ImportKindRefused, ImportTooLong; each names the field `file`.
    """
    header = json.dumps({"name": name, "encoding": encoding, "limit": limit}).encode()
    ended = await _run("read", header + b"\n" + data)
    if ended is None or ended.code < 0 or ended.code == OUT_OF_MEMORY:
        raise _refused(
            "unreadable",
            Told(
                "The file needs more time or memory to be read than a document does. Import its text in parts.",
                "读这个文件要的时间或内存超出了正常文档，请把文字分成几份导入。",
            ),
        )
    if ended.code != 0:
        raise _refused(
            "unreadable",
            Told(
                "The file holds something that is not understood here. Save its text as .txt.",
                "文件里有这里读不懂的内容，请把文字存为 .txt 再导入。",
            ),
        )
    answer = json.loads(ended.stdout)
    if "problem" in answer:
        raise _refused(answer["problem"], unpacked(answer["said"]))
    return ReadFile.model_validate(answer)


async def write_file(asked: Mapping[str, object]) -> bytes:
    """The file that `exchange_process.write` makes. Raises NothingToSay when it takes too long or too much."""
    ended = await _run("write", json.dumps(dict(asked)).encode() + b"\n")
    if ended is None or ended.code != 0:
        raise NothingToSay(
            Told(
                "The text is too large or too deeply nested for this format; export it as `md`.",
                "文本太大或嵌套太深，做不成这种格式，请导出为 `md`。",
            )
        )
    return ended.stdout


async def _run(verb: str, fed: bytes) -> ChildResult | None:
    async with _AT_A_TIME:
        try:
            ended = await run_child([sys.executable, *_MODULE, verb], limits=_LIMITS, stdin=fed)
        except MediaError as error:
            logger.warning("document_process_stopped", verb=verb, reason=str(error))
            return None
    if ended.code not in {0, OUT_OF_MEMORY}:
        logger.error("document_process_failed", verb=verb, code=ended.code, said=ended.stderr[-2000:])
    return ended


def _refused(kind: str, said: Told) -> ImportUnreadable | ImportKindRefused | ImportTooLong:
    return _KINDS[kind].field(FILE_FIELD, said)
