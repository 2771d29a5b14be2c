"""What a video was made of, as a text file beside it: for whoever publishes it and has to name its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

_KINDS = {
    "voice": "配音 Voice",
    "music": "音乐 Music",
    "picture": "画面 Pictures",
    "drawing": "图形 Drawing",
    "photo": "照片 Photo",
    "font": "字体 Type",
}


def credits_text(title: str, credited: Sequence[Mapping[str, Any]]) -> str:  # Any: JSON of the API
    """A line for each part: what it is, its name and source, its licence, the scenes it is in (counted from 1)."""
    lines = [f"{title}", "", "由 DataSay 制作，内容由 AI 生成。 Made with DataSay; the content is AI-generated.", ""]
    for part in credited:
        names = " · ".join(str(part[name]) for name in ("credit_name", "credit_source") if part[name])
        scenes = ", ".join(str(position + 1) for position in part["scene_positions"])
        where = f" [{scenes}]" if scenes and part["credit_kind"] in {"drawing", "photo"} else ""
        lines.append(
            f"{_KINDS.get(part['credit_kind'], part['credit_kind'])}: {names}{where} — {part['credit_licence']}"
        )
    return "\n".join(lines) + "\n"
