"""The natural voice: what it is told to say, when its words sound, how loud it is, and what it refuses."""

import io
import threading
import wave
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import psutil
import pytest
from pypinyin import Style, pinyin_dict
from pypinyin.style import convert

from datasay.engines.errors import BadInput, EngineRejected
from datasay.engines.kokoro import model, saying
from datasay.engines.kokoro.engine import KokoroVoiceEngine
from datasay.engines.kokoro.english import EnglishRun, pronounce
from datasay.engines.kokoro.model import SAMPLE_RATE
from datasay.engines.kokoro.packages import PARTS
from datasay.engines.kokoro.phrases import Call, plan_calls
from datasay.engines.kokoro.symbols import english_symbols, mandarin_symbols, numbers
from datasay.engines.kokoro.vectors import vector
from datasay.engines.kokoro.voices import VOICES
from datasay.engines.protocols import Desk, Speech, SpeechRequest
from datasay.engines.usage import Unit, UsageMeter
from datasay.language.sentences import split_sentences
from datasay.media.loudness import measure_loudness

ZH = "天亮了。我们去海边看日出，好不好？"
MIXED = "我用 Python 写代码。"
PEAK = -1.4  # dBTP


async def _ignore(_fraction: float) -> None:
    pass


async def _speak(text: str, voice: str = "zf_xiaoxiao", **wanted: Any) -> Speech:
    return await KokoroVoiceEngine(Desk()).synthesize(SpeechRequest(text, voice, **wanted), _ignore)


async def _planned(text: str, *, british: bool = False) -> list[Call]:
    sentences = split_sentences(text)
    return await plan_calls(sentences, ["zh-CN"] * len(sentences), [0.45] * len(sentences), british)


def _samples(speech: Speech) -> "np.ndarray[Any, np.dtype[np.int16]]":
    with wave.open(io.BytesIO(speech.audio)) as file:
        assert (file.getframerate(), file.getnchannels()) == (48_000, 1)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


# --- what it is told to say ---


@pytest.mark.parametrize(
    ("syllable", "symbols"),
    [
        ("zhong1", "ꭧʊ→ŋ"), ("guo2", "kwo↗"), ("xue2", "ɕɥe↗"), ("nv3", "ny↓"), ("er4", "ɚ↘"), ("yuan2", "ɥɛ↗n"),
        ("shi4", "ʂɨ↘"), ("zi5", "ʦɨ"), ("qiong2", "ʨʰjʊ↗ŋ"), ("wen4", "wə↘n"), ("liu2", "ljou↗"), ("lve4", "lɥe↘"),
        ("bo1", "pwo→"), ("ri4", "ɻɨ↘"), ("ju2", "ʨy↗"), ("de5", "tɤ"), ("xyz1", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_syllable_is_written_as_the_model_learnt_it(syllable: str, symbols: str) -> None:
    assert mandarin_symbols(syllable) == symbols


def test_every_syllable_of_the_dictionary_has_symbols_and_no_two_have_the_same() -> None:
    syllables = {
        convert(reading, Style.TONE3, strict=True).replace("ü", "v")
        for readings in pinyin_dict.pinyin_dict.values()
        for reading in readings.split(",")
    }
    known = {each: mandarin_symbols(each) for each in syllables if each[-1:].isdigit() and each[:-1].isascii()}
    assert len(known) > 1_200
    assert {each for each, symbols in known.items() if not symbols} <= {"hm5", "hng5"}
    assert all(numbers(symbols) for symbols in known.values() if symbols)
    said = [symbols for each, symbols in known.items() if each[:-1] not in {"lue", "nue"}]
    doubled = {symbols for symbols in said if symbols and said.count(symbols) > 1}
    assert not doubled


@pytest.mark.parametrize(
    ("ipa", "british", "symbols"),
    [
        ("həlˈoʊ", False, "həlˈO"), ("wˈɜːld", False, "wˈɜɹld"), ("tʃˈeɪndʒ", False, "ʧˈAnʤ"),
        ("wˈɔːɾɚ", False, "wˈɔTəɹ"),
        ("həlˈəʊ", True, "həlˈQ"), ("wˈɜːld", True, "wˈɜːld"), ("漢", False, ""),
    ],
)  # fmt: skip
def test_english_is_written_in_the_models_own_signs(ipa: str, british: bool, symbols: str) -> None:
    assert english_symbols(ipa, british=british) == symbols


async def test_each_english_word_knows_its_symbols_also_where_two_are_said_as_one() -> None:
    words = ("In", "the", "morning", "of", "the", "GPU", "I B M", "A I", "was", "cold")
    [pieces] = await pronounce([EnglishRun(words, british=False)])
    assert sum(count for count, _ in pieces) == len(words)
    place, found = 0, {}
    for count, symbols in pieces:
        found[" ".join(words[place : place + count])] = symbols
        place += count
    assert found["morning"] == "mˈɔɹnɪŋ"
    assert found["GPU"].count("i") == 2
    assert found["I B M"] == "ˈI bˈi ˈɛm"
    assert found["A I"] == "ˈA ˈI"
    assert all(found.values())


async def test_every_part_of_the_text_that_is_said_has_its_unit() -> None:
    text = "他2024年买了3个 iPhone，花了12,999元。"
    [call] = await _planned(text)
    said = {text[unit.start : unit.end] for clause in call.clauses for unit in clause.units}
    assert {"他", "买", "iPhone", "12,999", "元"} <= said
    assert [clause.mark for clause in call.clauses] == [",", "."]


async def test_short_sentences_are_said_with_a_neighbour_and_long_ones_in_parts() -> None:
    text = f"好。我们今天一起去北京的公园里散步和聊天。{'他在那里看书写字画画唱歌跳舞' * 12}。是的。"
    calls = await _planned(text)
    assert len(calls) > 3
    assert all(call.size <= 200 for call in calls)
    assert [clause.sentence for clause in calls[0].clauses] == [0, 1]
    assert calls[-1].clauses[-1].sentence == split_texts(text).index("是的。")
    assert len(calls[-1].clauses) > 1


async def test_a_text_is_never_read_as_symbols() -> None:
    [call] = await _planned("向上↗走，ˈ再 ʂ 走。")
    symbols = "".join(unit.symbols for clause in call.clauses for unit in clause.units if unit.language == "zh")
    assert symbols == "".join(map(mandarin_symbols, ("xiang4", "shang4", "zou3", "zai4", "zou3")))


async def test_english_within_mandarin_stands_alone_for_the_voice_that_says_it() -> None:
    [call] = await _planned("我用 Python 写，他用 USB。")
    plain, apart = saying._written(call), saying._written(call, "en")
    assert plain.symbols.replace(" ", "") == apart.symbols.replace("; pˈIθən;", " pˈIθən").replace(
        "; jˈu ˈɛs bˈi.", " jˈu ˈɛs bˈi."
    ).replace(" ", "")
    assert [apart.symbols[first:last].strip(" ;") for first, last in saying._foreign(call, apart, "en")] == [
        "pˈIθən",
        "jˈu ˈɛs bˈi",
    ]


def test_words_are_parted_where_it_is_quiet_and_their_silence_is_left_out() -> None:
    loud = np.sin(np.arange(SAMPLE_RATE) / 5).astype(np.float32)
    loud[11_000:11_400] *= 0.01  # 25 ms before the time that is told
    assert 11_000 < saying._quietest(loud, 12_000) < 11_400
    assert saying._quietest(loud, 20_000) >= 20_000 - saying._BEFORE
    word = np.zeros(SAMPLE_RATE, np.float32)
    word[6_000:12_000] = loud[:6_000]
    word[16_000:] = loud[16_000:]  # what comes next begins long before its time
    written = saying._Written("w; n; s", [], [])
    sounding = model.Sounding(word, np.array([600, 1_200, 1_800, 7_000, 13_000, 17_000, 18_500]))
    heard = saying._audible(written, sounding, 3, 6)
    assert 5_600 < heard.start <= 6_000
    assert 12_000 <= heard.stop < 13_000
    first = saying._audible(written, model.Sounding(word, np.array([8_000, 12_500, 18_000, 18_500])), 0, 1)
    assert 5_600 < first.start <= 6_000  # its s is heard long before its time


# --- the model ---


def test_another_model_than_the_known_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasay.engines.kokoro.model.PARTS", PARTS[:3])
    with pytest.raises(EngineRejected, match="install them again"):
        model._joined()


def test_times_of_symbols_are_those_of_the_sound() -> None:
    said = model.sound("ni↓xau↓.", "zf_xiaoxiao", pace=1.0)
    assert len(said.places) == len("ni↓xau↓.") + 1
    assert (np.diff(said.places) > 0).all()
    assert said.places[-1] < len(said.samples)
    loud = np.flatnonzero(np.abs(said.samples) > 0.02)
    assert abs(int(loud[0]) - int(said.places[0])) < 0.1 * model.SAMPLE_RATE


def test_the_memory_of_a_long_sentence_is_given_back() -> None:
    def resident() -> float:
        return psutil.Process().memory_info().rss / 2**20

    model.sound("ni↓xau↓.", "zf_xiaoxiao", pace=1.0)
    before = resident()
    model.sound("ni↓xau↓ ʨi→ntʰjɛ→n " * 7 + "ni↓xau↓.", "zf_xiaoxiao", pace=1.0)
    assert resident() - before < 80, "a run of this length takes 120 MB"


def test_freed_memory_is_the_systems_also_below_a_small_block_that_stays() -> None:
    usual = np.ones(30 << 20, np.uint8)
    del usual  # glibc would now take this for a usual size, and keep such blocks in a heap
    model._give_pages_back()
    before = psutil.Process().memory_info().rss
    large, small = [], []
    for _ in range(20):
        large.append(np.ones(5 << 20, np.uint8))
        small.append(np.ones(4 << 10, np.uint8))
    large.clear()
    assert psutil.Process().memory_info().rss - before < 20 << 20
    assert small


def test_no_more_is_said_at_a_time_than_memory_is_meant_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_CALLS_AT_ONCE", 2)
    begun, ended = threading.Event(), threading.Event()

    def another() -> None:
        with model._room_for(150):
            begun.set()
        ended.set()

    with model._room_for(100):
        waiting = threading.Thread(target=another)
        waiting.start()
        with model._room_for(90):
            assert not begun.wait(0.2)
    assert ended.wait(30)
    waiting.join()
    with model._room_for(10_000):
        pass


def test_the_session_is_given_back_when_idle_and_never_beside_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_IDLE_SECONDS", 0.15)
    with model._room_for(10):
        session = model._session()
        letting_go = threading.Thread(target=model._let_go)
        letting_go.start()
        letting_go.join(0.6)
        assert model._session() is session
    letting_go.join(30)
    assert not model._kept


def test_every_voice_has_a_vector_of_its_own_and_a_partner_for_the_other_language() -> None:
    assert len({vector(name, 20).tobytes() for name in VOICES}) == len(VOICES)
    assert all(VOICES[voice.partner].language != voice.language for voice in VOICES.values())


# --- speech ---


async def test_words_sound_in_order_where_there_is_sound_and_the_level_is_even() -> None:
    meter = UsageMeter()
    told: list[float] = []

    async def note(fraction: float) -> None:
        told.append(fraction)

    speech = await KokoroVoiceEngine(Desk(meter=meter)).synthesize(SpeechRequest(ZH, "zf_xiaoxiao"), note)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert [sentence.text for sentence in speech.sentences] == split_texts(ZH)
    assert all(ZH[each.text_start : each.text_end] == each.text for each in speech.sentences)
    words = [word for sentence in speech.sentences for word in sentence.words]
    assert "".join(word.text for word in words) == "".join(c for c in ZH if c.isalpha())
    assert all(word.start < word.end for word in words)
    assert all(before.end <= after.start for before, after in pairwise(words))
    samples = _samples(speech)
    assert abs(len(samples) / 48_000 - speech.duration) < 0.02
    level = np.abs(samples.astype(np.float32))
    for sentence in speech.sentences:
        begin, end = (round(at * 48_000) for at in (sentence.start, sentence.end))
        assert level[max(0, begin - 4800) : max(1, begin - 960)].max() < 0.03 * level.max()
        assert level[begin : begin + 3600].max() > 0.05 * level.max()
        assert level[end - 4800 : end].max() > 0.02 * level.max()
    assert speech.loudness == pytest.approx(-16.0, abs=0.3)
    assert meter.totals[0].units[Unit.CHARACTERS] == len(ZH)


def split_texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


async def test_the_same_is_said_the_same_way_and_english_within_it_has_its_own_time() -> None:
    first, again = [await _speak(MIXED) for _ in range(2)]
    assert first == again
    words = {word.text: word for sentence in first.sentences for word in sentence.words}
    assert list(words) == ["我", "用", "Python", "写", "代", "码"]
    assert 0.2 < words["Python"].end - words["Python"].start < 1.0


@pytest.mark.parametrize("speed", [0.5, 2.0])
async def test_speed_changes_length_and_times_as_asked(speed: float) -> None:
    usual, changed = [await _speak("我们去看海。", speed=one) for one in (1.0, speed)]
    assert changed.duration * speed == pytest.approx(usual.duration, rel=0.01)
    assert len(_samples(changed)) / 48_000 == pytest.approx(changed.duration, abs=0.03)
    assert changed.sentences[0].end * speed == pytest.approx(usual.sentences[0].end, abs=0.02)
    level = np.abs(_samples(changed).astype(np.float32))
    loud = np.flatnonzero(level > 0.02 * level.max()) / 48_000
    assert (loud[0], loud[-1]) == pytest.approx((changed.sentences[0].start, changed.sentences[0].end), abs=0.05)


async def test_pitch_moves_the_voice_and_not_the_time(pitch_of: Callable[[Speech], float]) -> None:
    usual, higher = [await _speak("我们去看海。", "zm_yunjian", pitch=one) for one in (1.0, 1.25)]
    assert higher.duration == usual.duration
    assert pitch_of(higher) / pitch_of(usual) == pytest.approx(1.25, rel=0.06)


@pytest.fixture
def pitch_of() -> Callable[[Speech], float]:
    """The upper part of the pitch in Hz, by autocorrelation over the loud parts."""

    def measure(speech: Speech) -> float:
        samples = _samples(speech).astype(np.float64)[::4]
        found = []
        for place in range(0, len(samples) - 600, 300):
            window = samples[place : place + 600]
            if np.abs(window).max() < 0.2 * np.abs(samples).max():
                continue
            like = np.correlate(window, window, "full")[599:] / float(window @ window)
            lag = int(np.argmax(like[40:190])) + 40
            if like[lag] > 0.5:  # clearly voiced
                found.append(12_000 / lag)
        return float(np.percentile(found, 75))  # its lower end is creaky, and heard as pitch in one of two only

    return measure


async def test_an_mp3_is_as_loud_and_has_room(tmp_path: Any) -> None:
    speech = await _speak("It works well.", "bf_emma", audio_format="mp3", volume=0.5)
    path = tmp_path / "speech.mp3"
    path.write_bytes(speech.audio)
    measured = await measure_loudness(path)
    assert measured.integrated == pytest.approx(-22.0, abs=0.5)
    assert measured.true_peak <= PEAK
    assert [word.text for word in speech.sentences[0].words] == ["It", "works", "well"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"platform_id": "nobody"}, "zf_xiaoxiao"),
        ({"audio_format": "ogg"}, "wav and mp3"),
        ({"speed": 2.1}, "speed"),
        ({"pitch": 0.4}, "pitch"),
        ({"volume": float("nan")}, "volume"),
        ({"text": "……！"}, "nothing to say"),
        ({"text": ""}, "nothing to say"),
    ],
)
async def test_what_it_cannot_say_is_refused_with_the_reason(wanted: dict[str, Any], told: str) -> None:
    request = SpeechRequest(**({"text": "好。", "platform_id": "zf_xiaoxiao"} | wanted))
    with pytest.raises(BadInput, match=told):
        await KokoroVoiceEngine(Desk()).synthesize(request, _ignore)
