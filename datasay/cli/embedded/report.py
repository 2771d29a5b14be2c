"""What `datasay doctor` found, as a table for people or as JSON for programs."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace

from rich.console import Console
from rich.table import Table
from rich.text import Text

from datasay.cli.embedded.examination import Finding, examine, settings_findings
from datasay.cli.embedded.memory import platform_memory
from datasay.cli.printing import in_words, print_json, say
from datasay.core.settings import Settings
from datasay.engines.kinds import CALLED
from datasay.wording.languages import Language, language_of_environment
from datasay.wording.told import Told


def print_findings(settings: Settings, *, as_json: bool) -> int:
    """Print what is found and what is missing; return 1 when something needed is missing."""
    return _print(examine(settings), as_json=as_json)


def print_wrong_settings(problems: Mapping[str, Told], *, as_json: bool) -> int:
    """The same where the settings cannot be used: nothing else is looked at."""
    return _print(settings_findings(problems), as_json=as_json)


def _print(findings: list[Finding], *, as_json: bool) -> int:
    missing = [each for each in findings if each.needed and not each.found]
    if as_json:
        told = [asdict(replace(each, cure=None)) | {"cure": _cure(each)} for each in findings]
        print_json({"ready": not missing, "findings": told})
        return 1 if missing else 0
    output = Console()
    output.print(_table(findings))
    for each in findings:
        if not each.found and each.cure:
            output.print(
                Text(f"→ {_here(each.name)}: {_cure(each)}", style="red" if each.needed else "yellow"), soft_wrap=True
            )
    verdict = "可以运行。 Ready to run." if not missing else f"缺少 {len(missing)} 项。 {len(missing)} missing."
    output.print(Text(verdict, style="bold"))
    return 1 if missing else 0


def _cure(finding: Finding) -> str:
    return in_words(finding.cure) if finding.cure is not None else ""


def _table(findings: list[Finding]) -> Table:
    table = Table(title="datasay doctor", title_justify="left")
    for heading in ("", "需要 Needed", "版本 Version", "位置 Where"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        sign = Text("✓", style="green") if each.found else Text("✗", style="red" if each.needed else "yellow")
        table.add_row(sign, Text(_here(each.name)), Text(_here(each.version)), Text(each.path))
    return table


# Names and states as `--json` has them, for those who read Chinese.
_CHINESE = {
    "settings": "设置",
    "row security": "行级安全",
    "PostgreSQL user": "PostgreSQL 用户",
    "CJK font": "中文字体",
    "home": "数据目录",
    "disk": "磁盘",
    "file": "文件",
    "web port": "网页端口",
    "server ports": "服务端口",
    "this user": "本用户",
    "Mandarin, English": "普通话、英语",
    "made on the first start": "首次启动时建立",
    "writable": "可写",
    "running": "运行中",
    "free": "空闲",
    "taken": "被占用",
    "no tables yet": "还没有表",
    "voice": "声音",
    "owns nothing": "不拥有表",
    "stepped down": "已降权",
    "forced": "强制约束",
    "unbound": "不受约束",
}
_PATTERNS = (
    *((re.compile(rf"{kind} engine (.+)"), rf"{name.told(Language.ZH)}引擎 \1") for kind, name in CALLED.items()),
    (re.compile(r"(?P<size>[\d.]+) GiB free"), r"空闲 \g<size> GiB"),
    (re.compile(r"(?P<one>\d+) is taken, (?P<other>\d+) is free"), r"\g<one> 被占用，\g<other> 空闲"),
    (re.compile(r"from (?P<ports>\d+(?:, \d+)*)"), r"从 \g<ports> 起"),
    (re.compile(r"(?P<version>.+), machine(?P<rest>.*)"), r"\g<version>，本机\g<rest>"),
    (re.compile(r"(?P<version>.+), wheel(?P<rest>.*)"), r"\g<version>，随包\g<rest>"),
)


def _here(words: str) -> str:
    """A name or a state in the reader's language."""
    if language_of_environment() is not Language.ZH:
        return words
    words = _CHINESE.get(words, words)
    for pattern, chinese in _PATTERNS:
        if pattern.fullmatch(words):
            return pattern.sub(chinese, words).replace(" (also ", "（还有 ").replace(")", "）")
    return words


def print_memory(settings: Settings, *, as_json: bool) -> int:
    """Print a row per process of the running platform; return 1 when none runs."""
    rows = platform_memory(settings.home)
    if rows is None:
        say(Told("No platform runs on this home. Start it: datasay up", "没有正在运行的平台，请启动：datasay up"))
        return 1
    total = sum(row.megabytes for row in rows)
    if as_json:
        answer = {"total_megabytes": round(total, 1), "processes": [asdict(row) for row in rows]}
        print_json(answer)
        return 0
    table = Table(title=f"{total:.0f} MB", title_justify="left")
    table.add_column("PID", justify="right")
    table.add_column("进程 Process")
    table.add_column("MB", justify="right")
    for row in rows:
        table.add_row(str(row.pid), Text(row.name), f"{row.megabytes:.1f}")
    Console().print(table)
    return 0
