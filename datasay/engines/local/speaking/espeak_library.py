"""The espeak-ng library through ctypes. It has one state per process, so only the child process loads it."""

import ctypes
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import espeakng_loader

_SYNCHRONOUS = 2  # espeak_Synth returns when all sound has been handed over
_PHONEME_EVENTS = 1
_DONT_EXIT = 0x8000  # report missing data instead of ending the process
_UTF8 = 1
_PHONEMES = 0x100  # text in [[ ]] is phonemes, not letters
_BY_CHARACTERS = 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7
_SLOWEST, _FASTEST = 80, 1200  # words a minute; above 450 the library compresses time by itself


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # in characters, the first is 1
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class Utterance:
    """One run of text to say with one voice."""

    voice: str  # a voice description in espeak-ng's own format, without its language
    language: str  # the language's file in the data, "sit/cmn"
    text: str
    phonemes: bool  # the text holds [[phonemes]]
    rate: int  # words a minute, as the library counts them
    volume: int  # 0 to 200, 100 is normal


@dataclass(frozen=True, slots=True)
class Said:
    """The sound, 16 bit mono, and where words and phonemes begin: (sample, character of the text[, mnemonic])."""

    samples: bytes
    words: tuple[tuple[int, int], ...]
    phonemes: tuple[tuple[int, int, str], ...]


class Espeak:
    """The library, initialised. Raises OSError when it or its data cannot be used."""

    def __init__(self, data_path: Path | None = None) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_Info.restype = ctypes.c_char_p
        pointer = ctypes.c_void_p
        number = ctypes.c_uint
        self._library.espeak_Synth.argtypes = [
            ctypes.c_char_p, ctypes.c_size_t, number, ctypes.c_int, number, number, pointer, pointer
        ]  # fmt: skip
        self._data = data_path or Path(espeakng_loader.get_data_path())
        # The library keeps this path in 160 bytes and cuts what is longer; "." fits, and the process is ours alone.
        os.chdir(self._data)
        self.sample_rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _PHONEME_EVENTS | _DONT_EXIT))
        if self.sample_rate <= 0:
            raise OSError(f"espeak-ng cannot read its data in {self._data}; reinstall the package espeakng-loader.")
        self._samples = bytearray()
        self._words: list[tuple[int, int]] = []
        self._phonemes: list[tuple[int, int, str]] = []
        self._callback = _Callback(self._take)  # kept: the library holds no reference of its own
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ("", "")

    @cached_property
    def version(self) -> str:
        """What the library says of itself, for example "1.52.0"."""
        path = ctypes.c_char_p()
        said: bytes = self._library.espeak_Info(ctypes.byref(path))
        return said.decode("ascii", "replace").split()[0]

    def say(self, utterance: Utterance) -> Said:
        """Speak one utterance. Raises OSError when the library refuses voice or text."""
        self._choose(utterance)
        self._samples.clear()
        self._words.clear()
        self._phonemes.clear()
        rate = min(max(utterance.rate, _SLOWEST), _FASTEST)
        for parameter, value in ((_RATE, rate), (_VOLUME, utterance.volume), (_PITCH, 50), (_RANGE, 50)):
            self._library.espeak_SetParameter(parameter, value, 0)
        data = utterance.text.encode() + b"\0"
        flags = _UTF8 | (_PHONEMES if utterance.phonemes else 0)
        failed = self._library.espeak_Synth(data, len(data), 0, _BY_CHARACTERS, 0, flags, None, None)
        if failed:
            raise OSError(f"espeak-ng could not speak: error {failed}.")
        return Said(bytes(self._samples), tuple(self._words), tuple(self._phonemes))

    def _choose(self, utterance: Utterance) -> None:
        wanted = (utterance.language, utterance.voice)
        if wanted == self._voice:
            return
        description = (Path("lang") / utterance.language).read_bytes() + b"\n" + utterance.voice.encode()
        # Read through a file in memory: its path is short, and nothing is left behind whenever we are killed.
        descriptor = os.memfd_create("voice")
        try:
            os.write(descriptor, description)
            failed = self._library.espeak_SetVoiceByFile(f"/proc/self/fd/{descriptor}".encode())
        finally:
            os.close(descriptor)
        if failed:
            raise OSError(f"espeak-ng does not take the voice for {utterance.language}: error {failed}.")
        self._voice = wanted

    def _take(self, sound: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if sound and count > 0:
            self._samples += ctypes.string_at(sound, 2 * count)
        number = 0
        while (event := events[number]).type != _EVENT_END:
            place = max(0, event.text_position - 1)
            if event.type == _EVENT_WORD:
                self._words.append((event.sample, place))
            elif event.type == _EVENT_PHONEME:
                self._phonemes.append((event.sample, place, event.id.string.decode("utf-8", "replace")))
            number += 1
        return 0
