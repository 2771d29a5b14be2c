"""Settings that cannot be used are refused at once, all of them, with what is wrong, in the reader's language."""

import os
import re
from pathlib import Path

import pytest

from datasay.core.settings import get_settings
from datasay.core.wrong_settings import WrongSettings
from datasay.wording.languages import Language
from datasay.wording.told import Told

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
DATABASE = "postgresql+asyncpg://user:canary@db.example"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only what a test sets."""
    for name in [each for each in os.environ if each.upper().startswith("DATASAY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    get_settings.cache_clear()


def refused(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, str]:
    """What is said in English to these settings."""
    return {name: str(said) for name, said in told(monkeypatch, **given).items()}


def told(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Told]:
    """What is said to these settings."""
    for name, value in given.items():
        monkeypatch.setenv(f"DATASAY_{name}", value)
    get_settings.cache_clear()
    try:
        with pytest.raises(WrongSettings) as caught:
            get_settings()
    finally:
        get_settings.cache_clear()
    assert "canary" not in str(caught.value)
    return caught.value.problems


WRONG = [
    ("SECRET_KEYS", "abc", "base64 of 32 random bytes"),
    ("SECRET_KEYS", "Y2FuYXJ5", "base64 of 32 random bytes"),
    ("SECRET_KEYS", f"{KEY};{KEY}", "commas between"),
    ("SECRET_KEYS", f"{KEY},", "base64 of 32 random bytes"),
    ("HOME", __file__, "no folder"),
    ("HOME", "~nobody-of-this-name/data", "no such user"),
    ("DATABASE_URL", "postgres://user:canary@db.example/datasay", "postgresql+asyncpg://"),
    ("DATABASE_URL", "user:canary@db.example/datasay", "postgresql+asyncpg://"),
    ("DATABASE_URL", "postgresql+asyncpg://user:can/canary@db.example:5432/datasay", "%XX"),
    ("DATABASE_URL", "postgresql+asyncpg://db.example/datasay", "no user"),
    ("DATABASE_URL", "postgresql+asyncpg://user:canary@/datasay", "no host"),
    ("DATABASE_URL", DATABASE, "no database"),
    ("DATABASE_URL", f"{DATABASE}:port/datasay", "cannot be read"),
    ("DATABASE_URL", f"{DATABASE}/datasay?sslmode=require", "?ssl=require"),
    ("DATABASE_URL", f"{DATABASE}/datasay?ssl=yes", "verify-full"),
    ("DATABASE_URL", f"{DATABASE}/datasay?pool=5", "pool is not known"),
    ("REDIS_URL", "localhost:6379", "redis://"),
    ("REDIS_URL", "redis://:canary@/0", "no host"),
    ("REDIS_URL", "redis://queue.example:6379/queue", "number of a database"),
    ("REDIS_URL", "redis://:can#canary@queue.example:6379/0", "%XX"),
    ("HOST", "http://127.0.0.1", "alone"),
    ("HOST", "127.0.0.1:8000", "alone"),
    ("HOST", "[::1]", "alone"),
    ("HOST", "256.1.1.1", "alone"),
    ("PORT", "eight", "whole number"),
    ("PORT", "70000", "at most 65535"),
    ("PORT", "-1", "at least 0"),
    ("PORT", "tcp://10.0.0.1:8000", "enableServiceLinks"),
    ("TRUSTED_PROXIES", "10.0.0.5", '["…"]'),
    ("TRUSTED_PROXIES", '["proxy.example"]', "10.0.0.0/8"),
    ("TRUSTED_HOSTS", "studio.example", '["…"]'),
    ("TRUSTED_HOSTS", '["https://studio.example"]', "a name alone"),
    ("METRICS_TOKEN", "canary with many spaces", "without spaces"),
    ("METRICS_TOKEN", "x", "at least 16 characters"),
    ("METRICS_TOKEN", "canary-too-shor", "at least 16 characters"),
    ("LANGUAGE", "fr", "zh or en"),
    ("LANGUAGE", "english", "zh or en"),
    ("LANGUAGE", "zhong", "zh or en"),
    ("ALLOWED_ORIGINS", '["studio.example"]', "https://studio.example"),
    ("ALLOWED_ORIGINS", '["https://studio.example/app"]', "https://studio.example"),
    ("ALLOWED_ORIGINS", '["*"]', "https://studio.example"),
    ("FFMPEG", "/no/ffmpeg", "no such file"),
    ("FFMPEG", "/etc/passwd", "cannot be executed"),
    ("FONT", "/etc/passwd", "no .otf"),
    ("FONT", "/etc", "no file"),
    ("LOG_LEVEL", "loud", "DEBUG, INFO"),
    ("UPLOAD_LIMIT_BYTES", "1e9", "whole number"),
    ("UPLOAD_LIMIT_BYTES", "512MB", "whole number"),
    ("SESSION_DAYS", "0", "more than 0"),
    ("SESSION_DAYS", "99999999", "at most"),
    ("TASK_LEASE_SECONDS", "2", "more than 2"),
    ("TASK_MAX_ATTEMPTS", "0", "more than 0"),
    ("TASK_MAX_LOST", "many", "whole number"),
    ("WORKER_BLOCKED_SECONDS", "0.5", "whole number"),
    ("TASK_USER_LIMIT", "-5", "more than 0"),
    ("DATABASE_POOL_SIZE", "0", "more than 0"),
    ("WORKER_CONCURRENCY", "1" * 40, "at most"),
    ("WAITING_CONCURRENCY", "0", "more than 0"),
    ("PRIVATE_ENGINES", "maybe", "true or false"),
    ("PRODUCER_NAME", "two\nlines", "one line"),
    ("OPENAI", "canary", "JSON"),
    ("OPENAI__OPTIONS", "canary", "JSON"),
    ("OPENAI__OPTIONS", "[1]", "JSON object"),
    ("OPENAI__BASE_URL", "api.example/v1", "https://host"),
    ("ENGINES", "canary", "JSON"),
    ("POSTGRES_BIN", "/no/bin", "no postgres and initdb"),
    ("REDIS_BIN", "/no/redis-server", "no such file"),
    ("SERVER", "datasay.example:8000", "https://host"),
    ("TOKEN", "canary canary", "without spaces"),
    ("ENGINES__OPENAI__PLATFORM_OPTIONS", "canary", "JSON"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_value_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    problems = told(monkeypatch, **{name: value})
    assert list(problems) == [f"DATASAY_{name}"]
    (said,) = problems.values()
    english, chinese = said.told(Language.EN), said.told(Language.ZH)
    assert words in english
    assert english.endswith(".")
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)
    assert "\n" not in english + chinese


def test_a_command_tells_them_in_the_language_of_who_typed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATASAY_PORT", "eight")
    get_settings.cache_clear()
    with pytest.raises(WrongSettings) as caught:
        get_settings()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert str(caught.value) == "DATASAY_PORT：“eight”要一个整数。"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert str(caught.value) == "DATASAY_PORT: “eight” It wants a whole number."


MEANT = [
    ("PROT", "DATASAY_PORT"),
    ("DB_URL", "DATASAY_DATABASE_URL"),
    ("DATABASE_URI", "DATASAY_DATABASE_URL"),
    ("SECRET_KEY", "DATASAY_SECRET_KEYS"),
    ("OPENAI_API_KEY", "DATASAY_OPENAI__API_KEY"),
    ("OPENAI__KEY", "DATASAY_OPENAI__API_KEY"),
    ("ENGINES__OPENAI__PLATFORM_SECRET", "DATASAY_ENGINES__NAME__PLATFORM_APP_SECRET"),
    ("WORKERS_CONCURRENCY", "DATASAY_WORKER_CONCURRENCY"),
    ("QWERTZ", None),
]


@pytest.mark.parametrize(("name", "meant"), MEANT)
def test_a_name_that_nobody_reads(monkeypatch: pytest.MonkeyPatch, name: str, meant: str | None) -> None:
    problems = refused(monkeypatch, **{name: "canary"})
    said = problems[f"DATASAY_{name}"]
    assert (f"is {meant} meant?" if meant else "unset it") in said


def test_settings_that_contradict_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "set both or none" in refused(monkeypatch, DATABASE_OWNER_URL=f"{DATABASE}/x")["DATASAY_DATABASE_OWNER_URL"]
    monkeypatch.delenv("DATASAY_DATABASE_OWNER_URL")
    assert "name the model" in refused(monkeypatch, OPENAI__API_KEY="canary")["DATASAY_OPENAI"]


def test_an_account_with_an_engine_that_is_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refused(monkeypatch, ENGINES__OPENNAI__PLATFORM_APP_SECRET="canary")["DATASAY_ENGINES"]
    assert "No engine opennai" in said
    assert "openai" in said


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = refused(monkeypatch, PORT="x", SECRET_KEYS="canary", LOG_LEVEL="loud", PROT="1")
    assert problems.keys() == {f"DATASAY_{name}" for name in ("PORT", "SECRET_KEYS", "LOG_LEVEL", "PROT")}


def test_a_file_is_held_to_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = tmp_path / ".env"
    written.write_text("DATASAY_PORT=x\nDATASAY_PROT=1\nOTHER=2\n")
    assert refused(monkeypatch).keys() == {"DATASAY_PORT", "DATASAY_PROT"}
    written.write_text("DATASAY_TOKEN=canary\n")
    assert "from the environment only" in refused(monkeypatch)["DATASAY_TOKEN"]
    written.write_bytes(b"DATASAY_PRODUCER_NAME=\xff\xfe\n")
    assert list(refused(monkeypatch)) == [str(written)]


def test_what_is_right_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "PORT": "",  # left open
        "HOME": "~/somewhere",
        "LOG_LEVEL": "debug",
        "SECRET_KEYS": f"{KEY},{KEY}",
        "DATABASE_URL": f"{DATABASE}:5432/datasay?ssl=require",
        "DATABASE_OWNER_URL": "postgresql+asyncpg://owner:p%2Fw@[::1]/datasay",
        "REDIS_URL": "rediss://:canary@queue.example:6380/1?ssl_cert_reqs=none",
        "TRUSTED_PROXIES": '["10.0.0.0/8", "::1"]',
        "TRUSTED_HOSTS": '["*.example.org", "studio.example", "[::1]", "*"]',
        "ALLOWED_ORIGINS": '["https://Studio.example:8443"]',
        "ENGINES__OPENAI__PLATFORM_APP_ID": "https://models.example/v1",
        "ENGINES__OPENAI__PLATFORM_OPTIONS": '{"model": "m"}',
        "SERVER": "https://datasay.example",
        "SERVICE_HOST": "10.0.0.1",  # as Kubernetes tells of a service
        "PORT_8000_TCP_ADDR": "10.0.0.1",
    }
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in given.items():
        monkeypatch.setenv(f"DATASAY_{name}", value)
    try:
        settings = get_settings()
    finally:
        get_settings.cache_clear()
    assert (settings.port, settings.log_level, settings.home) == (8000, "DEBUG", tmp_path / "somewhere")
    assert settings.allowed_origins == ["https://studio.example:8443"]
    assert "canary" not in repr(settings)
