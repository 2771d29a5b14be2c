"""Materials with grain and line: ink wash, risograph, line engraving, blueprint, chalk."""

import cv2
import numpy as np

from datasay.engines.local.image.colour import Floats, Pixels
from datasay.engines.local.image.redraw.cut_and_flat import blurred
from datasay.engines.local.image.redraw.palettes import Inks, colour_of
from datasay.engines.local.image.redraw.sprites import Sheet, Sprite, finished, merged, noise_of
from datasay.engines.local.image.redraw.things import Piece
from datasay.typography.headless import skia

_WASH_SIDE = 420.0  # pixels at which a wash is made; larger ones are enlarged
_CHALK_SIDE = 560.0


def _warped(field: Floats, amplitude: float, wavelength: float) -> Floats:
    """The field with its edges displaced by noise."""
    height, width = field.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    map_x = x + amplitude * noise_of("warp x", height, width, wavelength)
    map_y = y + amplitude * noise_of("warp y", height, width, wavelength, 3)
    return np.asarray(
        cv2.remap(field, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR), dtype=np.float32
    )


def ink(sheet: Sheet, inks: Inks) -> Sprite:
    """Ink and wash: pigment gathers at the rim, bleeds along it, and a broken brush line goes round the whole."""
    shrink = min(1.0, _WASH_SIDE / sheet.side)
    small = _shrunk(sheet, shrink)
    height, width, side = small.height, small.width, small.side
    paper = np.array(colour_of(inks.roles["pale"]).rgb(), dtype=np.float32)
    whole = _warped(small.mask(small.placed(small.thing.outline)), 0.0045 * side, side / 40)
    colour = np.zeros((height, width, 3), dtype=np.float32) + paper
    rows = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    slow = noise_of("wash slow", height, width, side / 9)
    fine = noise_of("wash fine", height, width, max(2.0, side / 60), 5)
    for piece in small.thing.pieces:
        mask = small.mask(small.placed(piece.path))
        if float(mask.max()) <= 0.0:
            continue
        mask = _warped(mask, 0.0030 * side, side / 60)
        pigment = np.array(_pigment(piece, inks), dtype=np.float32)
        tone = _tone(piece)
        rim = np.clip(mask - blurred(mask, 0.012 * side), 0.0, 1.0)
        density = tone * (0.66 + 0.42 * rows + 0.30 * slow + 0.10 * fine) + 0.55 * (0.5 + tone) * rim
        cover = mask * np.clip(density, 0.03, 1.0)
        # wet on wet: what lies beneath is covered, not multiplied, where the part is
        under = colour * (1.0 - mask[..., None]) + paper * mask[..., None]
        colour = under + (pigment - under) * cover[..., None]
    bleed = np.clip(blurred(whole, 0.011 * side) - whole, 0.0, 1.0) * np.clip(0.45 + 0.9 * fine, 0.0, 1.0) * 0.6
    spread = np.stack([blurred(colour[..., channel] * whole, 0.011 * side) for channel in range(3)], axis=2)
    spread /= np.maximum(blurred(whole, 0.011 * side), 1e-3)[..., None]
    colour = spread + (colour - spread) * whole[..., None]
    outline = _warped(_stroked(small, small.placed(small.thing.outline), 0.0050 * side), 0.0045 * side, side / 40)
    outline = outline * np.clip(0.62 + 1.2 * slow + 0.5 * fine, 0.0, 1.0) * 0.9
    black = np.array(colour_of(inks.roles["ink"]).rgb(), dtype=np.float32)
    colour = colour + (black - colour) * outline[..., None]
    alpha = np.clip(np.maximum(np.maximum(whole * 0.96, outline), bleed), 0.0, 1.0)
    data = merged(np.asarray(alpha, dtype=np.float32), np.asarray(colour, dtype=np.float32))
    return finished(sheet, _enlarged(data, sheet))


def _enlarged(data: Pixels, sheet: Sheet) -> Pixels:
    """Premultiplied pixels at the size of the sheet."""
    if data.shape[:2] == (sheet.height, sheet.width):
        return data
    large = np.asarray(cv2.resize(data, (sheet.width, sheet.height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    large[..., :3] = np.minimum(large[..., :3], large[..., 3:4])
    return large


def _shrunk(sheet: Sheet, shrink: float) -> Sheet:
    if shrink >= 1.0:
        return sheet
    width, height = round(sheet.width * shrink), round(sheet.height * shrink)
    scale = width / sheet.width
    return Sheet(
        sheet.thing, width, height, sheet.scale * scale, sheet.shift_x * scale, sheet.shift_y * scale, sheet.turn
    )


def _pigment(piece: Piece, inks: Inks) -> tuple[int, int, int]:
    if piece.role == "body" and piece.chroma > 0.10:
        return colour_of(inks.roles["accent"]).rgb()
    if piece.role in {"leaf", "warm"} or (piece.role == "accent" and piece.chroma > 0.10):
        role = "body" if piece.role == "accent" else piece.role
        return colour_of(inks.roles[role] if role != "body" else inks.roles["ink"]).rgb()
    return colour_of(inks.roles["ink"]).rgb()


def _tone(piece: Piece) -> float:
    tone = 1.16 - 1.28 * piece.light
    if piece.role == "body" and piece.chroma > 0.10:
        return max(0.72, min(1.0, 0.86 - 1.5 * piece.step))
    if piece.role == "leaf":
        return max(0.62, min(1.0, 0.80 - 1.5 * piece.step))
    if piece.role == "warm":
        return max(0.42, min(0.8, 0.58 - 1.2 * piece.step))
    if piece.role == "pale":
        return max(0.05, tone * 0.42 + 0.05)
    return max(0.10, min(1.0, tone))


def riso(sheet: Sheet, inks: Inks) -> Sprite:
    """Two plates out of register, red and blue, in a grained screen; they multiply where they meet."""
    height, width, side = sheet.height, sheet.width, sheet.side
    red = np.zeros((height, width), dtype=np.float32)
    blue = np.zeros((height, width), dtype=np.float32)
    for piece in sheet.thing.pieces:
        mask = sheet.mask(sheet.placed(piece.path))
        red_cover, blue_cover = _covers(piece)
        red += (red_cover - red) * mask
        blue += (blue_cover - blue) * mask
    whole = sheet.mask(sheet.placed(sheet.thing.outline))
    key = np.clip(np.abs(blurred(whole, 0.0014 * side) - whole) * 3.0, 0.0, 1.0)
    shift = np.array([[1, 0, 0.008 * side], [0, 1, -0.006 * side]], dtype=np.float32)
    moved = cv2.warpAffine(np.maximum(blue, key * 0.9), shift, (width, height))
    plates = [_screened(red, width, height, 0), _screened(np.asarray(moved, dtype=np.float32), width, height, 7)]
    paper = np.array(colour_of(inks.ground[0]).rgb(), dtype=np.float32) / 255.0
    colour = np.ones((height, width, 3), dtype=np.float32) * paper
    for plate, role in zip(plates, ("body", "accent"), strict=True):
        tint = np.array(colour_of(inks.roles[role]).rgb(), dtype=np.float32) / 255.0
        colour *= 1.0 - plate[..., None] * (1.0 - tint)
    alpha = np.maximum(whole, np.maximum(plates[0], plates[1]))
    return finished(sheet, merged(np.asarray(alpha, dtype=np.float32), np.asarray(colour * 255.0, dtype=np.float32)))


def _covers(piece: Piece) -> tuple[float, float]:
    """How much of the red and the blue plate a part takes."""
    red, blue = {
        "body": (0.95, 0.0),
        "warm": (0.50, 0.0),
        "accent": (0.0, 0.85),
        "leaf": (0.10, 0.64),
        "ink": (0.80, 0.95),
        "neutral": (0.10, 0.38),
        "pale": (0.03, 0.02),
    }[piece.role]
    if piece.step > 0:
        return red * max(0.2, 1.0 - 1.9 * piece.step), blue * max(0.2, 1.0 - 1.9 * piece.step)
    return red, min(1.0, blue - 1.9 * piece.step * (1.0 if red or blue else 0.3))


def _screened(cover: Floats, width: int, height: int, shift: int) -> Floats:
    """The tone in a grained screen with speckles that took no ink."""
    noise = noise_of("screen", height, width, 1.0, shift)
    grains = np.clip((cover + 0.34 * noise - 0.5) * 3.0 + 0.5, 0.0, 1.0)
    speckles = noise_of("speckle", height, width, 2.2, shift) > 0.88
    mixed = np.where(cover > 0.01, 0.55 * grains + 0.45 * cover, 0.0)
    return np.asarray(np.where(speckles, mixed * 0.35, mixed), dtype=np.float32)


def engraving(sheet: Sheet, inks: Inks) -> Sprite:
    """Tone made of swelling lines, crossed in the dark, as on a banknote."""
    height, width, side = sheet.height, sheet.width, sheet.side
    tone = np.ones((height, width), dtype=np.float32)
    angle = np.zeros((height, width), dtype=np.float32)
    edges = np.zeros((height, width), dtype=np.float32)
    columns = np.linspace(0.0, 1.0, width, dtype=np.float32)[None, :]
    for number, piece in enumerate(sheet.thing.pieces):
        path = sheet.placed(piece.path)
        mask = sheet.mask(path)
        own = 0.42 + (piece.light - 0.5) + 0.24 * (0.45 - columns) + (0.12 if piece.role == "pale" else 0.0)
        tone += (own - tone) * mask
        turn = {"pale": 0.0, "neutral": 0.42, "body": 0.0, "ink": 0.9, "leaf": -0.42, "accent": 0.42, "warm": -0.42}
        angle += (turn[piece.role] + 0.07 * (number % 3) - angle) * (mask > 0.5)
        edges = np.maximum(edges * (1.0 - 0.8 * mask), _stroked(sheet, path, 0.0026 * side))
    whole = sheet.mask(sheet.placed(sheet.thing.outline))
    pitch = max(4.2, side / 96.0)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wobble = 0.3 * pitch * noise_of("wobble", height, width, pitch * 7)
    darkness = np.clip(1.02 - tone, 0.05, 0.97)
    lines = _hatched(x, y + wobble, angle, pitch, darkness)
    crossed = _hatched(x, y + wobble, angle + 1.1, pitch, np.clip((0.60 - tone) * 1.5, 0.0, 0.85))
    contour = _stroked(sheet, sheet.placed(sheet.thing.outline), 0.0048 * side)
    cover = np.clip(np.maximum(np.maximum(lines, crossed), edges) * whole, 0.0, 1.0)
    cover = np.maximum(cover, contour)
    black = np.array(colour_of(inks.roles["ink"]).rgb(), dtype=np.float32)
    paper = np.array(colour_of(inks.ground[0]).rgb(), dtype=np.float32)
    colour = paper + (black - paper) * cover[..., None]
    return finished(sheet, merged(np.asarray(np.maximum(whole, contour), dtype=np.float32), colour.astype(np.float32)))


def _stroked(sheet: Sheet, path: skia.Path, thickness: float) -> Floats:
    line = skia.Paint(AntiAlias=True)
    line.setStyle(skia.Paint.kStroke_Style)
    line.setStrokeWidth(max(1.0, thickness))
    data = np.zeros((sheet.height, sheet.width), dtype=np.uint8)
    surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(sheet.width, sheet.height), data)
    surface.getCanvas().drawPath(path, line)
    return np.asarray(data / np.float32(255.0), dtype=np.float32)


def _hatched(x: Floats, y: Floats, angle: Floats, pitch: float, darkness: Floats) -> Floats:
    """Lines of a pitch in pixels, as thick as the darkness asks for."""
    across = (y * np.cos(angle) + x * np.sin(angle)) / pitch
    away = np.abs(across - np.floor(across) - 0.5) * 2.0  # 1 in the middle between lines
    return np.asarray(np.clip((darkness - (1.0 - away)) * pitch / 2.0 + 0.5, 0.0, 1.0), dtype=np.float32)


def blueprint(sheet: Sheet, inks: Inks) -> Sprite:
    """A plan: white lines of two weights on blue, faint fills, construction lines past the corners."""
    pixels, canvas = sheet.canvas()
    side = sheet.side
    outline = sheet.placed(sheet.thing.outline)
    ground, white = colour_of(inks.ground[0]), colour_of(inks.roles["body"])
    canvas.drawPath(outline, skia.Paint(AntiAlias=True, Color=ground.argb(0.94)))
    for piece in sheet.thing.pieces:
        path = sheet.placed(piece.path)
        fill = {"ink": 0.05, "pale": 0.26, "neutral": 0.16, "body": 0.10, "accent": 0.20, "leaf": 0.14, "warm": 0.22}
        tint = colour_of(inks.roles["warm"]) if piece.role == "warm" else white
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=ground.argb(1.0)))
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=tint.argb(fill[piece.role] - 0.4 * piece.step * 0.3)))
    line = skia.Paint(AntiAlias=True, Color=white.argb(0.9))
    line.setStyle(skia.Paint.kStroke_Style)
    line.setStrokeJoin(skia.Paint.kRound_Join)
    for piece in sheet.thing.pieces:
        line.setStrokeWidth(max(1.0, 0.0030 * side))
        line.setColor(white.argb(0.82))
        canvas.drawPath(sheet.placed(piece.path), line)
    line.setColor(white.argb(1.0))
    line.setStrokeWidth(max(1.6, 0.0068 * side))
    canvas.drawPath(outline, line)
    return finished(sheet, pixels)


def chalk(sheet: Sheet, inks: Inks) -> Sprite:
    """Chalk on a board: broken lines, and the flat of the chalk drawn slantwise over the parts."""
    whole_sheet, sheet = sheet, _shrunk(sheet, min(1.0, _CHALK_SIDE / sheet.side))
    height, width, side = sheet.height, sheet.width, sheet.side
    grain = noise_of("chalk", height, width, 1.4)
    rough = noise_of("chalk rough", height, width, 3.4, 4)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    sweep = np.sin((x * 0.62 + y * 0.78) / max(2.0, side * 0.0085) + 2.2 * rough)
    board = np.array(colour_of(inks.ground[0]).rgb(), dtype=np.float32)
    whole = sheet.mask(sheet.placed(sheet.thing.outline))
    colour = np.zeros((height, width, 3), dtype=np.float32) + board
    for piece in sheet.thing.pieces:
        path = sheet.placed(piece.path)
        mask = sheet.mask(path)
        tint = np.array(colour_of(inks.roles[piece.role]).rgb(), dtype=np.float32)
        strength = {"ink": 0.05, "pale": 0.80, "neutral": 0.34, "body": 0.55, "accent": 0.62, "leaf": 0.58, "warm": 0.7}
        flat = np.clip(strength[piece.role] + 0.9 * piece.step + 0.20 * sweep + 0.40 * grain, 0.0, 0.95) * mask
        edge = _stroked(sheet, path, 0.006 * side) * np.clip(0.85 + 0.8 * grain + 0.3 * rough, 0.0, 1.0)
        colour = colour + (board - colour) * mask[..., None]
        cover = np.maximum(flat, edge * 0.9)
        colour = colour + (tint - colour) * np.asarray(cover, dtype=np.float32)[..., None]
    line = _stroked(sheet, sheet.placed(sheet.thing.outline), 0.010 * side)
    line = line * np.clip(0.9 + 0.9 * grain, 0.0, 1.0)
    white = np.array(colour_of(inks.roles["pale"]).rgb(), dtype=np.float32)
    colour = colour + (white - colour) * np.asarray(line, dtype=np.float32)[..., None]
    alpha = np.asarray(np.maximum(whole, line), dtype=np.float32)
    return finished(whole_sheet, _enlarged(merged(alpha, np.asarray(colour, dtype=np.float32)), whole_sheet))


PRINTED = {"ink": ink, "riso": riso, "engraving": engraving, "blueprint": blueprint, "chalk": chalk}
