"""Set-up behind a company's certificate authority: what pip is told, uv is told."""

import os
import runpy
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.company import NAME, Company, company

pytestmark = pytest.mark.slow
INSTALL = Path(__file__).parents[2] / "requirements" / "install.py"
_OTHERS = ("PIP_", "UV_", "SSL_CERT", "REQUESTS_CA", "CURL_CA", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The company's."""
    with company(tmp_path_factory.mktemp("company")) as servers:
        yield servers


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A fresh environment's interpreter."""
    venv.create(tmp_path / "environment", with_pip=False, symlinks=True)
    return tmp_path / "environment" / "bin" / "python"


def install(network: Company, python: Path, *more: str, **told: str) -> "subprocess.CompletedProcess[str]":
    """Install the company's package with nothing told but this."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_OTHERS)}
    cache = {"UV_CACHE_DIR": str(python.parents[1] / "cache"), "PIP_NO_CACHE_DIR": "1", "HOME": str(python.parents[1])}
    command = [sys.executable, str(INSTALL), str(network.lock), "--python", str(python), *more]
    return subprocess.run(
        command, env=kept | {"PIP_CONFIG_FILE": os.devnull} | cache | told, capture_output=True, text=True, check=False
    )


def greets(python: Path) -> bool:
    """Whether the package is there."""
    asked = subprocess.run([python, "-c", "import company_greeting"], capture_output=True, check=False)
    return asked.returncode == 0


def configured(folder: Path, **options: str) -> dict[str, str]:
    """A pip.conf with these options."""
    path = folder / "pip.conf"
    path.write_text("[global]\n" + "".join(f"{name} = {value}\n" for name, value in options.items()))
    return {"PIP_CONFIG_FILE": str(path)}


def test_a_file_of_pips_settings_is_enough(network: Company, python: Path, tmp_path: Path) -> None:
    settings = {"index-url": network.index, "cert": str(network.authority), "proxy": network.proxy}
    links = {"find-links": "/no/such/folder", "extra-index-url": "file:///no/such/index"}  # pip passes over them
    done = install(network, python, **configured(tmp_path, **settings, **links))
    assert done.returncode == 0, done.stderr
    assert greets(python)
    assert "localhost" in network.proxied
    assert "Installed 1 package" in done.stderr
    assert f"+ {NAME}" not in done.stderr


def test_so_is_the_environment(network: Company, python: Path) -> None:
    told = {"PIP_INDEX_URL": network.index, "REQUESTS_CA_BUNDLE": str(network.authority)}
    done = install(network, python, **told)
    assert done.returncode == 0, done.stderr
    assert greets(python)


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_what_pip_believes_goes_before_what_others_are_told(name: str) -> None:
    for_uv = runpy.run_path(str(INSTALL))["for_uv"]
    assert for_uv({}, {name: "/a.pem"})["SSL_CERT_FILE"] == "/a.pem"
    assert for_uv({"cert": "/pip.pem"}, {name: "/a.pem"})["SSL_CERT_FILE"] == "/pip.pem"


def test_what_is_told_to_uv_itself_goes_first() -> None:
    for_uv = runpy.run_path(str(INSTALL))["for_uv"]
    told = {"index-url": "https://pip.example/simple", "trusted-host": "a b", "timeout": "9", "no-index": "true"}
    assert for_uv(told, {"UV_DEFAULT_INDEX": "https://uv.example/simple", "UV_SYSTEM_CERTS": "0"}) == {
        "UV_DEFAULT_INDEX": "https://uv.example/simple",
        "UV_INSECURE_HOST": "a b",
        "UV_HTTP_TIMEOUT": "9",
        "UV_NO_INDEX": "1",
        "UV_SYSTEM_CERTS": "0",
    }


def test_pip_itself_gets_the_authority_that_openssl_is_told_of(network: Company, python: Path) -> None:
    more = ("--with-pip", "--python", sys.executable)
    told = {"PIP_INDEX_URL": network.index, "PIP_TARGET": str(python.parents[1] / "target")}
    done = install(network, python, *more, SSL_CERT_FILE=str(network.authority), **told)
    assert done.returncode == 0, done.stderr
    assert (python.parents[1] / "target" / "company_greeting.py").is_file()


def test_an_authority_that_nobody_named_is_not_believed(network: Company, python: Path) -> None:
    done = install(network, python, PIP_INDEX_URL=network.index)
    assert done.returncode != 0
    assert "UnknownIssuer" in done.stderr or "certificate" in done.stderr
    assert not greets(python)
