"""Why the gate let nothing through, or nothing came back."""


class OutgoingRefused(Exception):
    """The address may not be asked, or the answer is not one that is read; the text says why."""


class AnswerRefused(OutgoingRefused):
    """The request was sent, and its answer is not read: too long, too slow, compressed."""


class OutgoingFailed(Exception):
    """The server was not reached, or broke off."""
