"""What can be wrong about an image."""

from datasay.core.errors import NotFound


class ImageNotFound(NotFound):
    """No such image of this user."""

    type = "/problems/image-not-found"
    title = "There is no such image"
