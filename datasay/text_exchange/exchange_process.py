"""Reads or writes one document in a process of its own: `python -m datasay.text_exchange.exchange_process read|write`.

`read`: standard input is a line of JSON (name, encoding, limit) and the file's bytes; standard output the document as
JSON, or `{"problem": kind, "said": …}`. `write`: a line of JSON (format, title, content …); the file's bytes.
"""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from datasay.text_exchange.problems import ReadingProblem
from datasay.text_exchange.write_text import write_text
from datasay.wording.told import said_by

OUT_OF_MEMORY = 75


def read(data: bytes, asked: dict[str, Any]) -> bytes:  # Any: JSON
    """The document in the bytes, or what is wrong with it."""
    from datasay.text_exchange.reading import read_document  # noqa: PLC0415  the other verb does without

    try:
        kind, found = read_document(data, asked["name"], encoding=asked["encoding"], limit=asked["limit"])
    except ReadingProblem as problem:
        return json.dumps({"problem": problem.kind, "said": said_by(problem).packed()}).encode()
    warnings = [each.packed() for each in found.warnings]
    return json.dumps({"format": kind, **asdict(found), "warnings": warnings}).encode()


def write(asked: dict[str, Any]) -> bytes:  # Any: JSON
    """The file that was asked for."""
    if asked["format"] == "txt":
        return write_text(asked["title"], asked["content"]).encode()
    if asked["format"] == "docx":
        from datasay.text_exchange.write_docx import write_docx  # noqa: PLC0415  python-docx only for a .docx

        return write_docx(
            asked["title"],
            asked["content"],
            tags=asked["tags"],
            language=asked["language"],
            changed=datetime.fromisoformat(asked["changed"]),
        )
    from datasay.text_exchange.write_srt import Spoken, estimate, write_srt  # noqa: PLC0415  subtitles only

    measured = [
        Spoken(each["text"], each["start"], each["end"], tuple(Spoken(*word) for word in each["words"]))
        for each in asked["sentences"]
    ]
    return write_srt(measured or estimate(asked["content"], asked["language"]), asked["language"]).encode()


def main() -> int:
    """Do what the first argument says."""
    first, data = sys.stdin.buffer.readline(), sys.stdin.buffer.read()
    try:
        asked = json.loads(first)
        answer = read(data, asked) if sys.argv[1] == "read" else write(asked)
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
