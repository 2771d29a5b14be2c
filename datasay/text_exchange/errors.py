"""What can be wrong about a file that is to become a text, or a text that is to become a file."""

from datasay.core.errors import Invalid, TooLarge, UnsupportedMedia

FILE_FIELD = "file"


class ImportUnreadable(Invalid):
    """The file is damaged, locked, empty, or not in the encoding it says."""

    type = "/problems/import-unreadable"
    title = "The file cannot be read"


class ImportTooLong(Invalid):
    """More characters than one text may have."""

    type = "/problems/import-too-long"
    title = "The file has more words than a text may have"


class ImportKindRefused(UnsupportedMedia):
    """A kind of file that is not read."""

    type = "/problems/import-kind-refused"
    title = "Files of this kind are not imported"


class ImportTooLarge(TooLarge):
    """More bytes than an import may have."""

    type = "/problems/import-too-large"
    title = "The file is too large"


class NothingToSay(Invalid):
    """A text without a word that could be a subtitle, or with too many."""

    type = "/problems/export-refused"
    title = "The text has no such form"
