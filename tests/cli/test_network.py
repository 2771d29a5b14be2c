"""What the system, the network library and Python say reaches nobody as they say it."""

import errno
import os
import socket
import ssl
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from datasay.cli.main import app
from datasay.cli.network import of_network
from datasay.wording.languages import Language
from datasay.wording.system import of_system


def _behind(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "english", "chinese"),
    [
        (
            _behind(httpx.ConnectError("x"), socket.gaierror(-2, "x")),
            "no machine of this name",
            "找不到叫这个名字的主机",
        ),
        (
            _behind(httpx.ConnectError("x"), ExceptionGroup("x", [ConnectionRefusedError(errno.ECONNREFUSED, "x")])),
            "Connection refused",
            "那里没有程序应答",
        ),
        (_behind(httpx.ConnectError("x"), ssl.SSLCertVerificationError("x")), "not trusted", "证书不受信任"),
        (_behind(httpx.ConnectError("x"), ssl.SSLError("x")), "http:// rather than https://", "http://"),
        (_behind(httpx.ConnectTimeout("x"), TimeoutError()), "too long", "太久没有应答"),
        (httpx.ReadTimeout("x"), "too long", "太久没有应答"),
        (httpx.ReadError("x"), "broke off", "连接中断"),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), "broke off", "连接中断"),
        (httpx.RemoteProtocolError("illegal status line"), "no web server", "不是网页服务"),
        (httpx.ConnectError("All connection attempts failed"), "no connection", "没有连上"),
        (httpx.UnsupportedProtocol("x"), "no address", "不是平台的地址"),
    ],
)
def test_why_a_platform_was_not_reached(error: Exception, english: str, chinese: str) -> None:
    assert english in of_network(error).told(Language.EN)
    assert chinese in of_network(error).told(Language.ZH)


def test_what_the_system_says_of_a_connection_is_told_in_both_languages() -> None:
    error = ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 1)")
    assert of_system(error).told(Language.EN) == os.strerror(errno.ECONNREFUSED)
    assert of_system(error).told(Language.ZH) == "那里没有程序应答"


def _run(*words: str, language: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner(env={"DATASAY_LANGUAGE": language}).invoke(app, words, input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_commands_tell_it_in_one_sentence(tmp_path: Path, language: str) -> None:
    free = socket.socket()
    free.bind(("127.0.0.1", 0))  # bound, not listening: refused
    server = f"http://127.0.0.1:{free.getsockname()[1]}"
    for words, typed in (
        (("openapi", "-o", str(tmp_path / "gone" / "a.json")), ""),
        (("openapi", "-o", str(tmp_path)), ""),
        (("login", "alice", "--server", server, "--password-stdin"), "secret"),
    ):
        code, said = _run(*words, language=language, typed=typed)
        assert code == 1
        assert len(said.splitlines()) == 1
        assert said.rstrip().endswith("。" if language == "zh" else ".")
        assert not [word for word in ("Errno", "Traceback", "attempts", "Connect call") if word in said]
        assert language == "en" or ("没有应答" in said or "文件夹" in said)
    free.close()


def test_a_refused_place_is_left_as_it_was_and_a_good_one_is_written(tmp_path: Path) -> None:
    assert _run("openapi", "-o", str(tmp_path / "a.json"), language="en")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize(("language", "said"), [("zh", "没有终端"), ("en", "no terminal")])
def test_no_password_is_asked_for_where_nobody_can_type_one(
    monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    def no_terminal(*_: object) -> int:
        raise OSError(errno.ENXIO, "No such device or address")

    monkeypatch.setattr("getpass.os.open", no_terminal)
    code, told = _run("login", "alice", language=language, typed="secret\n")
    assert code == 2
    assert said in told
    assert "--password-stdin" in told
    assert "Warning" not in told
