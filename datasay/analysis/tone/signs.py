"""What the rules found in a sentence, as numbers."""

import math
from collections.abc import Sequence

from datasay.analysis.lexicon import Turn
from datasay.analysis.opinions import Read
from datasay.analysis.patterns import Sign
from datasay.analysis.shapes import Label, SentenceSentiment

_QUOTES = frozenset('"“”《》「」‘')
_LONG = 120
_MANY = 5


def signs_of(judged: SentenceSentiment, read: Read) -> list[float]:
    """Between −1 and about 1 each, always the same number of them in the same order."""
    counted = [word.counted for word in judged.evidence]
    good = math.fsum(one for one in counted if one > 0)
    bad = -math.fsum(one for one in counted if one < 0)
    said = judged.text.rstrip()
    return [
        judged.polarity,
        *_which(judged.label, Label),
        math.tanh(good / 3),
        math.tanh(bad / 3),
        math.tanh(min(good, bad)),
        math.tanh(counted[0] / 2) if counted else 0.0,
        math.tanh(counted[-1] / 2) if counted else 0.0,
        max([*counted, 0.0]) / 4,
        min([*counted, 0.0]) / 4,
        min(len(counted), _MANY) / _MANY,
        min(read.clauses, _MANY) / _MANY,
        float(bool(read.conceded)),
        float(bool(read.seeming)),
        float(read.turned is not None),
        float(any(unit.negated or unit.whole for unit in read.units)),
        float(any(word.negated_by for word in judged.evidence)),
        float(any(word.strengthened_by for word in judged.evidence)),
        min(len(said), _LONG) / _LONG,
        *(float(any(unit.turn is turn for unit in read.units)) for turn in Turn),
        *(float(sign in read.signs) for sign in Sign),
        float(said[-1:] in {"!", "！"}),
        float(said[-1:] in {"?", "？"}),
        float(bool(_QUOTES & set(said))),
        float(any(character.isdigit() for character in said)),
    ]


def _which(label: Label, labels: Sequence[Label] | type[Label]) -> list[float]:
    return [float(label is one) for one in labels]
