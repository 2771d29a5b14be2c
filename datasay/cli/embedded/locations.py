"""Where the embedded platform keeps what: the folders of a home, and the data of a server that root may not run."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from datasay.cli.embedded.accounts import Account, reaches
from datasay.cli.embedded.errors import HomeUnusable
from datasay.wording.system import of_system
from datasay.wording.told import Told

# Where a server's unprivileged user finds its data and programs when the home, or the environment, is below a folder
# that only root may enter.
SYSTEM_FOLDER = Path("/var/lib/datasay")
_PRIVATE = 0o700
_PASSABLE = 0o711  # may be walked through to a known name, not listed


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one embedded platform. Get one from `open_home`."""

    path: Path

    @property
    def postgres(self) -> Path:
        """The PostgreSQL cluster and its passwords."""
        return self.path / "postgres"

    @property
    def redis(self) -> Path:
        """Port and password of Redis."""
        return self.path / "redis"

    @property
    def files(self) -> Path:
        """The users' files, when no other storage is set."""
        return self.path / "files"

    @property
    def logs(self) -> Path:
        """One rotated log per child."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """What is only true while the platform runs: lock, addresses, schedule."""
        return self.path / "run"

    @property
    def tmp(self) -> Path:
        """Half-made files; emptied at each start."""
        return self.path / "tmp"

    @property
    def lock(self) -> Path:
        """Held by the process that runs this home."""
        return self.run / "lock"

    @property
    def addresses(self) -> Path:
        """Where the running platform can be reached, passwords included: for the owner's eyes only."""
        return self.run / "platform.json"


def open_home(path: Path) -> Home:
    """The home, its folders made where they are missing. Raises HomeUnusable."""
    home = Home(path.expanduser().absolute())
    try:
        if not home.path.exists():
            home.path.parent.mkdir(parents=True, exist_ok=True)
            home.path.mkdir(exist_ok=True)
            home.path.chmod(_PASSABLE if os.geteuid() == 0 else _PRIVATE)
        for folder in (home.postgres, home.redis, home.files, home.logs, home.run, home.tmp):
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                folder.chmod(_PRIVATE)
        probe = home.run / f".writable-{os.getpid()}"
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as problem:
        raise HomeUnusable(
            Told(
                "The home {path} cannot be written: {reason}. Free some space, change its "
                "permissions, or set DATASAY_HOME to another folder.",
                "数据目录 {path} 写不进去：{reason}。请腾出空间、改权限，或把 DATASAY_HOME 设为别的文件夹。",
                path=home.path,
                reason=of_system(problem),
            )
        ) from problem
    return home


def server_folder(folder: Path, account: Account | None) -> Path:
    """The folder that holds `data` of a server which runs as `account`: `folder` itself wherever that user gets in.

    Else a folder of its own in /var/lib/datasay, to which the link `folder/data` points: permissions of folders that
    belong to the user are never loosened. Raises HomeUnusable.
    """
    link = folder / "data"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if account is None:
            return folder
        if link.is_symlink():  # made by an earlier start, perhaps before the home was moved
            chosen = link.readlink().parent
            _make_passable(chosen)
            return chosen
        if reaches(account, folder.parent):
            folder.chmod(_PASSABLE)
            return folder
        chosen = SYSTEM_FOLDER / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        _make_passable(chosen)
        (chosen / "home.txt").write_text(f"{folder.resolve()}\n")
        link.symlink_to(chosen / "data")
    except OSError as problem:
        raise HomeUnusable(
            Told(
                "There is no place for the database of {folder}: {filename}: {reason}. As root, "
                "PostgreSQL runs as {user}, who must reach its data: set DATASAY_HOME to a folder "
                "below one that everybody may enter, or make {system} writable.",
                "{folder} 的数据库没有地方放：{filename}：{reason}。以 root 运行时，PostgreSQL 用 "
                "{user} 运行，它要能进入数据文件夹：请把 DATASAY_HOME 设在人人可进入的文件夹下，或"
                "让 {system} 可写。",
                folder=folder,
                filename=problem.filename,
                reason=of_system(problem),
                user=account.name if account else "the user",
                system=SYSTEM_FOLDER,
            )
        ) from problem
    return chosen


def _make_passable(folder: Path) -> None:
    """Make a folder of ours below SYSTEM_FOLDER that other users may walk through."""
    for each in (SYSTEM_FOLDER, folder):
        if not each.is_dir():
            each.mkdir(parents=True, exist_ok=True)
            each.chmod(_PASSABLE)
