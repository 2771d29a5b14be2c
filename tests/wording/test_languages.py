"""Which language a person reads: RFC 9110 for requests, POSIX for shells."""

import pytest

from datasay.wording.languages import Language, language_of_environment, language_of_header

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", EN),
        ("zh", ZH),
        ("zh-CN,zh;q=0.9,en;q=0.8", ZH),
        ("ZH-hant-TW", ZH),
        ("en-GB,en;q=0.9,zh;q=0.8", EN),
        ("en;q=0.3, zh;q=0.7", ZH),
        ("zh;q=0, *", EN),
        ("en;q=0, *;q=0.1", ZH),
        ("en;q=0", EN),  # nothing fits: better English than no answer
        ("fr, de;q=0.9, zh;q=0.1", ZH),
        ("fr", EN),
        ("*", EN),
        ("*;q=0.5, zh;q=0.4", EN),
        ("zh, en", ZH),
        ("en, zh", EN),
        ("zh;q=nan", EN),
        ("zh;q=2", EN),
        (";;;,,,=", EN),
        ("zhuang", EN),
        ("zh;q=1;level=1", ZH),
        ("en," * 100_000, EN),
    ],
)
def test_the_header_decides(header: str, language: Language) -> None:
    assert language_of_header(header) is language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, EN),
        ({"LANG": "zh_CN.UTF-8"}, ZH),
        ({"LANG": "C.UTF-8"}, EN),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, EN),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}, ZH),
        ({"LC_ALL": "", "LANG": "zh_CN"}, ZH),
        ({"LC_ALL": "C", "DATASAY_LANGUAGE": "zh"}, ZH),
        ({"LC_ALL": "zh_CN.UTF-8", "DATASAY_LANGUAGE": "en"}, EN),
        ({"LANG": "de_DE.UTF-8"}, EN),
    ],
)
def test_the_environment_decides(environment: dict[str, str], language: Language) -> None:
    assert language_of_environment(environment) is language
