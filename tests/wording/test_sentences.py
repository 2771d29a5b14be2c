"""Every sentence of the house is there in both languages, with all its values, and without a word of Python."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from datasay.api.app import create_app
from datasay.core.errors import DataSayError, NotFound
from datasay.wording.languages import Language
from datasay.wording.told import Told, said_by, unpacked, verbatim

_HOUSE = Path(__file__).parents[2] / "datasay"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PYTHON = re.compile(
    r"NoneType|\bNone\b(?! of)|Traceback|Exception\b|[A-Z]\w+Error\b|__|<class|object at 0x|\b[Dd]ict(?:ionary)?\b"
    r"|\bstr\b|\bint\b|_parsing|valid (?:string|integer|list)\b|[Ff]ield required"
)
# Errors that carry what is said to a person; others are between parts of the house.
_ERRORS = {
    *("EngineBusy", "EngineRejected", "BadInput", "BadCredentials", "QuotaExceeded", "ContentRefused", "EngineFailed"),
    *(
        "AlreadyBought",
        "TooLong",
        "BrokenEngine",
        "AnswerCutOff",
        "MediaRejected",
        "MediaToolFailed",
        "MediaToolKilled",
    ),
    *("MediaToolMissing", "MediaDiskFull", "NothingToRead", "OutgoingRefused", "AnswerRefused", "OutgoingFailed"),
    *("Unreadable", "WrongKind", "FontNotFound", "WrongRole", "SecurityError", "over_limit"),
    *("ApiRefused", "ArticleUnreadable", "CannotSave", "JobFailed"),
}
_OF_A_PACKAGE = "engines/registry.py"  # may name what a stranger's package raised when it was loaded


@cache
def _calls() -> list[tuple[str, ast.Call, str]]:
    return list(_found())


def _found() -> Iterator[tuple[str, ast.Call, str]]:
    for path in sorted(_HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name = path.relative_to(_HOUSE).as_posix()
                yield f"{name}:{node.lineno}", node, node.func.id


def _slots(template: str) -> set[str]:
    parsed = list(Formatter().parse(template))
    assert not any(conversion for _, _, _, conversion in parsed), f"{template}: no conversions"
    return {name for _, name, _, _ in parsed if name is not None}


def _faults(call: ast.Call) -> Iterator[str]:
    english, chinese = (one.value for one in call.args if isinstance(one, ast.Constant))
    assert isinstance(english, str)
    assert isinstance(chinese, str)
    given = {one.arg for one in call.keywords if one.arg is not None}
    if not any(one.arg is None for one in call.keywords) and not _slots(english) == _slots(chinese) == given:
        yield f"values {sorted(given)}, in English {sorted(_slots(english))}, in Chinese {sorted(_slots(chinese))}"
    bare = re.sub(r"\{[^}]*\}", "", english)
    if re.search(r"[A-Za-z]{3}", bare) and not _CHINESE.search(chinese) and english != chinese:
        yield f"no Chinese: {chinese}"
    if _CHINESE.search(english):
        yield f"Chinese in the English: {english}"
    for told in (english, chinese):
        if found := _PYTHON.search(told):
            yield f"Python: {found[0]!r} in {told}"


def test_every_sentence_has_both_languages_and_all_its_values() -> None:
    found: list[str] = []
    seen = 0
    for place, call, name in _calls():
        if name != "Told" or not all(isinstance(one, ast.Constant) for one in call.args):
            continue  # put together from sentences, in core/errors
        seen += 1
        found += [f"{place}: {fault}" for fault in _faults(call)]
        for one in call.keywords:
            words = ast.unparse(one.value)
            if not place.startswith(_OF_A_PACKAGE) and ("__name__" in words or "repr(" in words):
                found.append(f"{place}: tells a person the name of a class, {words}")
    assert found == []
    assert seen > 400


def test_nothing_is_said_in_one_language_only() -> None:
    found = [
        f"{place}: {ast.unparse(call)[:120]}"
        for place, call, name in _calls()
        if name in _ERRORS and call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert found == []


def _kinds(kind: type[DataSayError]) -> Iterator[type[DataSayError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def test_every_error_has_a_type_and_a_title_in_both_languages() -> None:
    assert callable(create_app)  # its routes know every error
    kinds = [kind for kind in _kinds(DataSayError) if kind.__module__.startswith("datasay.")]
    assert len(kinds) > 60
    types: dict[str, set[str]] = {}
    for kind in kinds:
        assert re.fullmatch(r"/problems/[a-z0-9-]+", kind.type), kind
        assert _CHINESE.search(kind.title.told(Language.ZH)), kind
        assert not _CHINESE.search(kind.title.told(Language.EN)), kind
        assert 400 <= kind.status < 600, kind
        if "type" in vars(kind):
            types.setdefault(kind.type, set()).add(kind.__name__)
        if issubclass(kind, NotFound) and "thing" in vars(kind):
            problem = kind.of(7)
            assert problem.params == {kind.key: 7}
            for language in Language:
                assert "7" in problem.detail.told(language)
    assert {name: several for name, several in types.items() if len(several) > 1} == {}


def test_values_are_told_as_people_write_them() -> None:
    said = Told(
        "{known}, {most:,}, {share}, {why}",
        "{known}，{most:,}，{share}，{why}",
        known=["a", "b"],
        most=1200,
        share=0.5,
        why=Told("{n} is odd", "{n} 是奇数", n=3.0),
    )
    assert said.told(Language.EN) == "a, b, 1,200, 0.5, 3 is odd"
    assert said.told(Language.ZH) == "a、b，1,200，0.5，3 是奇数"
    assert said.json() == {"known": ["a", "b"], "most": 1200, "share": 0.5, "n": 3.0}
    assert unpacked(said.packed()) == said
    assert str(said.mapped(lambda words: words.replace("a", "…"))) == "…, b, 1,200, 0.5, 3 is odd"


def test_a_stranger_s_words_are_told_as_they_are() -> None:
    assert said_by(ValueError("{flavour} must be sweet")).told(Language.ZH) == "{flavour} must be sweet"
    assert verbatim("50 %").json() == {"words": "50 %"}


@pytest.mark.parametrize("told", ["NoneType", "KeyError: 'x'", "<class 'int'>", "value is None", "int_parsing"])
def test_python_would_be_seen(told: str) -> None:
    assert _PYTHON.search(told)
