"""Noise as arrays: grain, paper, clouds and ridgelines, all from a given generator so that they repeat."""

import cv2
import numpy as np

from datasay.engines.local.image.colour import Floats, Pixels


def cloud(rng: np.random.Generator, height: int, width: int, cell: float, octaves: int = 4) -> Floats:
    """Smooth fractal noise, about -1 to 1; `cell` is the size of its largest features in pixels."""
    total = np.zeros((height, width), dtype=np.float32)
    amplitude, reach = 1.0, 0.0
    for octave in range(octaves):
        size = max(1.0, cell / 2**octave)
        rows, columns = int(height / size) + 3, int(width / size) + 3
        grid = rng.standard_normal((rows, columns), dtype=np.float32)
        full = cv2.resize(grid, (int(columns * size) + 1, int(rows * size) + 1), interpolation=cv2.INTER_CUBIC)
        top, left = int(size), int(size)
        layer = full[top : top + height, left : left + width]
        total[: layer.shape[0], : layer.shape[1]] += amplitude * layer
        reach += amplitude * amplitude
        amplitude *= 0.5
    return np.asarray(total / (1.6 * np.sqrt(reach)), dtype=np.float32)


def ridgeline(rng: np.random.Generator, count: int, waves: float, octaves: int, roughness: float = 0.5) -> Floats:
    """Heights of a skyline at `count` places, about -1 to 1; `waves` is how many swells fit across."""
    total = np.zeros(count, dtype=np.float32)
    at = np.linspace(0.0, 1.0, count, dtype=np.float32)
    amplitude, reach = 1.0, 0.0
    for octave in range(octaves):
        cells = max(1.0, waves * 2**octave)
        knots = rng.uniform(-1.0, 1.0, int(cells) + 4).astype(np.float32)
        x = at * cells + rng.uniform(0.0, 1.0)
        index = x.astype(np.int64)
        share = x - index
        smooth = share * share * (3.0 - 2.0 * share)
        total += amplitude * (knots[index] * (1.0 - smooth) + knots[index + 1] * smooth)
        reach += amplitude
        amplitude *= roughness
    return np.asarray(total / (0.75 * reach), dtype=np.float32)


def _blurred(field: Floats, across: float, down: float) -> Floats:
    margin = int(3 * max(across, down)) + 2  # the tile must meet itself at its edges
    padded = np.pad(field, margin, mode="wrap")
    blurred = cv2.GaussianBlur(padded, (0, 0), sigmaX=across, sigmaY=down)
    return np.asarray(blurred[margin:-margin, margin:-margin], dtype=np.float32)


def _tiled(tile: Floats, height: int, width: int) -> Floats:
    rows, columns = -(-height // tile.shape[0]), -(-width // tile.shape[1])
    return np.tile(tile, (rows, columns))[:height, :width]


def add_grain(pixels: Pixels, rng: np.random.Generator, strength: float) -> None:
    """Film grain in place, `strength` levels of 255 (one deviation): hides banding, costs the encoder little."""
    height, width = pixels.shape[:2]
    raw = _blurred(rng.standard_normal((509, 509), dtype=np.float32), 0.6, 0.6)
    noise = _tiled(np.asarray(raw / raw.std() * strength, dtype=np.float32), height, width)
    for channel in range(3):
        pixels[..., channel] = cv2.add(pixels[..., channel], noise, dtype=cv2.CV_8U)


def add_paper(pixels: Pixels, rng: np.random.Generator, strength: float, scale: float) -> None:
    """The tooth and fibres of laid paper in place: fine relief lit from the top left, scaled to the picture."""
    height, width = pixels.shape[:2]
    size = 1024
    relief = _blurred(rng.standard_normal((size, size), dtype=np.float32), max(0.7, 1.3 * scale), max(0.7, 1.3 * scale))
    fibres = _blurred(rng.standard_normal((size, size), dtype=np.float32), max(1.0, 9 * scale), max(0.6, scale))
    relief = np.asarray(relief / relief.std() + fibres / fibres.std() * 0.8, dtype=np.float32)
    shade = relief - np.roll(relief, (1, 1), axis=(0, 1))
    shade = 1.0 + shade / shade.std() * strength
    multiply(pixels, _tiled(np.asarray(shade, dtype=np.float32), height, width))


def multiply(pixels: Pixels, factor: Floats) -> None:
    """Scale red, green and blue in place by a factor per pixel (1.0 leaves a pixel as it is)."""
    for channel in range(3):
        pixels[..., channel] = cv2.multiply(pixels[..., channel], factor, dtype=cv2.CV_8U)


def blend(pixels: Pixels, rgb: tuple[int, int, int], alpha: Floats) -> None:
    """Lay one colour over the picture in place, `alpha` (0–1) per pixel."""
    for channel in range(3):
        base = pixels[..., channel].astype(np.float32)
        base += (rgb[channel] - base) * alpha
        pixels[..., channel] = np.clip(base + 0.5, 0, 255).astype(np.uint8)


class Washes:
    """Many soft layers of colour gathered at half size and laid on the sheet at once."""

    def __init__(self, height: int, width: int) -> None:
        self.rows, self.columns = max(32, height // 2), max(32, width // 2)
        self._colour = np.zeros((self.rows, self.columns, 3), dtype=np.float32)
        self._cover = np.zeros((self.rows, self.columns), dtype=np.float32)

    def add(self, rgb: tuple[int, int, int], alpha: Floats) -> None:
        """Lay one more colour over those before, `alpha` (0–1) per place at half size."""
        clear = 1.0 - alpha
        self._colour *= clear[..., None]
        self._colour += np.array(rgb, dtype=np.float32) * alpha[..., None]
        self._cover *= clear
        self._cover += alpha

    def lay_on(self, pixels: Pixels) -> None:
        """Enlarge and blend everything gathered into the picture."""
        size = (pixels.shape[1], pixels.shape[0])
        clear = np.clip(1.0 - cv2.resize(self._cover, size, interpolation=cv2.INTER_LINEAR), 0.0, 1.0)
        for channel in range(3):
            layer = cv2.resize(self._colour[..., channel], size, interpolation=cv2.INTER_LINEAR)
            under = cv2.multiply(pixels[..., channel], clear, dtype=cv2.CV_32F)
            pixels[..., channel] = cv2.add(under, layer, dtype=cv2.CV_8U)


def vignette(pixels: Pixels, strength: float) -> None:
    """Darken towards the corners in place; `strength` is the share taken away in the very corner."""
    height, width = pixels.shape[:2]
    y = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None]
    x = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :]
    distance = (x * x + y * y) / 2.0
    multiply(pixels, np.asarray(1.0 - strength * distance**1.5, dtype=np.float32))
