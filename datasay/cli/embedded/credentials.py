"""The random passwords of the private servers, in one file that only its owner reads."""

import json
import os
import secrets
from pathlib import Path

from datasay.cli.embedded.errors import HomeUnusable
from datasay.wording.system import of_system
from datasay.wording.told import Told


def write_private(path: Path, text: str) -> None:
    """Replace a file of mode 0600 in one step."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def load_passwords(path: Path, *names: str) -> dict[str, str]:
    """The password of each name; those not yet there are made up and kept. Raises HomeUnusable."""
    try:
        known = json.loads(path.read_text()) if path.exists() else {}
        if not isinstance(known, dict):
            raise HomeUnusable(
                Told(
                    "{path} is not a JSON object of passwords. Restore it from a backup.",
                    "{path} 不是存密码的 JSON 对象，请从备份恢复。",
                    path=path,
                )
            )
        passwords = {str(name): str(value) for name, value in known.items()}
        missing = {name: secrets.token_urlsafe(24) for name in names if name not in passwords}
        if missing:
            passwords |= missing
            path.parent.mkdir(parents=True, exist_ok=True)
            write_private(path, json.dumps(passwords, indent=2) + "\n")
    except (OSError, ValueError) as problem:
        raise HomeUnusable(
            Told(
                "The passwords in {path} cannot be read or written: {problem}. Check its permissions.",
                "{path} 里的密码读写不了：{problem}。请检查权限。",
                path=path,
                problem=of_system(problem) if isinstance(problem, OSError) else str(problem),
            )
        ) from problem
    return passwords
