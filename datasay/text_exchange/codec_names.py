"""The names of encodings, and the codecs behind each name."""

import codecs

# How a name on the outside is decoded here: the codecs that hold everything their everyday namesakes do.
CODECS: dict[str, tuple[str, ...]] = {
    "utf-8": ("utf-8-sig",),
    "utf-16": ("utf-16",),
    "utf-16-le": ("utf-16-le",),
    "utf-16-be": ("utf-16-be",),
    "utf-32": ("utf-32",),
    "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "shift_jis": ("cp932", "shift_jis_2004"),
    "euc-jp": ("euc_jp", "euc_jis_2004"),
    "iso-2022-jp": ("iso2022_jp_ext",),
    "euc-kr": ("cp949",),
    "iso-2022-kr": ("iso2022_kr",),
    "windows-1250": ("cp1250",),
    "windows-1251": ("cp1251",),
    "windows-1252": ("cp1252",),
    "windows-1253": ("cp1253",),
    "windows-1254": ("cp1254",),
    "windows-1255": ("cp1255",),
    "windows-1256": ("cp1256",),
    "windows-1257": ("cp1257",),
    "windows-1258": ("cp1258",),
    "windows-874": ("cp874",),
    "koi8-r": ("koi8_r",),
    "koi8-u": ("koi8_u",),
    "ibm866": ("cp866",),
    "iso-8859-2": ("iso8859_2",),
    "iso-8859-5": ("iso8859_5",),
    "iso-8859-6": ("iso8859_6",),
    "iso-8859-7": ("iso8859_7",),
    "iso-8859-8": ("iso8859_8",),
    "iso-8859-15": ("iso8859_15",),
    "macintosh": ("mac_roman",),
}
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "cp950": "big5", "big5-hkscs": "big5"}
_ALIASES |= {"cp932": "shift_jis", "shift-jis": "shift_jis", "sjis": "shift_jis", "cp949": "euc-kr", "utf8": "utf-8"}
_ALIASES |= {"x-gbk": "gb18030", "x-sjis": "shift_jis", "windows-31j": "shift_jis", "ks_c_5601-1987": "euc-kr"}
_ALIASES |= {"iso-8859-9": "windows-1254", "latin5": "windows-1254", "iso-8859-11": "windows-874"}
_ALIASES |= {"tis-620": "windows-874", "cp874": "windows-874", "dos-874": "windows-874", "cp866": "ibm866"}
_ALIASES |= {f"cp125{page}": f"windows-125{page}" for page in range(9)} | {"iso-8859-8-i": "iso-8859-8"}
_ALIASES |= {"x-mac-roman": "macintosh", "koi8-ru": "koi8-u", "latin9": "iso-8859-15"}
_ALIASES |= {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252"}  # as browsers read
_NO_TEXT = {"utf_7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}


def usual_name(label: str) -> str | None:
    """The name used here for an encoding's label in a page or a request; None for one not known here."""
    spelt = label.strip().lower()
    for known in (spelt, spelt.replace("_", "-")):
        name = _ALIASES.get(known, known)
        if name in CODECS:
            return name
    try:
        found = codecs.lookup(spelt)
    except (LookupError, ValueError):
        return None
    # Codecs such as `rot13` and `zlib` turn text to text or bytes to bytes.
    return (
        found.name
        if getattr(found, "_is_text_encoding", False) and found.name.replace("-", "_") not in _NO_TEXT
        else None
    )


def read_as(data: bytes, encoding: str) -> str | None:
    """The text, if every byte means something in this encoding."""
    for codec in CODECS.get(encoding, (encoding,)):
        try:
            return data.decode(codec)
        except (UnicodeError, LookupError):
            continue
    return None
