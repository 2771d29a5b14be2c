"""Why the gate let nothing through."""


class OutgoingRefused(Exception):
    """The address may not be asked, or the answer is not one that is read; the text says why."""


class AnswerRefused(OutgoingRefused):
    """The request was sent, and its answer is not read: too long, too slow, compressed."""
