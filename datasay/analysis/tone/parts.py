"""Where a sentence turns or pauses: the two parts whose tones may differ."""

import re

_TURNS = re.compile(
    r"(?<=[\s,;:.—-])(?:but|yet|however|though|although|except|only|until|unless|still|instead|then)\b"
    r"|但是?|可是|不过|然而|却|只是|就是|结果|偏偏|反而|反倒|谁知|没想到|没成想|哪知|而是|倒是?|才发现|可(?=[^以能爱怜是靠])",
    re.IGNORECASE,
)
_PAUSES = re.compile(r"[,，;；:：。.!！?？—…]+\s*")
_JOINTS = re.compile(r"\s(?:and|while|because|so|when|after|before|which|with|that|if|as|for)\s", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LEAST_CHINESE, _LEAST = 2, 7  # characters of a part
_NEAR = 4  # characters between a pause and the turn after it


def in_two(text: str) -> tuple[str, str]:
    """The parts before and after its first turn, else its middle pause, else its middle joint; the second may be ""."""
    cut = _cut(text)
    return (text[:cut].strip(), text[cut:].strip()) if cut else (text, "")


def _cut(text: str) -> int:
    least = _LEAST_CHINESE if 2 * len(_CHINESE.findall(text)) > len(text) else _LEAST

    def parts(cut: int) -> bool:
        return min(len(text[:cut].strip()), len(text[cut:].strip(" .。!！?？\"”'"))) >= least

    pauses = [found.end() for found in _PAUSES.finditer(text) if parts(found.end())]
    for turn in _TURNS.finditer(text):
        if parts(turn.start()):
            near = [pause for pause in pauses if 0 <= turn.start() - pause <= _NEAR]
            return near[-1] if near else turn.start()
    joints = [found.start() for found in _JOINTS.finditer(text) if parts(found.start())]
    return min(pauses or joints or [0], key=lambda cut: abs(cut - len(text) / 2))
