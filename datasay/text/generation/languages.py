"""Names of languages as prompts say them, in Chinese and in English. Codes without a name stand for themselves."""

_NAMES = {
    "zh-CN": ("简体中文", "Simplified Chinese"),
    "zh-TW": ("繁体中文（台湾）", "Traditional Chinese (Taiwan)"),
    "zh-HK": ("繁体中文（香港）", "Traditional Chinese (Hong Kong)"),
    "zh": ("中文", "Chinese"),
    "yue": ("粤语", "Cantonese"),
    "en": ("英语", "English"),
    "en-GB": ("英式英语", "British English"),
    "ja": ("日语", "Japanese"),
    "ko": ("韩语", "Korean"),
    "fr": ("法语", "French"),
    "de": ("德语", "German"),
    "es": ("西班牙语", "Spanish"),
    "pt": ("葡萄牙语", "Portuguese"),
    "it": ("意大利语", "Italian"),
    "ru": ("俄语", "Russian"),
    "ar": ("阿拉伯语", "Arabic"),
    "hi": ("印地语", "Hindi"),
    "id": ("印度尼西亚语", "Indonesian"),
    "ms": ("马来语", "Malay"),
    "th": ("泰语", "Thai"),
    "vi": ("越南语", "Vietnamese"),
    "tr": ("土耳其语", "Turkish"),
    "nl": ("荷兰语", "Dutch"),
    "pl": ("波兰语", "Polish"),
}


def known_languages() -> list[tuple[str, str]]:
    """The codes that have names, each with its Chinese and English one."""
    return [(code, f"{chinese} · {english}") for code, (chinese, english) in _NAMES.items()]


def language_name(code: str, *, chinese: bool) -> str:
    """The name in Chinese or English; of a region without a name of its own, the language's."""
    names = _NAMES.get(code) or _NAMES.get(code.partition("-")[0])
    return names[0 if chinese else 1] if names else code
