"""House rules no linter knows: sizes, names, reasons for exceptions, hosts in lock files, one gate to ffmpeg."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests import walls

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 600
_PARTS = ("datasay", "tests", "benchmarks", "docs")
_VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?)$")
_HOST = re.compile(r"https?://|--(extra-)?index-url")
_CLIENTS = {  # libraries that can open a connection to a server, under whatever name their parts are imported
    "httpx", "httpx2", "openai", "requests", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib",
    "smtplib", "xmlrpc", "websockets", "botocore", "boto3",
}  # fmt: skip
_CONNECTING = re.compile(r"\b(?:open_connection|create_connection|socket\.socket)\(")
_MAY_ASK_OUTSIDE = {
    "datasay/outgoing/client.py": "the gate itself",
    "datasay/engines/openai/connection.py": "the SDK, around a client of the gate",
    "datasay/engines/openai/failures.py": "names the SDK's errors",
    "datasay/engines/openai/profile.py": "names the SDK's errors",
    "datasay/cli/api_client.py": "talks to the user's own platform, from the user's own machine",
    "datasay/cli/creation.py": "names the errors of the api client",
    "datasay/cli/network.py": "names the errors of the api client",
    "datasay/cli/reaching.py": "names the errors of the api client",
    "datasay/cli/users.py": "talks to the user's own platform, from the user's own machine",
    "datasay/cli/embedded/asking.py": "asks the platform's own web process",
    "datasay/cli/embedded/ports.py": "tries which ports are free",
    "datasay/cli/embedded/redis.py": "looks whether its own server listens",
}
_EXCEPTION = re.compile(r"noqa|type:\s*ignore|pragma: no cover")
_GIVES_REASON = re.compile(
    r"#\s*(?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*  |type: ignore\[[\w-]+(?:, [\w-]+)*\]  # |pragma: no cover  )\S+ \S+"
)
_NAMING_THE_SHELL = ("tests/lint.py", "tests/rules/test_lint.py")
_SHELL = re.compile(r"shell\s*=\s*True|os\.system\(|create_subprocess_shell")


def faults(root: Path = ROOT) -> list[str]:
    """Every breach of the rules in the repository at `root`, as `file: what`."""
    found = []
    for path in sorted(path for part in _PARTS for path in root.glob(f"{part}/**/*.py")):
        name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > LONGEST_FILE and "/versions/" not in name:
            found.append(f"{name}: {lines} lines, more than {LONGEST_FILE}")
        if any(_VAGUE.search(part.removesuffix(".py")) for part in path.relative_to(root).parts):
            found.append(f"{name}: a name that says nothing")
        found += [f"{name}:{line}: an exception without its reason" for line in unexplained(text)]
        if _SHELL.search(text) and name not in _NAMING_THE_SHELL:
            found.append(f"{name}: runs a shell")
        if name.startswith("datasay/") and "imageio_ffmpeg" in text and name != "datasay/media/ffmpeg.py":
            found.append(f"{name}: reaches ffmpeg past the gate datasay/media/ffmpeg.py")
        if name.startswith("datasay/") and name not in _MAY_ASK_OUTSIDE and asks_outside(text):
            found.append(f"{name}: may ask other servers past the gate datasay/outgoing/client.py")
    locks = sorted(root.glob("requirements/*.txt"))
    found += [f"{lock.name}: names a registry" for lock in locks if _HOST.search(lock.read_text(encoding="utf-8"))]
    return [*found, *walls.faults(root)]


def unexplained(source: str) -> Iterator[int]:
    """Lines whose `noqa` or `type: ignore` names no rule, or no reason of at least two words behind it."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and _EXCEPTION.search(token.string) and not _GIVES_REASON.match(token.string):
            yield token.start[0]


def asks_outside(source: str) -> bool:
    """Whether a module imports something that opens connections, or opens one itself."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if any(name == client or name.startswith(f"{client}.") for name in names for client in _CLIENTS):
            return True
    return _CONNECTING.search(source) is not None


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or 0)
