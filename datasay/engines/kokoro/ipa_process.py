"""The child process that knows how English is pronounced: espeak-ng turns JSON lines of text into lines of IPA.

A process of its own, since the library has one state, ends badly, and is no part of ours (GPL-3.0).
"""

import ctypes
import json
import os
import sys

import espeakng_loader

_RETRIEVAL = 1  # no sound card
_DONT_EXIT = 0x8000
_UTF8 = 1
_IPA = 0x02


def main() -> None:
    """Answer until stdin ends: `["gmw/en-US", "a text"]` becomes `"ɐ tˈɛkst"`."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    # The library keeps this path in 160 bytes and cuts what is longer; "." fits, and the process is ours alone.
    os.chdir(espeakng_loader.get_data_path())
    if library.espeak_Initialize(_RETRIEVAL, 0, b".", _DONT_EXIT) <= 0:
        sys.exit("espeak-ng cannot read its data; install the package espeakng-loader again.")
    for line in sys.stdin:
        language, text = json.loads(line)
        if library.espeak_SetVoiceByName(language.encode()):
            sys.exit(f"espeak-ng has no voice {language}.")
        rest = ctypes.c_char_p(text.encode())
        clauses = []
        while rest.value:
            clauses.append(library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA).decode())
        sys.stdout.write(json.dumps(" ".join(clauses)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
