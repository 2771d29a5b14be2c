"""The voices: who speaks, how fast, how loud, and with whom for the other language."""

from dataclasses import dataclass

from datasay.engines.protocols import VoiceInfo
from datasay.language.pace import Pace

# What is said at normal speed by zf_xiaoxiao and af_heart, pauses between scenes included: measured on their sound.
_PACE = Pace(
    syllable=0.192, word=0.0046, letter=0.0645, digit=0.33,
    comma=0.20, english_comma=0.19, sentence=0.57, english_sentence=0.58,
)  # fmt: skip
LOUDNESS = -23.0  # LUFS to which every voice is brought before mastering; none clips there


@dataclass(frozen=True, slots=True)
class KokoroVoice:
    """A voice. `partner` says what is in the other language; `loudness`: LUFS of what the model makes with it."""

    info: VoiceInfo
    partner: str
    loudness: float
    pace: float = 1.0  # the model's own speed, at which it speaks as people do

    @property
    def language(self) -> str:
        """`zh` or `en`."""
        return self.info.language[:2]

    @property
    def british(self) -> bool:
        """Whether its English is British."""
        return self.info.language == "en-GB"

    @property
    def gain(self) -> float:
        """What its samples are multiplied with."""
        return float(10 ** ((LOUDNESS - self.loudness) / 20))


def _voice(
    platform_id: str, name: str, language: str, gender: str, description: str, partner: str, loudness: float,
    *, pace: float = 1.0, slowness: float = 1.0, age_range: str = "middle", style: str = "professional",
) -> KokoroVoice:  # fmt: skip
    info = VoiceInfo(platform_id, name, language, gender, description, age_range, style, _PACE.at(slowness))
    return KokoroVoice(info, partner, loudness, pace)


VOICES = {
    voice.info.platform_id: voice
    for voice in (
        _voice("zf_xiaoxiao", "晓晓 · Xiaoxiao", "zh-CN", "female",
               "自然清晰，适合解说。 Natural and clear, for narration.", "af_heart", -16.7),
        _voice("zm_yunjian", "云健 · Yunjian", "zh-CN", "male",
               "沉稳有力，适合新闻与解说。 Firm and calm, for news and narration.", "am_michael", -20.7),
        _voice("zf_xiaobei", "晓北 · Xiaobei", "zh-CN", "female",
               "平和舒缓，适合故事。 Even and gentle, for stories.", "af_heart", -20.5,
               pace=1.25, slowness=1.01, style="casual"),
        _voice("zm_yunxi", "云希 · Yunxi", "zh-CN", "male",
               "年轻自然。 Young and natural.", "am_michael", -21.6, pace=0.92, age_range="young", style="casual"),
        _voice("zf_xiaoyi", "晓伊 · Xiaoyi", "zh-CN", "female",
               "明亮活泼。 Bright and lively.", "af_bella", -19.0, age_range="young", style="casual"),
        _voice("zm_yunyang", "云扬 · Yunyang", "zh-CN", "male",
               "低沉、略带气声。 Low, a little breathy.", "am_fenrir", -23.4, pace=0.92, slowness=0.96),
        _voice("zm_yunxia", "云夏 · Yunxia", "zh-CN", "neutral",
               "童声。 A child's voice.", "af_kore", -20.7, pace=1.1, age_range="young", style="casual"),
        _voice("af_heart", "Heart · 美式英语女声", "en-US", "female",
               "温暖自然，适合解说。 Warm and natural, for narration.", "zf_xiaoxiao", -22.3),
        _voice("am_michael", "Michael · 美式英语男声", "en-US", "male",
               "平稳可信，适合解说。 Steady, for narration.", "zm_yunjian", -23.9, slowness=1.14),
        _voice("af_bella", "Bella · 美式英语女声", "en-US", "female",
               "热情饱满。 Full and spirited.", "zf_xiaoyi", -21.1, slowness=1.06, style="casual"),
        _voice("af_sarah", "Sarah · 美式英语女声", "en-US", "female",
               "清楚利落。 Clear and brisk.", "zf_xiaoxiao", -20.5, slowness=1.04),
        _voice("af_kore", "Kore · 美式英语女声", "en-US", "female",
               "冷静理性。 Cool and measured.", "zf_xiaobei", -18.4, slowness=1.07),
        _voice("am_fenrir", "Fenrir · 美式英语男声", "en-US", "male",
               "厚实有力。 Solid and strong.", "zm_yunyang", -19.3, slowness=1.04),
        _voice("bf_emma", "Emma · 英式英语女声", "en-GB", "female",
               "端庄清晰。 Composed and clear.", "zf_xiaoxiao", -19.8, slowness=0.99),
        _voice("bf_isabella", "Isabella · 英式英语女声", "en-GB", "female",
               "柔和。 Soft.", "zf_xiaobei", -17.1, slowness=0.99),
        _voice("bm_george", "George · 英式英语男声", "en-GB", "male",
               "成熟稳重。 Mature and settled.", "zm_yunjian", -21.7),
        _voice("bm_fable", "Fable · 英式英语男声", "en-GB", "male",
               "适合讲故事。 For telling stories.", "zm_yunxi", -20.4, style="casual"),
    )
}  # fmt: skip
