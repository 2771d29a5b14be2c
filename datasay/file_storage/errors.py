"""What can be wrong about a file, its type, or the place its bytes are kept."""

from collections.abc import Sequence

from datasay.core.errors import Conflict, DataSayError, FieldError, Invalid, NotFound, TooLarge, Unavailable


class FileNotFound(NotFound):
    """No such file of this user."""

    type = "/problems/file-not-found"
    title = "There is no such file"


class FileTypeRefused(DataSayError):
    """The content is of a type that is not kept."""

    type = "/problems/file-type-refused"
    title = "Files of this type are not accepted"
    status = 415


class FileBroken(Invalid):
    """The content is not what its own first bytes say, or claims more than may be decoded."""

    type = "/problems/file-broken"
    title = "The file cannot be read"


class FileTooLarge(TooLarge):
    """More bytes than a file of this type may have."""

    type = "/problems/file-too-large"
    title = "The file is too large"


class FileInUse(Conflict):
    """Something is made with this file."""

    type = "/problems/file-in-use"
    title = "The file is in use"

    def __init__(self, file_id: int, users: Sequence[FieldError]) -> None:
        listed = ", ".join(found["message"] for found in users[:5])
        more = f" and {len(users) - 5} more" if len(users) > 5 else ""
        super().__init__(f"File {file_id} is used by {listed}{more}. Delete these first.", errors=users)


class FileNotRestorable(Conflict):
    """A deleted file cannot come back."""

    type = "/problems/file-not-restorable"
    title = "The file cannot be restored"


class RangeNotSatisfiable(DataSayError):
    """The wanted range lies outside the file."""

    type = "/problems/range-not-satisfiable"
    title = "The range lies outside the file"
    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(
            f"The file has {size} bytes; the range starts behind them.", headers={"Content-Range": f"bytes */{size}"}
        )


class BytesMissing(Unavailable):
    """The row is there, its bytes are not where they should be."""

    type = "/problems/bytes-missing"
    title = "The bytes of the file cannot be found"
