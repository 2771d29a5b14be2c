"""What the kinds of engines are called in a sentence."""

from datasay.wording.told import Told, verbatim

CALLED = {
    "text": Told("text", "文本"),
    "analysis": Told("analysis", "分析"),
    "voice": Told("voice", "语音"),
    "image": Told("image", "图片"),
}


def called(kind: str) -> Told:
    """The kind as a person says it."""
    return CALLED[kind] if kind in CALLED else verbatim(kind)
