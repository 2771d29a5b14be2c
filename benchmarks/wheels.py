"""How large the runtime's packages are: every package `datasay` needs, in its wheel and installed.

    python benchmarks/wheels.py [--markdown]

Works without a network: a wheel is the installed files, deflated, so the files of each installed package are
deflated again here (level 6, as wheels are) and counted. Within a few per cent of the wheel downloaded.
"""

import argparse
import re
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

LIMIT_MB = 520  # of a million bytes: what a first `make` may fetch
MIB = 1024 * 1024


@dataclass(frozen=True)
class Package:
    """One installed distribution."""

    name: str
    version: str
    licence: str
    direct: bool
    wheel_bytes: int
    installed_bytes: int


def closure(root: str) -> dict[str, bool]:
    """Every distribution that `root` needs on this machine → whether it asks for it itself."""
    found: dict[str, bool] = {}
    waiting = [(Requirement(root), True)]
    while waiting:
        wanted, from_root = waiting.pop()
        distribution = metadata.distribution(wanted.name)
        for text in distribution.requires or []:
            requirement = Requirement(text)
            extras = ["", *wanted.extras]
            if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
                continue
            name = re.sub(r"[-_.]+", "-", requirement.name).lower()
            new = name not in found
            found[name] = found.get(name, False) or from_root
            if new or requirement.extras:
                waiting.append((requirement, False))
    return found


def licence(distribution: metadata.Distribution) -> str:
    """The licence a package states, as its metadata has it."""
    facts = distribution.metadata
    classified = [c.rpartition("::")[2].strip() for c in facts.get_all("Classifier", []) if c.startswith("License ::")]
    stated = next((facts[key] for key in ("License-Expression", "License") if key in facts), "") or ""
    return stated.splitlines()[0][:60] if 0 < len(stated) < 200 else " / ".join(classified) or "not stated"


def measure(name: str, *, direct: bool) -> Package:
    """Sizes of one installed package."""
    distribution = metadata.distribution(name)
    wheel = installed = 0
    for file in distribution.files or []:
        path = Path(str(distribution.locate_file(file)))
        if file.suffix == ".pyc" or not path.is_file():
            continue
        data = path.read_bytes()
        installed += len(data)
        wheel += len(zlib.compress(data, 6))
    return Package(name, distribution.version, licence(distribution), direct, wheel, installed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    markdown = parser.parse_args().markdown
    names = closure("datasay")
    with ThreadPoolExecutor(2) as pool:
        packages = list(pool.map(lambda entry: measure(entry[0], direct=entry[1]), sorted(names.items())))
    packages.sort(key=lambda package: -package.wheel_bytes)
    total = sum(package.wheel_bytes for package in packages)
    if markdown:
        print("| package | version | wheel MiB | installed MiB | licence as stated |\n|---|---|---|---|---|")
    for package in packages:
        wheel, installed = package.wheel_bytes / MIB, package.installed_bytes / MIB
        name = package.name if package.direct else f"({package.name})"
        if markdown:
            print(f"| {name} | {package.version} | {wheel:.1f} | {installed:.1f} | {package.licence} |")
        else:
            print(f"{name:<28}{package.version:<18}{wheel:>8.1f}{installed:>8.1f}  {package.licence}")
    installed = sum(package.installed_bytes for package in packages)
    print(f"\n{len(packages)} packages, {installed / MIB:.0f} MiB installed")
    print(f"{total / 1e6:.0f} MB of wheels ({total / MIB:.0f} MiB); the limit is {LIMIT_MB} MB")
    return 0 if total <= LIMIT_MB * 1_000_000 else 1


if __name__ == "__main__":
    sys.exit(main())
