"""Engines in packages of their own, written and installed as a stranger would: real wheels with real entry points."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/how-to/add-an-engine.md"
_FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{package}"
version = "1.0"

[project.entry-points."datasay.engines.{kind}"]
{engine} = "{engine}:Engine"
"""
_HEAD = """
import io
from PIL import Image
from datasay.engines.errors import BadInput
from datasay.engines.protocols import *
from datasay.engines.usage import Unit
from datasay.wording.told import Told


class Account(AccountForm):
    platform_app_id: ServerAddress
    flavour: str


class Vendor:
    def __init__(self, desk):
        self.desk, self.account = desk, desk.account

    def request(self, path):
        key = self.account.platform_app_secret
        headers = {"Authorization": "Bearer " + key}
        return VendorRequest(self.account.platform_app_id + path, headers=headers, secret=key)

    async def check(self):
        await asked_of_vendor(self.desk, self.request("/check"))
        return Checked(True, Told("It answers.", "服务器有应答。"), ("far-away",))
"""
_IMAGE = """

class Engine(Vendor, ImageEngine):
    info = EngineInfo(name="far_image", kind="image", version="1", description="别家 · Elsewhere", account=Account)

    async def draw(self, request, progress):
        if request.width < 1 or request.height < 1:
            raise BadInput("A picture has a size.")
        await progress(0.0)
        bought = bought_of_vendor(self.desk, "picture", "mint", self.request("/image"), {Unit.IMAGES: 1})
        async with bought as (answer, purchase):
            try:
                with Image.open(io.BytesIO(answer.body)) as opened:
                    size = opened.size
            except OSError as error:
                raise ValueError("no picture") from error
        await progress(1.0)
        return Picture(answer.body, "image/png", *size, request.seed, "far", "far_image-1")
"""
_TEXT = """

class Engine(Vendor, TextEngine):
    info = EngineInfo(name="far_text", kind="text", version="1", description="别家 · Elsewhere", account=Account,
                      options=("article", "rewrite"))

    async def write_text(self, request, progress):
        if request.operation not in self.info.options:
            raise BadInput("This is not done here.")
        await progress(0.0)
        units = {Unit.CHARACTERS: len(request.source)}
        async with bought_of_vendor(self.desk, "text", "mint", self.request("/text"), units) as (answer, purchase):
            said = answer.json()["text"]
        await progress(1.0)
        return WrittenText((said,), "far_text-1")
"""
_NEAR = """
import io, math, struct, wave
from datasay.engines.errors import BadInput
from datasay.engines.protocols import *
from datasay.engines.usage import Unit
from datasay.wording.told import Told


class Engine(VoiceEngine):
    info = EngineInfo(name="near_voice", kind="voice", version="1", description="近处 · Nearby")

    def __init__(self, desk):
        self.desk = desk

    async def voices(self):
        return (VoiceInfo("near-by", "近处 · Nearby", "zh-CN", "female", "nearby"),)

    async def synthesize(self, request, progress):
        if request.platform_id != "near-by":
            raise BadInput("There is one voice only.")
        await progress(0.0)
        made = io.BytesIO()
        with wave.open(made, "wb") as file:
            file.setnchannels(1); file.setsampwidth(2); file.setframerate(8000)
            file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 6))) for n in range(8000)))
        self.desk.meter.count("near-1", {Unit.CHARACTERS: len(request.text)})
        await progress(1.0)
        sentence = SpokenSentence(request.text, 0, len(request.text), 0.0, 1.0)
        return Speech(made.getvalue(), "audio/wav", 1.0, 8000, (sentence,), -16.0, "near-1")
"""
_ENGINES = {"far_image": ("image", _HEAD + _IMAGE), "far_text": ("text", _HEAD + _TEXT), "near_voice": ("voice", _NEAR)}


def page_files() -> Mapping[str, str]:
    """The files that the page on adding an engine shows, by their names."""
    return dict(_FILE.findall(PAGE.read_text(encoding="utf-8")))


def files_of(engine: str) -> Mapping[str, str]:
    """A package with one engine."""
    if engine == "far_voice":
        return page_files()
    kind, source = _ENGINES[engine]
    return _package(engine, kind, source)


def install(site: Path, work: Path, engine: str) -> None:
    """Write the package of one of our strangers' engines and install it into `site`."""
    _install(site, work / engine, files_of(engine))


def install_source(site: Path, work: Path, engine: str, kind: str, source: str) -> None:
    """The same with any source."""
    _install(site, work / engine, _package(engine, kind, source))


def _package(engine: str, kind: str, source: str) -> Mapping[str, str]:
    project = _PROJECT.format(package=engine.replace("_", "-"), kind=kind, engine=engine)
    return {"pyproject.toml": project, f"{engine}/__init__.py": source}


def _install(site: Path, folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target"]
    subprocess.run([*command, str(site), str(folder)], check=True, timeout=120)
