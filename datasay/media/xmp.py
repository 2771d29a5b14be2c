"""The hidden label of generated content in a picture: an XMP packet, and a JPEG that carries one."""

import struct
from xml.sax.saxutils import escape

_NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_SOI, _APP1, _SIGNATURE = b"\xff\xd8", b"\xff\xe1", b"http://ns.adobe.com/xap/1.0/\0"


def xmp_packet(aigc_label: str) -> bytes:
    """The packet with the label (JSON) as the property TC260:AIGC. Raises UnicodeEncodeError for half a character."""
    escaped = escape(aigc_label.encode().decode())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:TC260="{_NAMESPACE}">'
        f"<TC260:AIGC>{escaped}</TC260:AIGC>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def labelled_jpeg(jpeg: bytes, aigc_label: str) -> bytes:
    """The same picture with the label in its metadata. Raises ValueError for what is no JPEG, or too long a label."""
    segment = _SIGNATURE + xmp_packet(aigc_label)
    if not jpeg.startswith(_SOI) or len(segment) > 0xFFFF - 2:
        raise ValueError("Only a JPEG can carry the label, and one of less than 64 KiB.")
    return _SOI + _APP1 + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]
