"""Skia must draw where there is no OpenGL."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

from datasay.typography.headless import stand_in

_DRAW = """
from datasay.typography.headless import skia
surface = skia.Surface(8, 8)
surface.getCanvas().clear(skia.ColorRED)
print(surface.toarray()[4, 4].tolist())
"""


def test_a_stand_in_is_a_library_with_its_names(tmp_path: Path) -> None:
    library = tmp_path / "any"
    library.write_bytes(stand_in("libstandin.so.1", [b"glFirst", b"glSecond"]))
    loaded = ctypes.CDLL(str(library), ctypes.RTLD_GLOBAL)
    assert loaded.glFirst
    assert loaded.glSecond
    assert not hasattr(loaded, "glThird")
    assert ctypes.CDLL("libstandin.so.1").glSecond  # found by its soname: there is no file of that name


def test_it_draws_without_opengl(tmp_path: Path) -> None:
    for name in ("libEGL.so.1", "libGL.so.1"):
        (tmp_path / name).touch()  # found first, and no library
    environment = os.environ | {"LD_LIBRARY_PATH": str(tmp_path)}
    broken = subprocess.run(
        [sys.executable, "-c", "import skia"], env=environment, capture_output=True, text=True, check=False
    )
    assert "libEGL.so.1" in broken.stderr  # or this test proves nothing
    ran = subprocess.run([sys.executable, "-c", _DRAW], env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "[0, 0, 255, 255]", ran.stderr  # Skia keeps blue, green, red, alpha
