"""What can be wrong about a file, its type, or the place its bytes are kept."""

from collections.abc import Sequence

from datasay.core.errors import Conflict, DataSayError, FieldError, Invalid, NotFound, TooLarge, Unavailable
from datasay.wording.told import Told


class FileNotFound(NotFound):
    """No such file of this user."""

    type = "/problems/file-not-found"
    title = Told("There is no such file", "没有这个文件")
    thing = Told("file", "文件")
    key = "file_id"


class FileTypeRefused(DataSayError):
    """The content is of a type that is not kept."""

    type = "/problems/file-type-refused"
    title = Told("Files of this type are not accepted", "不接受这种文件")
    status = 415


class FileBroken(Invalid):
    """The content is not what its own first bytes say, or claims more than may be decoded."""

    type = "/problems/file-broken"
    title = Told("The file cannot be read", "文件读不出来")


class FileDamaged(FileBroken):
    """The bytes in the store are no longer those that were taken in."""

    type = "/problems/file-damaged"
    title = Told("The file is damaged", "文件已损坏")
    status = 410

    def __init__(self, file: object) -> None:
        super().__init__(
            Told(
                "The bytes of file {file} are damaged in the storage. Upload the file again, or ask the operator to put"
                " the right bytes back from a backup.",
                "存储里文件 {file} 的内容已损坏。请重新上传，或让管理员从备份恢复。",
                file=str(file),
            )
        )


class StorageQuotaReached(TooLarge):
    """The user keeps as many bytes as one may."""

    type = "/problems/storage-quota"
    title = Told("Your storage is full", "你的存储空间已满")


class FileTooLarge(TooLarge):
    """More bytes than a file of this type may have."""

    type = "/problems/file-too-large"
    title = Told("The file is too large", "文件太大")


class FileInUse(Conflict):
    """Something is made with this file."""

    type = "/problems/file-in-use"
    title = Told("The file is in use", "文件正在使用")

    def __init__(self, file_id: int, users: Sequence[FieldError]) -> None:
        listed = [found.said for found in users[:5]]
        super().__init__(
            Told(
                "File {file_id} is used {count} times, by {listed}. Delete these first.",
                "文件 {file_id} 正被 {count} 处使用：{listed}。请先删除它们。",
                file_id=file_id,
                count=len(users),
                listed=listed,
            ),
            errors=users,
        )


class FileNotRestorable(Conflict):
    """A deleted file cannot come back."""

    type = "/problems/file-not-restorable"
    title = Told("The file cannot be restored", "文件不能恢复")


class RangeNotSatisfiable(DataSayError):
    """The wanted range lies outside the file."""

    type = "/problems/range-not-satisfiable"
    title = Told("The range lies outside the file", "范围超出了文件")
    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(
            Told(
                "The file has {size:,} bytes; the range starts behind them.",
                "文件共 {size:,} 字节，所要的范围在它之后。",
                size=size,
            ),
            headers={"Content-Range": f"bytes */{size}"},
        )


class BytesMissing(Unavailable):
    """The row is there, its bytes are not where they should be."""

    type = "/problems/bytes-missing"
    title = Told("The bytes of the file cannot be found", "找不到文件内容")
