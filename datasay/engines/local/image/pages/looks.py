"""How each style sets type and how its things come in."""

from datasay.engines.protocols.image import TypeLook

_WHITE = "#ffffff"
LOOKS = {
    "paper": TypeLook("sans", 850, "#33272a", "#6b4f46", "#a4331a", "#33272a", _WHITE),
    "ink": TypeLook("serif", 700, "#1d1a18", "#5b534a", "#a32a20", "#1d1a18", _WHITE),
    "aurora": TypeLook("sans", 800, "#ffffff", "#d5dbff", "#ffd27a", "#0b1020", _WHITE),
    "swiss": TypeLook("sans", 900, "#141414", "#4c4a46", "#c92413", "#141414", _WHITE),
    "night": TypeLook("sans", 800, "#f4f6ff", "#b9c3f5", "#ffcf6b", "#0d1230", "#f4f6ff"),
    "editorial": TypeLook("serif", 700, "#1f1d1b", "#55504a", "#a8351a", "#1f1d1b", _WHITE),
    "riso": TypeLook("sans", 850, "#1d2b50", "#3e4a70", "#c8322a", "#1d2b50", _WHITE),
    "engraving": TypeLook("serif", 700, "#1c2a3a", "#4d5866", "#a33b2a", "#1c2a3a", _WHITE),
    "blueprint": TypeLook("sans", 700, "#f2f7ff", "#c3d6f2", "#ffd166", "#0b2445", "#f2f7ff"),
    "chalk": TypeLook("sans", 700, "#f6f2e6", "#cfd8d0", "#f6dc8c", "#131d1a", "#f6f2e6"),
    "poster": TypeLook("sans", 900, "#1d2433", "#46402c", "#8f2012", "#1d2433", "#fff8e8"),
}
ENTRANCES = {
    "paper": "rise", "ink": "fade", "aurora": "fade", "swiss": "slide", "night": "rise", "editorial": "fade",
    "riso": "fade", "engraving": "fade", "blueprint": "fade", "chalk": "fade", "poster": "rise",
}  # fmt: skip
