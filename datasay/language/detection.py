"""In which language a text is written: by its letters, and where several languages share them, by its small words."""

import re
from collections.abc import Mapping

FALLBACK = "zh-CN"  # of a text without letters; the design's default
_SAMPLE = 20_000  # characters; the beginning tells as much as the whole
_IDEOGRAPHS_A_WORD = 1.5  # what is said with one word takes this many ideographs

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d"
_scripts: dict[str, re.Pattern[str]] = {
    "han": re.compile(f"[{_HAN}]"),
    "kana": re.compile(f"[{_KANA}]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"),
    "cyrillic": re.compile("[\u0400-\u052f]+"),
    "ko": re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+"),
    "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3]+"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]+"),
    "he": re.compile("[\u05d0-\u05ea]+"),
    "hi": re.compile("[\u0904-\u0963]+"),
    "th": re.compile("[\u0e01-\u0e4e]{1,4}"),  # written without spaces
}
# Words short and frequent enough to be in any sentence or two.
# In everyday Chinese, hardly ever in Japanese.
_CHINESE_ONLY = re.compile("[这這们們吗嗎你妳她它您说呢吧很还還没]")
_small_words: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to is that it was for on with as are this be by at from have you not but they his her"
        " which or we an she were what your can there their has will would who if my how do did hello",
        "fr": "le la les de et est une des du que dans pour qui pas sur avec ce au il elle je ne vous nous sont"
        " mais ont cette ces plus par son ses leur bonjour merci très être tu c'est j'ai d'un d'une qu'il"
        " n'est aux ou où",
        "de": "der die das und ist nicht ein eine zu den mit von auf für im dem sich auch es ich wir sie sind wird"
        " hat aus bei nach wie über einen einer oder aber wenn nur noch guten tag haben kann dass zum zur"
        " werden",
        "es": "el la los de las y en es una un por para con no del se lo que su al como más pero está son hola muy"
        " sin sobre este esta yo también hay fue ha cuando todo buenos días gracias usted nosotros qué porque"
        " desde",
        "it": "il la di che è e un una per non con sono gli della nel si lo ma come anche più dei ho ciao questo"
        " questa alla delle dal sul sulla io loro nella grazie molto quando perché suo sua era essere al le ha",
        "pt": "o a os de as um uma é que não em para com do da dos das no na por se mais como mas foi ao ele ela eu"
        " você são está seu sua também muito olá obrigado isso pelo pela quando nos à já e",
        "nl": "de het een al hier heel hele van en is dat op te zijn voor met niet aan er om ook als maar bij ik je"
        " wij hij ze naar uit door wordt hebben heeft deze dit nog geen dan over hallo goed werd",
        "sv": "och att det som är en på för av med den inte har jag om ett till var men han vi från så kan när hon"
        " eller ska också nu detta mycket de i",
        "da": "og at det som er en på for af med den ikke har jeg om et til var men han vi fra så kan når hun eller"
        " skal også nu dette meget de i der blev hvad",
        "pl": "i w nie na się z do jest że to jak ale o co za od po są czy tak przez dla już być tym jego ich oraz"
        " był może tylko bardzo ma",
        "cs": "a je se na že v to s z do jsem není jako ale by co za jsou pro po tak když jsme byl už nebo si který"
        " také má o",
        "tr": "ve bir bu da de için ile çok ne var gibi olarak daha ama o ben değil kadar sonra olan her merhaba en"
        " mi sen biz",
        "vi": "và là của có không được một cho người những trong các này với đã tôi bạn khi để từ về như ra đến",
        "id": "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada mereka oleh"
        " sudah adalah bisa kami kita atau dia anda",
        "fi": "ja on ei se että hän oli mutta kun niin myös ovat tämä kuin jos joka minä mitä olen ole sen hyvää",
        "hu": "a az és hogy nem is egy van ez volt de meg csak már ha mint vagy még azt el ki jó én mi",
        "ro": "și de în la nu că este o un cu pe care din mai pentru sunt se ce dar prin să au fost ca",
    }.items()
}
# Letters that one of these languages has for itself.
_own_letters: Mapping[str, str] = {
    "de": "ß", "es": "ñ¿¡óíú", "pt": "ãõ", "fr": "œ", "pl": "łżśźćńąę", "cs": "řůěžš", "tr": "ğış",
    "vi": "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "hu": "őű", "ro": "șță", "da": "øæ",
}  # fmt: skip
_spoken_here = {"en": "en-US"}


def detect_language(text: str, title: str = "") -> str:
    """A language tag: `zh-CN`, `zh-TW`, `en-US`, or the bare language (`ja`, `fr`) of any other.

    The script decides (ideographs without kana are Chinese, traditional or simplified by which of the two old national
    character sets holds more of them). Within Latin the frequent function words and a few letters that only one
    language has are counted; short or undecided texts are taken for English. A text without letters is judged by its
    title, and without one is FALLBACK. Source of the method: G. Grefenstette, "Comparing two language identification
    schemes", JADT 1995, with its small-word technique.
    """
    sample = text[:_SAMPLE]
    letters = "".join(set(sample))  # most scripts are not there at all, which the few different letters tell faster
    found = {
        script: len(pattern.findall(sample)) if pattern.search(letters) else 0 for script, pattern in _scripts.items()
    }
    if not any(found.values()):
        return detect_language(title) if title else FALLBACK
    han, kana = found.pop("han"), found.pop("kana")
    japanese = kana * 2 >= han if _CHINESE_ONLY.search(sample) else kana * 12 >= han  # Chinese may quote Japanese
    japanese = japanese and kana > 0
    weights: dict[str, float] = {**found, ("ja" if japanese else "zh"): (han + kana) / _IDEOGRAPHS_A_WORD}
    script = max(weights, key=lambda name: weights[name])
    if script == "zh":
        return _chinese(sample)
    if script == "latin":
        language = _latin(sample)
        return _spoken_here.get(language, language)
    if script == "cyrillic":
        return _cyrillic(sample)
    if script == "arabic":
        return "fa" if re.search("[\u067e\u0686\u0698\u06af]", sample) else "ar"
    return script


def reading_language(text: str) -> str:
    """By whose rules a text is read, cut and spoken here: `zh-CN` for Chinese, `en-US` for all else."""
    return "zh-CN" if detect_language(text).startswith("zh") else "en-US"


def _chinese(sample: str) -> str:
    """GB 2312 holds the simplified characters and Big5 the traditional ones; most are in both."""
    ideographs = "".join(_scripts["han"].findall(sample))
    simplified = len(ideographs.encode("gb2312", "ignore"))
    traditional = len(ideographs.encode("big5", "ignore"))  # both take two bytes a character
    return "zh-TW" if traditional > simplified else "zh-CN"


def _latin(sample: str) -> str:
    lowered = sample.lower().replace("’", "'")
    words = re.findall("[a-z\u00c0-\u024f\u1e00-\u1eff']+", lowered)
    scores = dict.fromkeys(_small_words, 0.0)
    for word in words:
        for language, small in _small_words.items():
            scores[language] += word in small
    for language, letters in _own_letters.items():
        scores[language] += 0.5 * sum(lowered.count(letter) for letter in letters)
    return max(scores, key=lambda language: scores[language])  # the first is English: it takes what is undecided


def _cyrillic(sample: str) -> str:
    lowered = sample.lower()
    if re.search("[іїєґ]", lowered) and not re.search("[ыэъ]", lowered):
        return "uk"
    if "ў" in lowered:
        return "be"
    if re.search("[ђћџљњј]", lowered):
        return "sr"
    if not re.search("[ыэё]", lowered) and lowered.count("ъ") * 100 > len(lowered):
        return "bg"
    return "ru"
