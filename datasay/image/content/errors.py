"""What can be wrong about an image."""

from datasay.core.errors import NotFound
from datasay.wording.told import Told


class ImageNotFound(NotFound):
    """No such image of this user."""

    type = "/problems/image-not-found"
    title = Told("There is no such image", "没有这张图片")
    thing = Told("image", "图片")
    key = "image_id"
