"""In which colours a subtitle is set, so that it can be read on what lies under it: measured, not chosen. Pure."""

from dataclasses import dataclass

from datasay.composition.grounds import LEAST_CONTRAST, Ground, contrast, luminance_of
from datasay.composition.subtitle_styles import Backing, Look

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
INK: Colour = (0x1D, 0x1A, 0x18)
PLATE: Colour = (0x14, 0x16, 0x1C)
PLATE_COVERS = 0.92
_LIT_ON_DARK: Colour = (0xFF, 0xD2, 0x57)
_LIT_ON_PALE: Colour = (0xA4, 0x33, 0x1A)
_LIT_ON_GREY: Colour = (0x86, 0x1E, 0x0C)
_TO_COME = (0.74, 0.88)  # how much of its colour a word has before it is said: the less, the better it is told
_PALE = 0.45  # mean luminance above which letters are dark and their outline white


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one subtitle. `ring` is the ground's own colour, laid softly round the letters."""

    text: Colour
    to_come: Colour
    lit: Colour
    backing: Backing | None
    outline: Colour
    ring: Colour | None


def tone_on(ground: Ground | None, look: Look) -> Tone:
    """White or ink where either can be read at both ends of the ground, else with what the style puts behind letters.

    A ground that nobody has measured counts as one that nothing can be read on.
    """
    if ground is not None and not look.always_backed:
        for share in _TO_COME:
            tones = (_plain(WHITE, ground, share), _plain(INK, ground, share))
            fitting = [tone for tone in tones if _reads(tone, ground, lit=look.lit)]
            if fitting:
                return max(fitting, key=lambda tone: ground.contrast(luminance_of(tone.text)))
    if look.backing is Backing.PLATE:
        return Tone(WHITE, _mixed(WHITE, PLATE, _TO_COME[0]), _LIT_ON_DARK, Backing.PLATE, PLATE, None)
    if ground is not None and luminance_of(ground.colour) > _PALE and ground.darkest > 0.18:
        return Tone(INK, _mixed(INK, WHITE, _TO_COME[0]), _LIT_ON_PALE, Backing.OUTLINE, WHITE, None)
    return Tone(WHITE, _mixed(WHITE, INK, 0.86), _LIT_ON_DARK, Backing.OUTLINE, INK, None)


def _plain(text: Colour, ground: Ground, to_come: float) -> Tone:
    colours = (_LIT_ON_DARK, text) if text == WHITE else (_LIT_ON_PALE, _LIT_ON_GREY, text)
    lit = next((one for one in colours if ground.contrast(luminance_of(one)) >= LEAST_CONTRAST), text)
    return Tone(text, _mixed(text, ground.colour, to_come), lit, None, ground.colour, ground.colour)


def _reads(tone: Tone, ground: Ground, *, lit: bool) -> bool:
    used = (tone.text, tone.to_come) if lit else (tone.text,)
    return all(ground.contrast(luminance_of(colour)) >= LEAST_CONTRAST for colour in used)


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def least_contrast(tone: Tone, ground: Ground | None, look: Look) -> float:
    """The lowest contrast between a colour the subtitle is set in and what lies behind it."""
    used = (tone.text, tone.to_come, tone.lit) if look.lit else (tone.text,)
    if tone.backing is None:
        assert ground is not None, "only a measured ground carries letters alone"
        return min(ground.contrast(luminance_of(colour)) for colour in used)
    return min(contrast(luminance_of(colour), luminance_of(tone.outline)) for colour in used)
