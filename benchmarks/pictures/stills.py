"""The scenes of a work as stills: planned and drawn as the main job does it, without a voice and without a video.

What is said when comes from the pace that scripts are planned by. One still of each scene is taken when everything on
its page has come in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2

from datasay.composition.film import FrameMaker
from datasay.composition.layer import LayerFile
from datasay.composition.pages.look import Look
from datasay.composition.planes import Plane, plane_of
from datasay.composition.segment import Shot
from datasay.digest.pages.page import ScenePage
from datasay.digest.pages.plan import SceneWords, changed, plan_pages
from datasay.digest.script import extract_script
from datasay.engines.local.image.drawing import draw_picture
from datasay.engines.local.image.series import arrange_series
from datasay.engines.protocols import ImageRequest, SpokenSentence
from datasay.image.content.layers import keep_layers, look_of
from datasay.language.pace import spoken_seconds
from datasay.mixall.content.scene_pages import moments_of

ROOT = Path(__file__).parents[2]
SIZES = {"9:16": (540, 960), "16:9": (960, 540), "1:1": (720, 720)}
_FPS = 30
_BEFORE_END = 0.55  # seconds: nothing has begun to leave
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Work:
    """An article with the look of its video."""

    name: str
    article: Path
    kept: bool  # judged once, at the end
    style: str
    ratio: str
    seed: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its stills."""
        return SIZES[self.ratio]


@dataclass(frozen=True, slots=True)
class Planned:
    """A scene as it will be shown."""

    narration: str
    headline: str
    page: ScenePage
    request: ImageRequest
    start: float
    moments: tuple[float, ...]
    seconds: float

    @property
    def drawing(self) -> str:
        """The thing it shows; empty where it shows none."""
        return "" if self.request.motif == "none" else self.request.motif

    @property
    def told(self) -> str:
        """What stands on it, on one line."""
        page = self.page
        figure = page.figure.before + page.figure.shown + page.figure.unit if page.figure else ""
        parts = [page.kicker, page.headline, figure, page.note, *(item.text.replace("\n", " ") for item in page.items)]
        return " / ".join(part for part in (*parts, page.speaker) if part)


def works() -> list[Work]:
    """All of works.tsv."""
    lines = Path(__file__).with_name("works.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [
        Work(name, ROOT / article, kind == "kept", style, ratio, int(seed))
        for name, article, kind, style, ratio, seed in rows
    ]


def plan(work: Work) -> list[Planned]:
    """Its scenes, as the main job plans them for a video of a minute."""
    script = extract_script(work.article.read_text(encoding="utf-8"), _SECONDS)
    chinese = script.language.startswith("zh")
    words = [SceneWords(scene.narration, scene.headline, scene.keywords) for scene in script.scenes]
    pages = plan_pages(words, script.title, chinese=chinese)
    requests = [
        ImageRequest(
            prompt=scene.narration,
            width=work.size[0],
            height=work.size[1],
            headline=scene.headline,
            keywords=scene.keywords,
            style=work.style,
            seed=work.seed,
            language=script.language,
            position=number,
            count=len(words),
            layout=page.layout,
            words=scene.narration,
        )
        for number, (scene, page) in enumerate(zip(words, pages, strict=True))
    ]
    planned = []
    start = 0.0
    for scene, page, request in zip(words, pages, arrange_series(requests, script.title), strict=True):
        seconds = spoken_seconds(scene.narration, script.language)
        said = SpokenSentence(scene.narration, 0, len(scene.narration), 0.0, seconds, ())
        shown = changed(page, request.layout)
        planned.append(
            Planned(scene.narration, scene.headline, shown, request, start, moments_of(shown, 0, [said]), seconds)
        )
        start += seconds
    return planned


def draw(planned: Sequence[Planned]) -> list[Plane]:
    """A still of each scene, BGR."""
    with TemporaryDirectory() as folder:
        shots = [_shot(Path(folder) / str(number), number, scene) for number, scene in enumerate(planned)]
        last = shots[-1].end
        frames = FrameMaker(
            [replace(shot, opening=number == 0, ending=shot.end == last) for number, shot in enumerate(shots)],
            planned[0].request.width,
            planned[0].request.height,
            fps=_FPS,
        )
        stills = []
        for shot in shots:
            at = max(shot.first, shot.end - round(_BEFORE_END * _FPS))
            (frame,) = (
                plane_of(cv2.cvtColor(plane_of(frame).reshape(-1, planned[0].request.width), cv2.COLOR_YUV2BGR_I420))
                for frame in frames.frames(at, at + 1)
            )
            stills.append(frame)
    return stills


def _shot(folder: Path, number: int, scene: Planned) -> Shot:
    picture = draw_picture(scene.request)
    keep_layers(folder, picture.layers)
    (folder / "picture.jpg").write_bytes(picture.data)
    look = look_of(picture.look)
    layers = tuple(
        LayerFile(folder / f"{place}.png", layer.role, layer.x, layer.y, layer.depth, layer.entrance)
        for place, layer in enumerate(picture.layers)
    )
    return Shot(
        folder / "picture.jpg",
        round(scene.start * _FPS),
        round((scene.start + scene.seconds) * _FPS),
        number,
        layers=layers,
        page=scene.page,
        look=Look(**look) if look else None,
        moments=scene.moments,
        enters=0.3 if number else None,
    )
