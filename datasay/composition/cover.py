"""The cover of a video: its opening page with the title, as one frame of it would be, and the label."""

from dataclasses import replace
from pathlib import Path

from datasay.composition.segment import SegmentRequest, Shot
from datasay.composition.timeline import Timeline
from datasay.composition.transition import Transition
from datasay.digest.pages.page import ScenePage
from datasay.media.ffmpeg import ffmpeg_path
from datasay.media.xmp import labelled_jpeg

COVER = "cover.jpg"
COVER_SCRIPT = "cover.ass"
_LASTS = 120  # frames of the page, of which one is taken when everything on it has come in and nothing has left
_TAKEN = 75


def cover_request(timeline: Timeline) -> SegmentRequest | None:
    """What is asked of the process that makes frames; None where no cover is wanted."""
    title = (timeline.cover_title or "").strip()
    if not title:
        return None
    clip = timeline.clips[0]
    opening = clip.page if clip.page is not None and clip.page.layout == "title" else ScenePage("title")
    shot = Shot(
        clip.picture.absolute(),
        0,
        _LASTS,
        clip.seed,
        transition=Transition.CUT,
        layers=tuple(replace(layer, path=layer.path.absolute()) for layer in clip.layers),
        page=replace(opening, headline=title, figure=None, items=()),
        look=clip.look,
        enters=0.0,
        opening=True,
        ending=True,
    )
    return SegmentRequest(
        shots=(shot,),
        width=timeline.width,
        height=timeline.height,
        fps=timeline.fps,
        first=_TAKEN,
        end=_TAKEN + 1,
        subtitles=COVER_SCRIPT,
        output=COVER,
        threads=1,
        ffmpeg=ffmpeg_path(),
        movement=timeline.movement,
        still=True,
    )


def read_cover(folder: Path, aigc_label: str | None) -> bytes:
    """The cover that was made there, with its hidden label."""
    jpeg = (folder / COVER).read_bytes()
    return labelled_jpeg(jpeg, aigc_label) if aigc_label else jpeg
