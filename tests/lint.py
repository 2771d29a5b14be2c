"""House rules no linter knows: sizes, names, registry hosts in lock files, one gate to ffmpeg."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 600
_VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?)$")
_HOST = re.compile(r"https?://|--(extra-)?index-url")
_CLIENT = re.compile(
    r"\b(?:httpx2?\.(?:Async)?(?:Client|HTTPTransport)|(?:Async)?OpenAI|aiohttp\.ClientSession|urlopen)\("
)
_MAY_MAKE_CLIENTS = {
    "datasay/outgoing/client.py": "the gate itself",
    "datasay/engines/openai/connection.py": "the SDK, around a client of the gate",
    "datasay/cli/api_client.py": "talks to the user's own platform, from the user's own machine",
}
_SHELL = re.compile(r"shell\s*=\s*True|os\.system\(|create_subprocess_shell")


def faults() -> list[str]:
    """Every breach of the rules, as `file: what`."""
    found = []
    for path in sorted([*ROOT.glob("datasay/**/*.py"), *ROOT.glob("tests/**/*.py")]):
        name, text = str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > LONGEST_FILE and "/versions/" not in name:
            found.append(f"{name}: {lines} lines, more than {LONGEST_FILE}")
        if any(_VAGUE.search(part.removesuffix(".py")) for part in path.relative_to(ROOT).parts):
            found.append(f"{name}: a name that says nothing")
        if _SHELL.search(text) and path != Path(__file__):
            found.append(f"{name}: runs a shell")
        if name.startswith("datasay/") and "imageio_ffmpeg" in text and name != "datasay/media/ffmpeg.py":
            found.append(f"{name}: reaches ffmpeg past the gate datasay/media/ffmpeg.py")
        if name.startswith("datasay/") and _CLIENT.search(text) and name not in _MAY_MAKE_CLIENTS:
            found.append(f"{name}: makes an HTTP client past the gate datasay/outgoing/client.py")
    locks = sorted(ROOT.glob("requirements/*.txt"))
    found += [f"{lock.name}: names a registry" for lock in locks if _HOST.search(lock.read_text(encoding="utf-8"))]
    return found


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or 0)
