"""What can be wrong with an article."""


class NothingToRead(ValueError):
    """The text holds no article; the message says why and what to do, and is shown to the user."""
