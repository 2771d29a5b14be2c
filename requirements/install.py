"""Installs a lock file as pip is configured here: its index, certificates and proxy also hold for uv.

python requirements/install.py LOCK [--with-pip] [--python PYTHON] [-- MORE …]

A company says to pip where packages come from and which certificate authority to believe (pip.conf, PIP_INDEX_URL,
PIP_CERT, REQUESTS_CA_BUNDLE …). uv reads none of that by itself. What is said to uv itself (UV_…) goes first.
"""

import argparse
import ast
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Where systems keep the authorities they believe; Python's own idea of it is often that of another machine.
_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_NEWS = (" + ", " - ", " ~ ")  # uv's list of all it has installed, one a line


def pip_configuration() -> dict[str, str]:
    """What pip is told for an installation, by option: files first, the environment over them."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, str] = {}
    for start in ("global.", "install.", ":env:."):
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(start):
                found[name.removeprefix(start)] = str(ast.literal_eval(value))
    return found


def for_uv(configured: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """The same as variables for uv."""
    told: dict[str, str] = {}
    if index := configured.get("index-url"):
        told["UV_DEFAULT_INDEX"] = index
    if indexes := " ".join(_present(configured.get("extra-index-url", ""))):
        told["UV_INDEX"] = indexes
        told["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; the hashes of the lock file keep it safe
    if links := " ".join(_present(configured.get("find-links", ""))):
        told["UV_FIND_LINKS"] = links.replace(" ", ",")
    if configured.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        told["UV_NO_INDEX"] = "1"
    if hosts := configured.get("trusted-host"):
        told["UV_INSECURE_HOST"] = " ".join(hosts.split())
    if proxy := configured.get("proxy"):
        told["HTTPS_PROXY"] = told["HTTP_PROXY"] = proxy if "://" in proxy else f"http://{proxy}"
    if seconds := configured.get("timeout", configured.get("default-timeout")):
        told["UV_HTTP_TIMEOUT"] = seconds
    if client := configured.get("client-cert"):
        told["SSL_CLIENT_CERT"] = client
    if authority := _authority(configured, environment):
        told["SSL_CERT_FILE"] = authority
    elif ssl.get_default_verify_paths().cafile or any(Path(store).is_file() for store in _STORES):
        told["UV_SYSTEM_CERTS"] = "1"
    return told | {name: value for name, value in environment.items() if name.startswith("UV_")}


def _authority(configured: Mapping[str, str], environment: Mapping[str, str]) -> str | None:
    """The file of certificate authorities, as pip would choose it, else the one OpenSSL is told of."""
    told = (configured.get("cert"), *map(environment.get, ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")))
    return next((each for each in told if each), None)


def _present(places: str) -> Iterator[str]:
    """Addresses, without folders that are not there: pip passes over them, uv would end."""
    for place in places.split():
        local = unquote(urlsplit(place).path) if place.startswith("file:") else place
        if "://" in local or Path(local).exists():
            yield place


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lock", help="file of exact versions with hashes")
    parser.add_argument("--with-pip", action="store_true", help="before there is a uv")
    parser.add_argument("--python", default=sys.executable, help="whose environment; default: the one that runs this")
    parser.add_argument("more", nargs="*", help="further arguments for uv")
    asked = parser.parse_args()
    configured = pip_configuration()
    environment = dict(os.environ)
    locked = ["--require-hashes", "-r", asked.lock]
    if asked.with_pip:
        if authority := _authority(configured, environment):
            environment["PIP_CERT"] = authority
        pip = [asked.python, "-m", "pip", "--disable-pip-version-check", "install", "--no-warn-script-location"]
        return subprocess.run([*pip, *locked], env=environment, check=False).returncode
    environment |= for_uv(configured, environment)
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "--compile-bytecode", "--python", asked.python, *locked, *asked.more]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if not line.startswith(_NEWS):
                sys.stderr.write(line)
                sys.stderr.flush()
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
