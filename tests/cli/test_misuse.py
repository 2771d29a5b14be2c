"""A command line that is written wrongly is told in plain words, in one language, in no words of typer or pydantic."""

import re

import pytest
from typer.testing import CliRunner

from datasay.cli.main import app
from datasay.cli.misuse import sentence
from datasay.wording.languages import Language

WRONG = {
    ("create",): ("article is missing; give it.", "缺少 article，请补上。"),
    ("create", "a.txt"): ("-o, --output is missing; give it.", "缺少 -o、--output，请补上。"),
    ("create", "a.txt", "-o", "x.mp4", "--aspect", "4:3"): (
        "--aspect: 4:3 is not one of 9:16, 16:9, 1:1.",
        "--aspect：4:3 不在可选值 9:16、16:9、1:1 之内。",
    ),
    ("create", "a.txt", "-o", "x.mp4", "--seconds", "abc"): (
        "--seconds: it must be a number.",
        "--seconds：应当是数字。",
    ),
    ("create", "a.txt", "-o", "x.mp4", "--seconds", "5"): (
        "--seconds: it must be 10 or more.",
        "--seconds：不能小于 10。",
    ),
    ("db", "partitions", "--months-ahead", "999"): (
        "--months-ahead: it must be 120 or less.",
        "--months-ahead：不能大于 120。",
    ),
    ("text", "export", "x"): ("text_id: it must be a whole number.", "text_id：应当是整数。"),
    ("text", "import", "gone.txt"): ("FILE...: gone.txt does not exist.", "FILE...：gone.txt 不存在。"),
    ("text", "import", "/"): ("FILE...: / is a folder.", "FILE...：/ 是文件夹。"),
    ("tsk", "list"): ("There is no command tsk; is task meant?", "没有命令 tsk，是不是 task？"),
    ("qwertz",): ("There is no command qwertz.", "没有命令 qwertz。"),
    ("--nosuch",): ("There is no option --nosuch.", "没有选项 --nosuch。"),
    ("create", "--outptu"): ("There is no option --outptu; is --output meant?", "没有选项 --outptu，是不是 --output？"),
    ("task", "list", "a", "b"): ("a b is too much here.", "这里多了 a b。"),
    ("login", "alice", "--server", "ftp://x"): (
        "--server: ftp://x is no address of a platform; write it like http://192.168.1.5:8000.",
        "--server：ftp://x 不是平台的地址，请写成 http://192.168.1.5:8000 这样。",
    ),
    ("task", "list", "--server", "127.0.0.1:8000"): (
        "--server: 127.0.0.1:8000 is no address of a platform; write it like http://192.168.1.5:8000.",
        "--server：127.0.0.1:8000 不是平台的地址，请写成 http://192.168.1.5:8000 这样。",
    ),
    ("create", "a.txt", "-o"): ("-o wants a value behind it.", "-o 后面要有一个值。"),
}


@pytest.mark.parametrize("command", WRONG, ids=" ".join)
@pytest.mark.parametrize(("locale", "place"), [("en_GB.UTF-8", 0), ("zh_CN.UTF-8", 1)])
def test_it_is_told_plainly(command: tuple[str, ...], locale: str, place: int) -> None:
    told = CliRunner().invoke(app, list(command), env={"LC_ALL": locale})
    assert (told.exit_code, told.stderr.splitlines()[-1]) == (2, WRONG[command][place])
    assert not re.search(r"Input should|Value error|Invalid|Error", told.output)


def test_a_group_alone_shows_its_help() -> None:
    told = CliRunner().invoke(app, ["task"], env={"LC_ALL": "zh_CN.UTF-8"})
    assert "--help" in told.output
    assert "retry" in told.output


def test_what_is_not_known_is_told_as_it_is() -> None:
    said = sentence("Invalid value for '--x': Value error, {it} is odd")
    assert said.told(Language.EN) == "--x: {it} is odd"
