"""Materials of flat parts: cut paper, two-colour print without tone, poster, light in the night."""

import cv2
import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, Pixels, mix
from datasay.engines.local.image.redraw.palettes import Inks, colour_of
from datasay.engines.local.image.redraw.sprites import Sheet, Sprite, finished, noise_of
from datasay.engines.local.image.redraw.things import Piece, joined
from datasay.typography.headless import skia


def _paint(colour: Colour, alpha: float = 1.0) -> skia.Paint:
    return skia.Paint(AntiAlias=True, Color=colour.argb(alpha))


def _shadow(canvas: skia.Canvas, path: skia.Path, down: float, across: float, blur: float, colour: int) -> None:
    paint = skia.Paint(AntiAlias=True, Color=colour)
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.3, blur)))
    canvas.save()
    canvas.translate(across, down)
    canvas.drawPath(path, paint)
    canvas.restore()


def _upright(path: skia.Path, upper: Colour, lower: Colour) -> skia.Paint:
    bounds = path.getBounds()
    shader = skia.GradientShader.MakeLinear(
        points=[(0.0, bounds.top()), (0.0, bounds.bottom() + 0.01)], colors=[upper.argb(), lower.argb()]
    )
    return skia.Paint(AntiAlias=True, Shader=shader, Dither=True)


def is_highlight(piece: Piece, whole: float) -> bool:
    """A gloss of the cartoon: a small pale part."""
    bounds = piece.path.getBounds()
    small = bounds.width() * bounds.height() < 0.035 * whole
    return piece.role == "pale" and piece.step > -0.04 and small and piece.chroma < 0.02 and piece.light > 0.97


def paper(sheet: Sheet, inks: Inks) -> Sprite:
    """Cut paper: every part throws a small shadow on those beneath, the whole one on the ground."""
    pixels, canvas = sheet.canvas()
    side = sheet.side
    outline = sheet.placed(sheet.thing.outline)
    brown = Colour(0.24, 0.045, 40.0)
    _shadow(canvas, outline, 0.020 * side, 0.006 * side, 0.016 * side, brown.argb(0.30))
    _shadow(canvas, outline, 0.005 * side, 0.002 * side, 0.004 * side, brown.argb(0.34))
    beneath: list[skia.Path] = []
    for piece in sheet.thing.pieces:
        path = sheet.placed(piece.path)
        if beneath:
            canvas.save()
            canvas.clipPath(outline, doAntiAlias=True)
            _shadow(canvas, path, 0.006 * side, 0.0025 * side, 0.0055 * side, brown.argb(0.36))
            canvas.restore()
        colour = inks.of(piece)
        canvas.drawPath(path, _upright(path, colour.lighter(0.022), colour.lighter(-0.028)))
        rim = skia.Paint(AntiAlias=True, Color=colour.lighter(0.10).argb(0.55))
        rim.setStyle(skia.Paint.kStroke_Style)
        rim.setStrokeWidth(max(0.8, 0.0044 * side))
        canvas.save()
        canvas.clipPath(path, doAntiAlias=True)
        canvas.drawPath(path, rim)
        canvas.restore()
        beneath.append(path)
    _grain(pixels, 0.024)
    return finished(sheet, pixels)


def _grain(pixels: Pixels, strength: float) -> None:
    height, width = pixels.shape[:2]
    noise = noise_of("fine", height, width, 1.0) + noise_of("tooth", height, width, 3.0)
    factor = 1.0 + strength * noise
    scaled = pixels[..., :3] * factor[..., None]
    np.copyto(pixels[..., :3], np.minimum(scaled, pixels[..., 3:4]).astype(np.uint8))


def swiss(sheet: Sheet, inks: Inks) -> Sprite:
    """Three values and no tone: red, ink, paper; a paper gap round every part, an ink line round the whole."""
    pixels, canvas = sheet.canvas()
    side = sheet.side
    red, ink, white = (colour_of(inks.roles[name]) for name in ("body", "ink", "pale"))
    outline = sheet.placed(sheet.thing.outline)
    line = skia.Paint(AntiAlias=True, Color=ink.argb())
    line.setStyle(skia.Paint.kStroke_Style)
    line.setStrokeJoin(skia.Paint.kRound_Join)
    line.setStrokeWidth(0.014 * side)
    canvas.drawPath(outline, line)
    canvas.drawPath(outline, _paint(white))
    gap = skia.Paint(AntiAlias=True, Color=white.argb())
    gap.setStyle(skia.Paint.kStroke_Style)
    gap.setStrokeJoin(skia.Paint.kRound_Join)
    gap.setStrokeWidth(0.013 * side)
    canvas.save()
    canvas.clipPath(outline, doAntiAlias=True)
    for piece in sheet.thing.pieces:
        path = sheet.placed(piece.path)
        bounds = path.getBounds()
        thin = min(bounds.width(), bounds.height()) < 0.02 * side
        if not thin:
            canvas.drawPath(path, gap)
        canvas.drawPath(path, _paint(_swiss_colour(piece, red, ink, white)))
    canvas.restore()
    return finished(sheet, pixels)


def _swiss_colour(piece: Piece, red: Colour, ink: Colour, white: Colour) -> Colour:
    if piece.role == "ink" or piece.light < 0.42:
        return ink
    if piece.light > 0.84 and piece.chroma < 0.09:
        return white
    if piece.role == "accent":
        return ink if piece.light < 0.72 else white
    if piece.role == "neutral":
        return ink if piece.light < 0.72 else white
    return red


def poster(sheet: Sheet, inks: Inks) -> Sprite:
    """A screen print: four flat colours, shade cut as a hard shape along one side."""
    pixels, canvas = sheet.canvas()
    outline = sheet.placed(sheet.thing.outline)
    for piece in sheet.thing.pieces:
        path = sheet.placed(piece.path)
        base = colour_of(inks.roles[piece.role])
        step = round(max(-0.16, min(0.16, piece.step)) / 0.08) * 0.07
        canvas.drawPath(path, _paint(base.lighter(step)))
    shifted = skia.Path(outline)
    shifted.offset(-0.055 * sheet.side, -0.03 * sheet.side)
    shade = skia.Op(outline, shifted, skia.PathOp.kDifference_PathOp)
    if shade is not None:
        canvas.save()
        canvas.clipPath(outline, doAntiAlias=True)
        canvas.drawPath(shade, _paint(colour_of(inks.roles["ink"]), 0.22))
        canvas.restore()
    return finished(sheet, pixels)


def night(sheet: Sheet, inks: Inks) -> Sprite:
    """In the dark: blue parts lit from the upper left, a rim of sky light; what gives light burns warm."""
    pixels, canvas = sheet.canvas()
    side, ink = sheet.side, colour_of(inks.roles["ink"])
    outline = sheet.placed(sheet.thing.outline)
    _shadow(canvas, outline, 0.0, 0.0, 0.035 * side, colour_of(inks.roles["body"]).argb(0.34))
    canvas.drawPath(outline, _paint(ink))
    glowing = [piece for piece in sheet.thing.pieces if piece.glows]
    for piece in sheet.thing.pieces:
        path = sheet.placed(piece.path)
        role = "warm" if piece.glows else "neutral" if piece.role == "warm" else piece.role
        bright = 0.86 if piece.role != "pale" else 0.62
        base = colour_of(inks.roles[role]) if piece.glows else mix(ink, _stepped(inks, piece, role), bright)
        bounds = path.getBounds()
        if piece.glows:
            canvas.drawPath(path, _paint(base.lighter(0.04)))
            continue
        shader = skia.GradientShader.MakeLinear(
            points=[(bounds.left(), bounds.top()), (bounds.right() + 0.01, bounds.bottom() + 0.01)],
            colors=[base.lighter(0.11).argb(), base.lighter(-0.12).argb()],
        )
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=shader, Dither=True))
    rim = skia.Paint(AntiAlias=True, Color=colour_of("#cfe0ff").argb(0.75), BlendMode=skia.BlendMode.kScreen)
    rim.setStyle(skia.Paint.kStroke_Style)
    rim.setStrokeWidth(max(1.0, 0.007 * side))
    canvas.save()
    canvas.clipPath(outline, doAntiAlias=True)
    canvas.drawPath(outline, rim)
    rim.setStrokeWidth(0.024 * side)
    rim.setAlphaf(0.3)
    rim.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012 * side))
    canvas.drawPath(outline, rim)
    canvas.restore()
    if glowing:
        light = joined([sheet.placed(piece.path) for piece in glowing])
        for blur, alpha in ((0.035, 0.75), (0.010, 0.6)):
            glow = skia.Paint(AntiAlias=True, Color=colour_of(inks.roles["warm"]).argb(alpha))
            glow.setBlendMode(skia.BlendMode.kScreen)
            glow.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur * side))
            canvas.drawPath(light, glow)
    return finished(sheet, pixels)


def _stepped(inks: Inks, piece: Piece, role: str) -> Colour:
    return colour_of(inks.roles[role]).lighter(max(-0.17, min(0.17, 0.75 * piece.step)))


def aurora(sheet: Sheet, inks: Inks) -> Sprite:
    """Frosted glass: translucent parts with a bright edge and a light that runs across."""
    pixels, canvas = sheet.canvas()
    side = sheet.side
    outline = sheet.placed(sheet.thing.outline)
    _shadow(canvas, outline, 0.012 * side, 0.0, 0.045 * side, colour_of(inks.roles["body"]).argb(0.55))
    canvas.drawPath(outline, _paint(colour_of(inks.roles["ink"]), 0.92))
    whole = outline.getBounds()
    for piece in sheet.thing.pieces:
        path = sheet.placed(piece.path)
        base = _stepped(inks, piece, piece.role)
        other = base.turned(46.0 if piece.role == "body" else 24.0)
        shader = skia.GradientShader.MakeLinear(
            points=[(whole.left(), whole.top()), (whole.right(), whole.bottom())],
            colors=[base.lighter(0.06).argb(0.94), other.lighter(-0.10).argb(0.9)],
        )
        canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=shader, Dither=True))
        edge = skia.Paint(AntiAlias=True, Color=base.lighter(0.22).argb(0.5))
        edge.setStyle(skia.Paint.kStroke_Style)
        edge.setStrokeWidth(max(0.8, 0.003 * side))
        canvas.drawPath(path, edge)
    return finished(sheet, pixels)


def editorial(sheet: Sheet, inks: Inks) -> Sprite:
    """A magazine's spot illustration: flat colour a little out of register with a fine black line."""
    pixels, canvas = sheet.canvas()
    side = sheet.side
    canvas.save()
    canvas.translate(0.010 * side, 0.008 * side)
    for piece in sheet.thing.pieces:
        canvas.drawPath(sheet.placed(piece.path), _paint(inks.of(piece)))
    canvas.restore()
    line = skia.Paint(AntiAlias=True, Color=colour_of(inks.roles["ink"]).argb(0.92))
    line.setStyle(skia.Paint.kStroke_Style)
    line.setStrokeJoin(skia.Paint.kRound_Join)
    for piece in sheet.thing.pieces:
        bounds = piece.path.getBounds()
        if min(bounds.width(), bounds.height()) < 2.5:
            continue
        line.setStrokeWidth(max(1.0, 0.0035 * side))
        canvas.drawPath(sheet.placed(piece.path), line)
    line.setStrokeWidth(max(1.4, 0.007 * side))
    canvas.drawPath(sheet.placed(sheet.thing.outline), line)
    return finished(sheet, pixels)


def blurred(field: Floats, sigma: float) -> Floats:
    """A Gaussian blur of a field."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigmaX=max(0.3, sigma)), dtype=np.float32)


FLAT = {"paper": paper, "swiss": swiss, "poster": poster, "night": night, "aurora": aurora, "editorial": editorial}
