"""Engines in packages of their own, written and installed as a stranger would: real wheels with real entry points."""

import subprocess
import sys
from pathlib import Path

_PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "1.0"

[project.entry-points."datasay.engines.{kind}"]
{engine} = "{module}:Engine"
"""
_ACCOUNT = """
import io, math, struct, wave
from datasay.engines.errors import BadCredentials, EngineBusy
from datasay.engines.protocols import *
from datasay.engines.usage import Unit
from datasay.outgoing.client import outgoing_client


class Account(AccountForm):
    platform_app_id: ServerAddress
    flavour: str


class Engine({base}):
    info = EngineInfo(name="{engine}", kind="{kind}", version="1", description="别家 · Elsewhere", account=Account,
                      options={options})

    def __init__(self, desk):
        self.desk, self.account = desk, desk.account

    async def _ask(self, path, units):
        purchase = self.desk.meter.send(self.account.flavour, units)
        async with outgoing_client(private=self.desk.private) as client:
            answer = await client.post(self.account.platform_app_id + path,
                                       headers={{"Authorization": "Bearer " + self.account.platform_app_secret}})
        if answer.status_code != 200:
            purchase.refused()
            raise BadCredentials("The vendor refuses the key.")
        purchase.amend(units)
        return answer.content

    async def check(self):
        await self._ask("/check", {{}})
        return Checked(True, "answers", (self.account.flavour,))
"""
_VOICE = """
    async def voices(self):
        return (VoiceInfo("far-away", "远方 · Far away", "zh-CN", "female", "elsewhere"),)

    async def synthesize(self, request, progress):
        await progress(0.0)
        audio = {sound}
        await progress(1.0)
        sentence = SpokenSentence(request.text, 0, len(request.text), 0.0, 1.0)
        return Speech(audio, "audio/wav", 1.0, 8000, (sentence,), -16.0, "{engine}-1")


def wav():
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1); file.setsampwidth(2); file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(n / 6))) for n in range(8000)))
    return made.getvalue()
"""
_IMAGE = """
    async def draw(self, request, progress):
        await progress(0.0)
        data = await self._ask("/image", {Unit.IMAGES: 1})
        await progress(1.0)
        return Picture(data, "image/png", 1, 1, request.seed, "far", "{engine}-1")
"""
_TEXT = """
    async def write_text(self, request, progress):
        await progress(0.0)
        said = (await self._ask("/text", {Unit.CHARACTERS: len(request.source)})).decode()
        await progress(1.0)
        return WrittenText((said,), "{engine}-1")
"""
_LOCAL = """
import io, math, struct, wave
from datasay.engines.protocols import *
from datasay.engines.usage import Unit


class Engine(VoiceEngine):
    info = EngineInfo(name="{engine}", kind="voice", version="1", description="近处 · Nearby")

    def __init__(self, desk):
        self.desk = desk
"""


def install(site: Path, work: Path, *, kind: str, engine: str, account: bool, source: str | None = None) -> None:
    """Write a package with one engine and install it into `site`."""
    body = source if source is not None else _source(kind, engine, account=account)
    folder = work / f"far_{engine}"
    (folder / f"far_{engine}").mkdir(parents=True)
    module = f"far_{engine}"
    (folder / module / "__init__.py").write_text(body)
    project = _PROJECT.format(name=f"far-{engine.replace('_', '-')}", kind=kind, engine=engine, module=module)
    (folder / "pyproject.toml").write_text(project)
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target"]
    subprocess.run([*command, str(site), str(folder)], check=True, timeout=120)


def _source(kind: str, engine: str, *, account: bool) -> str:
    if not account:
        return _LOCAL.replace("{engine}", engine) + _VOICE.replace("{engine}", engine).replace("{sound}", "wav()")
    base, more, options = {
        "voice": ("VoiceEngine", _VOICE, ()),
        "image": ("ImageEngine", _IMAGE, ()),
        "text": ("TextEngine", _TEXT, ("article", "rewrite")),
    }[kind]
    sound = 'await self._ask("/voice", {Unit.CHARACTERS: len(request.text), Unit.AUDIO_SECONDS: 1.0})'
    head = _ACCOUNT.format(base=base, engine=engine, kind=kind, options=options)
    return head + more.replace("{engine}", engine).replace("{sound}", sound)
