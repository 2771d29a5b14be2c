"""What a file can be wrong about, before HTTP: raised while reading, in the child process."""


class ReadingProblem(Exception):
    """The file gives no text; the message says why and what to do."""

    kind = "unreadable"


class Unreadable(ReadingProblem):
    """Broken, encrypted, empty, or not in the encoding it is said to be in."""


class WrongKind(ReadingProblem):
    """A kind of file that is not read here."""

    kind = "wrong-kind"


class TooLong(ReadingProblem):
    """More characters than a text may have."""

    kind = "too-long"
