"""A command line that is written wrongly: what typer and pydantic find, in plain words and the reader's language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from typer.exceptions import TyperException

from datasay.cli.printing import say
from datasay.wording.told import Param, Told, verbatim

_QUOTED = re.compile(r"'([^']*)'")
# What they say, and how we say it; a value called `known` or `names` is a list of what stands in quotes.
_WHOLE = (
    (r"Missing (?:argument|option) (?P<names>.+?)\.", "{names} is missing; give it.", "缺少 {names}，请补上。"),
    (r"Missing command\.", "Which command?", "请写出命令。"),
    (r"No such command '(?P<name>.+)'\.", "There is no command {name}.", "没有命令 {name}。"),
    (
        r"No such command '(?P<name>.+)'\. Did you mean (?P<known>.+)\?",
        "There is no command {name}; is {known} meant?",
        "没有命令 {name}，是不是 {known}？",
    ),
    (r"No such option: (?P<name>\S+)", "There is no option {name}.", "没有选项 {name}。"),
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.+)\)",
        "There is no option {name}; is {near} meant?",
        "没有选项 {name}，是不是 {near}？",
    ),
    (r"Option '(?P<name>.+)' requires an argument\.", "{name} wants a value behind it.", "{name} 后面要有一个值。"),
    (r"Got unexpected extra argument\(?s?\)? \((?P<more>.+)\)", "{more} is too much here.", "这里多了 {more}。"),
)
_VALUES = (
    (
        r"(?P<server>.*) is no address of a platform",
        "{server} is no address of a platform; write it like http://192.168.1.5:8000.",
        "{server} 不是平台的地址，请写成 http://192.168.1.5:8000 这样。",
    ),
    (
        r"'(?P<given>.*)' is not one of (?P<known>.+)\.",
        "{given} is not one of {known}.",
        "{given} 不在可选值 {known} 之内。",
    ),
    (r"Input should be a valid number.*", "it must be a number.", "应当是数字。"),
    (r"Input should be a valid integer.*", "it must be a whole number.", "应当是整数。"),
    (r"Input should be a valid boolean.*", "it must be true or false.", "只能是 true 或 false。"),
    (r"Input should be greater than or equal to (?P<limit>\S+)", "it must be {limit} or more.", "不能小于 {limit}。"),
    (r"Input should be less than or equal to (?P<limit>\S+)", "it must be {limit} or less.", "不能大于 {limit}。"),
    (r"Input should be greater than (?P<limit>\S+)", "it must be more than {limit}.", "必须大于 {limit}。"),
    (r"Input should be less than (?P<limit>\S+)", "it must be less than {limit}.", "必须小于 {limit}。"),
    (r"\w+ '(?P<path>.+)' does not exist\.", "{path} does not exist.", "{path} 不存在。"),
    (r"\w+ '(?P<path>.+)' is a directory\.", "{path} is a folder.", "{path} 是文件夹。"),
    (r"\w+ '(?P<path>.+)' is a file\.", "{path} is a file.", "{path} 是文件。"),
    (r"\w+ '(?P<path>.+)' is not readable\.", "{path} cannot be read.", "{path} 读不了。"),
    (r"\w+ '(?P<path>.+)' is not writable\.", "{path} cannot be written.", "{path} 写不了。"),
)
_OF_ONE = re.compile(
    r"Invalid value for (?P<names>.+?)(?: \(env var: '[^']*'\))?: (?:Value error, )?(?P<why>.+)", re.DOTALL
)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Tells what is wrong with a command line, and ends with 2."""
    try:
        yield
    except TyperException as wrong:
        if type(wrong).__name__ == "NoArgsIsHelpError":  # no mistake: its words are the help
            raise
        context = getattr(wrong, "ctx", None)
        if context is not None:
            say(Told("{usage}\nHelp: {path} --help", "{usage}\n帮助：{path} --help", **_usage(context)))
        say(sentence(wrong.format_message()))
        raise typer.Exit(wrong.exit_code) from wrong


def sentence(found: str) -> Told:
    """What was found, as we say it."""
    value = _OF_ONE.fullmatch(found)
    if value is None:
        return _said(found, _WHOLE)
    why = _said(value["why"], _VALUES)
    return Told("{names}: {why}", "{names}：{why}", names=_named(value["names"]), why=why)


def _said(found: str, sentences: tuple[tuple[str, str, str], ...]) -> Told:
    for pattern, english, chinese in sentences:
        if match := re.fullmatch(pattern, found, re.DOTALL):
            return Told(english, chinese, **{name: _value(name, text) for name, text in match.groupdict().items()})
    return verbatim(found)


def _value(name: str, text: str) -> Param:
    return _named(text) if name in {"known", "names"} else text


def _named(text: str) -> Param:
    return _QUOTED.findall(text) or text


def _usage(context: typer.Context) -> dict[str, Param]:
    return {"usage": context.get_usage().removeprefix("Usage: "), "path": context.command_path}
