"""How Chinese characters sound: polyphones, neutral tones, sandhi, and espeak-ng's phonemes for every syllable."""

from itertools import pairwise

import pytest
from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

from datasay.engines.local.speaking.espeak_client import open_espeak
from datasay.engines.local.speaking.espeak_library import Utterance
from datasay.engines.local.speaking.espeak_mandarin import syllable_phonemes
from datasay.engines.local.speaking.espeak_runs import piece_samples, plan_runs
from datasay.language.mandarin import read_phrase


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("这座桥有多长", "zhe4zuo4 qiao2 you3 duo1chang2"),
        ("他长得高", "ta1zhang3 de5 gao1"),
        ("秘书长走路很长时间", "mi4shu1zhang3 zou3lu4 hen3 chang2shi2jian1"),
        ("银行的行长在行走", "yin2hang2 de5 hang2zhang3 zai4 xing2zou3"),
        ("还有还钱", "hai2you3 huan2 qian2"),
        ("重庆很重要", "chong2qing4 hen3 zhong4yao4"),
        ("他跑得很快", "ta1 pao3 de5 hen3kuai4"),
        ("慢慢地走", "man4man4 de5 zou3"),
        ("你好", "ni2hao3"),
        ("老鼠很好", "lao2shu3 hen2 hao3"),
        ("展览馆", "zhan2lan2guan3"),
        ("不是不好", "bu2shi4 bu4hao3"),
        ("一样一天一个第一", "yi2yang4 yi4tian1 yi2ge4 di4yi1"),
        ("看一看", "kan4yi5kan4"),
        ("一九二五年", "yi1jiu3er4wu3nian2"),
        ("朋友便宜的衣服", "peng2you5 pian2yi5 de5 yi1fu5"),
        ("他还了钱还在找", "ta1 huan2 le5 qian2 hai2 zai4 zhao3"),
        ("真是太聪明了", "zhen1shi4tai4 cong1ming5 le5"),
        ("再找不着卖东西的好朋友", "zai4 zhao3bu4zhao2 mai4dong1xi5 de5 hao3 peng2you5"),
        ("花儿和女儿", "hua1er5 he2 nv3er2"),
        ("水和面包", "shui3 he2 mian4bao1"),
        ("种着玉米的这种地方", "zhong4 zhe5 yu4mi3 de5 zhe4zhong3 di4fang5"),
        ("銀行的行長還書", "yin2hang2 de5 hang2zhang3 huan2shu1"),
        ("一隻貓的毛髮", "yi4zhi1 mao1 de5 mao2fa4"),
    ],
)
def test_a_phrase_is_pronounced(phrase: str, said: str) -> None:
    assert " ".join("".join(word.syllables) for word in read_phrase(phrase)) == said


def test_every_character_has_a_place_even_if_nobody_can_say_it() -> None:
    words = read_phrase("𠮷野家的䶮")
    assert "".join(word.text for word in words) == "𠮷野家的䶮"
    assert all(len(word.text) == len(word.syllables) for word in words)


def _all_syllables() -> list[str]:
    syllables = set()
    for code in PINYIN_DICT:
        readings = pinyin(chr(code), style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
        syllables.update(readings[0])
    return sorted(syllables)


async def test_every_syllable_of_mandarin_sounds_as_its_own_phonemes() -> None:
    """espeak-ng reports exactly the phonemes that were counted on: otherwise timings would slip."""
    syllables = _all_syllables()
    assert len(syllables) > 1200
    async with open_espeak() as espeak:
        for begin in range(0, len(syllables), 40):
            chosen = [(name, syllable_phonemes(name, "4")) for name in syllables[begin : begin + 40]]
            assert [name for name, spoken in chosen if spoken is None] == []
            written = " ".join(spoken.written for _, spoken in chosen if spoken)
            said = await espeak.say(Utterance("pitch 100 180\n", "sit/cmn", f"[[{written}]].", True, 300, 70))
            heard = [name for _, _, name in said.phonemes if not name.startswith("_")]
            assert len(heard) == sum(spoken.count for _, spoken in chosen if spoken)


async def test_each_character_begins_later_than_the_one_before() -> None:
    runs = plan_runs("我与父亲不相见已二年余了，我最不能忘记的是他的背影。", "zh-CN")
    async with open_espeak() as espeak:
        for run in runs:
            said = await espeak.say(Utterance("pitch 100 180\n", "sit/cmn", run.text, True, 205, 70))
            begins = piece_samples(run, said)
            apart = [(b - a) / espeak.sample_rate for a, b in pairwise(begins)]
            assert len(begins) == 12
            assert 0.05 < min(apart) <= max(apart) < 0.5  # seconds a syllable


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("老鼠很好", "lao3shu3 hen3 hao3"),
        ("一样好玩儿", "yi1yang4 hao3wan2er2"),
        ("一会儿", "yi1hui4er5"),
        ("头发也长", "tou2fa4 ye3 chang2"),
        ("请数一数", "qing3 shu3yi1shu3"),
    ],
)
def test_a_model_that_has_learnt_from_dictionaries_is_told_their_tones(phrase: str, said: str) -> None:
    assert " ".join("".join(word.syllables) for word in read_phrase(phrase, plainly=True)) == said
