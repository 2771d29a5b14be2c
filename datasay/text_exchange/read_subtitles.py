"""Subtitles and lyrics as their words, in the order they are shown: SubRip, WebVTT, LRC, ASS and SSA.

Written against files as programs leave them: the line with the times alone begins a cue, so that blank lines, missing
numbers, missing fractions of a second and missing gaps lose nothing.
"""

import html
import re
from dataclasses import dataclass
from itertools import pairwise

from datasay.text_exchange.document import ReadDocument, one_line
from datasay.text_exchange.losses import Loss, Losses, said
from datasay.text_exchange.read_text import decoded_text
from datasay.wording.told import Told

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,6}))?"
_COMMA = r"(?<=\.\d{3}),(?=\d+:\d\d:\d\d\.\d{3}[ \t]*$)"  # of the captions that YouTube saves (.sbv)
TIMES = re.compile(rf"^[ \t]*{_CLOCK}[ \t]*(?:-{{1,3}}>|{_COMMA})[ \t]*{_CLOCK}(?P<rest>.*)$", re.MULTILINE)
LYRIC = re.compile(r"^[ \t]*\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]", re.MULTILINE)
DIALOGUE = re.compile(r"^Dialogue:[ \t]*(?:Marked=)?\d+,", re.MULTILINE | re.IGNORECASE)
_STAMP = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_WORD_STAMP = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>")
_LYRIC_FIELD = re.compile(r"^\[([A-Za-z#][\w ]{0,20}):(.*)\]$")
_TIMING_FIELDS = frozenset(("offset", "length", "re", "ve", "tool"))
_TAG = re.compile(r"</?(?:[ibuvcs]|font|ruby|rt|lang|em|strong)(?:[ .][^>\n]{0,200})?/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|</>")
_INLINE_TIME = re.compile(r"<(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}>")
_RUBY = re.compile(r"<rt(?:[ .][^>]*)?>.*?</rt>", re.IGNORECASE | re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[^ >]*)?[ \t]+[^>\n]+>", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{\\[^}\n]{0,500}\}|\{/?[ibuIBU]\}|\{[cCfFsSyYpP]:[^}\n]{1,40}\}")
_LINE_BREAK = re.compile(r"<br[ /]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SETTING = re.compile(r"(?:[A-Za-z][A-Za-z0-9]*:\S+)")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_WIDE_END = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]$")
_ABUTTING = 0.11  # seconds between a caption and the next that rolls on from it
_EVENT_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_DRAWING = re.compile(r"\{[^}]*\\p([0-9]+)[^}]*\}")
_BRACES = re.compile(r"(?<!\\)\{[^}]*\}")
_NO_TITLE = frozenset(("", "<untitled>", "untitled", "default aegisub file", "default file"))


@dataclass(slots=True)
class _Cue:
    """What is shown from `start` to `end` seconds."""

    start: float
    end: float
    lines: list[str]


def read_subtitles(data: bytes, *, encoding: str | None = None) -> ReadDocument:
    """The words of a SubRip or WebVTT file, a line for each cue, without numbers, times and marks."""
    text, found, warnings = decoded_text(data, encoding)
    losses = Losses()
    web = text.lstrip().startswith("WEBVTT")
    cues = [_shown(cue, web=web, losses=losses) for cue in _cues(text, web=web)]
    rolling = bool(_INLINE_TIME.search(text)) or web
    return _document([cue for cue in cues if cue.lines], losses, found, warnings, rolls=1 if rolling else 2)


def read_lyrics(data: bytes, *, encoding: str | None = None) -> ReadDocument:
    """The lines of an LRC file as they are sung: a line with several times comes at each of them."""
    text, found, warnings = decoded_text(data, encoding)
    fields: dict[str, str] = {}
    sung: list[tuple[float, str]] = []
    latest = 0.0
    for line in text.split("\n"):
        stamps, rest = _leading_stamps(line.strip())
        field = _LYRIC_FIELD.match(rest) if not stamps else None
        if field:
            fields.setdefault(field[1].strip().lower(), field[2].strip())
            continue
        words = one_line(_WORD_STAMP.sub("", rest))
        if stamps:
            latest = stamps[0]
            sung += [(at, words) for at in stamps]
        elif words:
            sung.append((latest, words))
    lines = [words for _, words in sorted(sung, key=lambda each: each[0])]
    others = {name: value for name, value in fields.items() if name not in {"ti", *_TIMING_FIELDS} and value}
    if others:
        shown = ", ".join(f"{name}: {value}" for name, value in others.items())[:200]
        warnings.append(
            said("歌词信息没有写入正文（{shown}）。", "The file's notes ({shown}) were not kept.", shown=shown)
        )
    content = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return ReadDocument(content, fields.get("ti", ""), encoding=found, warnings=warnings)


def _leading_stamps(line: str) -> tuple[list[float], str]:
    stamps: list[float] = []
    while stamp := _STAMP.match(line):
        stamps.append(int(stamp[1]) * 60 + int(stamp[2]) + _fraction(stamp[3]))
        line = line[stamp.end() :].lstrip()
    return stamps, line


def read_ass(data: bytes, *, encoding: str | None = None) -> ReadDocument:
    """The words of an ASS or SSA file in the order they are shown, without styles, effects and drawings."""
    text, found, warnings = decoded_text(data, encoding)
    losses = Losses()
    fields: tuple[str, ...] = _EVENT_FIELDS
    title, section = "", ""
    cues: list[_Cue] = []
    for line in text.split("\n"):
        name, _, value = line.partition(":")
        match name.strip().lower():
            case "title" if section == "[script info]":
                title = value.strip()
            case "format" if section not in {"[v4+ styles]", "[v4 styles]"}:
                fields = tuple(each.strip().lower() for each in value.split(","))
            case "dialogue":
                cue = _event(value, fields, losses)
                if cue is not None:
                    cues.append(cue)
            case other if other.startswith("["):
                section = other
    cues.sort(key=lambda cue: cue.start)
    document = _document(cues, losses, found, warnings, rolls=2)
    document.title = "" if title.lower() in _NO_TITLE else title
    return document


def _event(value: str, fields: tuple[str, ...], losses: Losses) -> _Cue | None:
    parts = value.split(",", len(fields) - 1)
    if len(parts) < len(fields) or "text" not in fields:
        return None
    event = dict(zip(fields, parts, strict=True))
    words, drawn = [], False
    place = 0
    for mark in _DRAWING.finditer(event["text"]):
        words += [] if drawn else [event["text"][place : mark.start()]]
        losses.add(Loss.DRAWINGS, int(not drawn and mark[1] != "0"))
        drawn, place = mark[1] != "0", mark.end()
    words += [] if drawn else [event["text"][place:]]
    text = _BRACES.sub("", "".join(words)).replace("\\h", " ").replace("\\{", "{").replace("\\}", "}")
    lines = [line for each in re.split(r"\\[Nn]", text) if (line := one_line(each))]
    return _Cue(_seconds(event.get("start", "")), _seconds(event.get("end", "")), lines) if lines else None


def _seconds(clock: str) -> float:
    found = re.fullmatch(_CLOCK, clock.strip())
    return _time(found.groups()) if found else 0.0


def _time(groups: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = groups
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + _fraction(fraction)


def _fraction(digits: str | None) -> float:
    return float(f"0.{digits}") if digits else 0.0


def _cues(text: str, *, web: bool) -> list[_Cue]:
    lines = text.split("\n")
    found = [(number, times) for number, line in enumerate(lines) if (times := TIMES.match(line))]
    numbered = bool(found) and any(line.strip().isdecimal() for line in lines[: found[0][0]])
    cues = [] if web or not found else _preface(lines[: found[0][0]])
    count = _number(lines[: found[0][0]]) if found else 0
    for place, (number, times) in enumerate(found):
        last = place + 1 == len(found)
        ends = len(lines) if last else found[place + 1][0]
        body = lines[number + 1 : ends]
        if not last:
            count, body = _without_label(body, count, web=web, numbered=numbered)
        if web:
            body = _without_asides(body)
        rest = "" if all(map(_SETTING.fullmatch, times["rest"].split())) else times["rest"]
        cues.append(_Cue(_time(times.groups()[:4]), _time(times.groups()[4:8]), [rest, *body]))
    return cues


def _preface(lines: list[str]) -> list[_Cue]:
    """Words above the first times, which no player shows and no reader should lose."""
    words = lines[:-1] if lines and lines[-1].strip().isdecimal() else lines
    return [_Cue(0.0, 0.0, words)] if any(line.strip() and not line.strip().isdecimal() for line in words) else []


def _number(lines: list[str]) -> int:
    return next((int(line) for line in reversed(lines) if line.strip().isdecimal() and len(line.strip()) < 9), 0)


def _without_label(body: list[str], count: int, *, web: bool, numbered: bool) -> tuple[int, list[str]]:
    """The lines of a cue without the number or name of the next one, and that number."""
    if not body:
        return count, body
    label = body[-1].strip()
    if numbered and label.isdecimal():
        return int(label[:9]), body[:-1]
    # A name of a WebVTT cue stands alone above its times.
    if web and label and len(body) > 1 and not body[-2].strip() and any(line.strip() for line in body[:-1]):
        return count, body[:-1]
    place = next((at for at in range(len(body) - 1, -1, -1) if body[at].strip()), -1)
    if numbered and place >= 0 and body[place].strip() == str(count + 1):  # a blank line between number and times
        return count + 1, body[:place]
    return count, body


def _without_asides(body: list[str]) -> list[str]:
    kept: list[str] = []
    aside = False
    for number, line in enumerate(body):
        if not line.strip():
            aside = False
        elif number and not body[number - 1].strip() and _ASIDE.match(line):
            aside = True
        if not aside:
            kept.append(line)
    return kept


def _shown(cue: _Cue, *, web: bool, losses: Losses) -> _Cue:
    text = _LINE_BREAK.sub("\n", "\n".join(cue.lines))
    losses.add(Loss.SPEAKERS, len(_VOICE.findall(text)))
    text, readings = _RUBY.subn("", text)
    losses.add(Loss.READINGS, readings)
    text = _OVERRIDE.sub("", _INLINE_TIME.sub("", text))
    text = (_ANY_TAG if web else _TAG).sub("", text).replace("\\N", "\n")
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    cue.lines = [line for each in text.split("\n") if (line := one_line(each))]
    return cue


def _document(cues: list[_Cue], losses: Losses, encoding: str, warnings: list[Told], *, rolls: int) -> ReadDocument:
    """The cues, a line each. `rolls`: how often lines must roll on for it to be a way of showing, not of speaking."""
    once: list[_Cue] = []
    seen: set[tuple[float, float, str]] = set()
    for cue in cues:
        key = (cue.start, cue.end, "\n".join(cue.lines))
        if key in seen:
            losses.add(Loss.LAYERS)
            continue
        seen.add(key)
        once.append(cue)
    rolling = sum(len(cue.lines) > _rolled(before, cue) > 0 for before, cue in pairwise(once))
    lines: list[str] = []
    for number, cue in enumerate(once):
        again = _rolled(once[number - 1], cue) if number and rolling >= rolls else 0
        losses.add(Loss.ROLLING, again)
        if cue.lines[again:]:
            lines.append(_joined(cue.lines[again:]))
    return ReadDocument("\n".join(lines), encoding=encoding, warnings=[*warnings, *losses.warnings()])


def _rolled(before: _Cue, cue: _Cue) -> int:
    """How many of the first lines are the last ones of the cue before, which ends where this one begins."""
    if cue.start - before.end > _ABUTTING or cue.start < before.start:
        return 0
    most = min(len(before.lines), len(cue.lines))
    return next((count for count in range(most, 0, -1) if before.lines[-count:] == cue.lines[:count]), 0)


def _joined(lines: list[str]) -> str:
    words = ""
    for line in lines:
        words += ("" if not words or _WIDE_END.search(words) else " ") + line
    return words
