"""Where a file is saved: looked at before anything is fetched or made, written beside its place, moved there whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from datasay.cli.printing import Refused
from datasay.file_storage.names import EXTENSIONS, download_name, essence
from datasay.wording.system import of_system
from datasay.wording.told import Told

VIDEO, SUBTITLES = "video/mp4", "application/x-subrip"


class CannotSave(Refused):
    """The file cannot be written there; the sentence says why and what to do."""


def check_suffix(target: Path, mime_type: str) -> None:
    """Raises CannotSave where the name says that the file is of another kind than its bytes."""
    fitting = EXTENSIONS.get(essence(mime_type), ())
    ending = target.suffix.lower().removeprefix(".")
    if ending and fitting and ending not in fitting:
        right = target.with_suffix(f".{fitting[0]}")
        raise CannotSave(
            Told(
                "{path}: the file is {kind}, whatever it is called; name it {right}.",
                "{path}：这是 {kind} 文件，请改用 {right}。",
                path=target,
                kind=fitting[0].upper(),
                right=right.name,
            )
        )


def check_place(target: Path, *, force: bool) -> None:
    """Raises CannotSave unless a file can be written there: tried, not guessed. `force`: in place of another one."""
    folder = target.absolute().parent
    if not folder.is_dir():
        raise CannotSave(
            Told("The folder {path} does not exist; make it first.", "文件夹 {path} 不存在，请先建立。", path=folder)
        )
    with _explained(target):
        if target.is_dir():
            raise CannotSave(
                Told("{path} is a folder; give the name of a file.", "{path} 是文件夹，请给出文件名。", path=target)
            )
        with suppress(FileNotFoundError):
            os.lstat(target)
            if not force:
                raise CannotSave(
                    Told(
                        "{path} is there already; choose another name, or replace it with --force.",
                        "{path} 已经存在；换个名字，或加 --force 覆盖。",
                        path=target,
                    )
                )
        part = _part(target)
        part.touch(exist_ok=False)
        part.unlink()


@contextmanager
def saved(target: Path) -> Iterator[BinaryIO]:
    """A file to write, which stands at its place when the block has ended without an error, and not before."""
    part = _part(target)
    with _explained(target):
        try:
            with part.open("xb") as file:
                yield file
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def place_for(output: Path | None, own_name: str, mime_type: str, *, force: bool) -> Path:
    """Where a file of this kind and name is to be saved. Raises CannotSave.

    Without an output under its own name in this folder, numbered where there is one already; in a folder that is
    given under its own name.
    """
    name = Path(download_name(own_name, mime_type).replace("\\", "/")).name.lstrip(".") or "file"
    if output is not None and output.is_dir():
        target = output / name
    else:
        target = output if output is not None else free_place(name)
    check_suffix(target, mime_type)
    check_place(target, force=force)
    return target


def free_place(name: str, folder: Path | None = None) -> Path:
    """A file of this name in a folder, else the current one, numbered if there is one already."""
    inside = folder or Path()
    place = inside / name
    for number in count(2):
        if not place.exists():
            break
        place = inside / f"{Path(name).stem} {number}{Path(name).suffix}"
    return place


def _part(target: Path) -> Path:
    return target.absolute().parent / f".datasay-{uuid4().hex}.part"


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    """What the system says of a file nobody has named is said of the one that was."""
    try:
        yield
    except OSError as error:
        raise CannotSave(
            Told(
                "{path} cannot be written ({why}); choose another place.",
                "无法写入 {path}（{why}），请换个位置。",
                path=target,
                why=of_system(error),
            )
        ) from error
