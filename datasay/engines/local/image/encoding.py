"""The picture's file: JPEG without colour subsampling, with the hidden label of generated content in its XMP."""

import io

from PIL import Image

from datasay.engines.errors import BadInput
from datasay.engines.local.image.colour import Pixels
from datasay.media.xmp import xmp_packet as media_packet
from datasay.wording.told import Told

_QUALITY = 93
_LARGEST_PACKET = 65_000  # one JPEG segment


def encode_jpeg(pixels: Pixels, aigc_label: str | None) -> bytes:
    """The picture as JPEG bytes; the label (JSON) becomes the XMP property TC260:AIGC."""
    image = Image.fromarray(pixels[..., :3])
    target = io.BytesIO()
    if aigc_label is None:
        image.save(target, "JPEG", quality=_QUALITY, subsampling=0)
    else:
        image.save(target, "JPEG", quality=_QUALITY, subsampling=0, xmp=xmp_packet(aigc_label))
    return target.getvalue()


def xmp_packet(aigc_label: str) -> bytes:
    """The XMP packet that carries the label. Raises BadInput when it is too long for one JPEG segment."""
    try:
        packet = media_packet(aigc_label)
    except UnicodeEncodeError as error:
        raise BadInput(
            Told(
                "The label holds half a character (a lone surrogate) and cannot be written into a file.",
                "标注里有半个字符（不成对的代理码），无法写进文件。",
            )
        ) from error
    if len(packet) > _LARGEST_PACKET:
        raise BadInput(
            Told(
                "The label takes {size} bytes; at most {most} fit into a JPEG's metadata. Shorten it.",
                "标注有 {size} 字节，JPEG 的元数据最多放 {most} 字节。请改短。",
                size=len(packet),
                most=_LARGEST_PACKET,
            )
        )
    return packet
