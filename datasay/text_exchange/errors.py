"""What can be wrong about a file that is to become a text, or a text that is to become a file."""

from datasay.core.errors import Invalid, TooLarge, UnsupportedMedia
from datasay.wording.told import Told

FILE_FIELD = "file"


class ImportUnreadable(Invalid):
    """The file is damaged, locked, empty, or not in the encoding it says."""

    type = "/problems/import-unreadable"
    title = Told("The file cannot be read", "文件读不出来")


class ImportTooLong(Invalid):
    """More characters than one text may have."""

    type = "/problems/import-too-long"
    title = Told("The file has more words than a text may have", "文件的文字太多")


class ImportKindRefused(UnsupportedMedia):
    """A kind of file that is not read."""

    type = "/problems/import-kind-refused"
    title = Told("Files of this kind are not imported", "不能导入这种文件")


class ImportTooLarge(TooLarge):
    """More bytes than an import may have."""

    type = "/problems/import-too-large"
    title = Told("The file is too large", "文件太大")


class NothingToSay(Invalid):
    """A text without a word that could be a subtitle, or with too many."""

    type = "/problems/export-refused"
    title = Told("The text has no such form", "文本做不成这种格式")
