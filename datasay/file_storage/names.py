"""What a user called a file: made safe to keep, to show and to send back. A user's name never becomes a path."""

import re
import unicodedata
from urllib.parse import quote

_LENGTH = 255
_JOINERS = "\u200c\u200d"  # within emoji and Indic words; harmless, unlike other invisible characters
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_PLAIN = re.compile(r"[^A-Za-z0-9 ._()+-]")

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe"),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "audio/mpeg": ("mp3",),
    "audio/wav": ("wav",),
    "audio/flac": ("flac",),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/mp4": ("m4a", "m4b", "mp4"),
    "audio/aac": ("aac",),
    "audio/webm": ("weba", "webm"),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov", "qt"),
    "video/webm": ("webm",),
    "video/x-matroska": ("mkv",),
    "text/plain": ("txt", "text", "md", "markdown", "csv", "tsv", "log", "ass", "lrc"),
    "text/vtt": ("vtt",),
    "application/x-subrip": ("srt",),
    "application/json": ("json",),
}


def essence(mime_type: str) -> str:
    """The type without its parameters."""
    return mime_type.split(";", maxsplit=1)[0].strip().lower()


def extension_of(mime_type: str) -> str:
    """The extension under which bytes of this type are kept."""
    return EXTENSIONS[essence(mime_type)][0]


def clean_name(original: str, mime_type: str) -> str:
    """The last part of a name without anything that could steer, hide or break; at most 255 characters.

    Folders, control and invisible characters (a right-to-left override can show `gpj.exe` as `exe.jpg`), lone
    surrogates, characters and names that Windows refuses are removed. An empty rest becomes `file.<extension>`.
    """
    name = unicodedata.normalize("NFC", original).replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    name = "".join(map(_visible, name))
    name = _FORBIDDEN.sub("_", " ".join(name.split())).strip(". ")
    if not name.strip("_"):
        return f"file.{extension_of(mime_type)}"
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shorten(name)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " " if character in "\t\n\r\u2028\u2029" else ""
    return "" if category in ("Cf", "Cs") and character not in _JOINERS else character


def _shorten(name: str) -> str:
    if len(name) <= _LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:_LENGTH].rstrip(". ")
    return f"{stem[: _LENGTH - len(extension) - 1].rstrip('. ')}.{extension}"


def download_name(original: str, mime_type: str) -> str:
    """The name with an extension that fits the bytes, so that a saved file never opens as something else."""
    fitting = EXTENSIONS.get(essence(mime_type), ())
    _, dot, extension = original.rpartition(".")
    if not fitting or (dot and extension.lower() in fitting):
        return original
    return _shorten(f"{original[: _LENGTH - 6]}.{fitting[0]}")


def content_disposition(original: str, mime_type: str, *, inline: bool) -> str:
    """The header of RFC 6266: an ASCII name for old programs, the whole name as RFC 8187 writes it."""
    name = download_name(original, mime_type)
    kind = "inline" if inline else "attachment"
    plain = _PLAIN.sub("_", unicodedata.normalize("NFKD", name))
    if plain == name:
        return f'{kind}; filename="{name}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
