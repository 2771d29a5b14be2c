"""`make bench`: every benchmark, one after the other, each printing ratios measured in its own run."""

import subprocess
import sys

MODULES = (
    "benchmarks.video.compare",
    "benchmarks.api.compare",
    "benchmarks.audit.compare",
    "benchmarks.tasks.compare",
    "benchmarks.startup",
    "benchmarks.pictures.choice",
    "benchmarks.pictures.scenes",
    "benchmarks.search.compare",
    "benchmarks.text.script_quality",
    "benchmarks.text.script_references",
    "benchmarks.text.headlines",
    "benchmarks.text.sentiment",
    "benchmarks.text.language",
    "benchmarks.text.speech",
    "benchmarks.text.wetext",
    "benchmarks.text.polyphones",
    "benchmarks.voice.sound",
    "benchmarks.voice.speed",
    "benchmarks.voice.first_sound",
    "benchmarks.wheels",
)


def main() -> int:
    """Run them all; the exit code is that of the first that failed."""
    worst = 0
    for module in MODULES:
        print(f"\n== {module}", flush=True)
        worst = subprocess.run([sys.executable, "-m", module], check=False).returncode or worst
    return worst


if __name__ == "__main__":
    sys.exit(main())
