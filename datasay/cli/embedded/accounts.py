"""Which unprivileged user servers run as when DataSay itself runs as root, and what that user can reach."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine."""

    name: str
    uid: int
    gid: int


def unprivileged_account(*names: str) -> Account | None:
    """The first of these users that exists; None when DataSay is not root and servers run as itself.

    As root there is always one: `nobody`, by number where the machine has no name for it.
    """
    if os.geteuid() != 0:
        return None
    for name in (*names, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    return Account("nobody", 65534, 65534)


def _may(status: os.stat_result, account: Account, want: int) -> bool:
    if status.st_uid == account.uid:
        return bool(stat.S_IMODE(status.st_mode) >> 6 & want)
    if status.st_gid == account.gid:
        return bool(stat.S_IMODE(status.st_mode) >> 3 & want)
    return bool(stat.S_IMODE(status.st_mode) & want)


def reaches(account: Account | None, path: Path) -> bool:
    """Whether the user may pass through every existing folder down to `path` (by mode bits)."""
    if account is None:
        return True
    real = path.resolve()
    folders = [each for each in (real, *real.parents) if each.is_dir()]
    return all(_may(each.stat(), account, os.X_OK) for each in folders)


def executes(account: Account | None, program: Path) -> bool:
    """Whether the user may run the program where it is."""
    if account is None:
        return os.access(program, os.X_OK)
    real = program.resolve()
    if not real.is_file():
        return False
    return reaches(account, real.parent) and _may(real.stat(), account, os.X_OK)
