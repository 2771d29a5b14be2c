"""The text engine `local`: scripts in the article's own words, by `datasay.digest.script`; no model, no network."""

import asyncio

from datasay.digest.errors import NothingToRead
from datasay.engines.errors import BadInput, TooLong
from datasay.engines.protocols import (
    ChatAnswer,
    ChatRequest,
    Desk,
    EngineInfo,
    OnText,
    Progress,
    Script,
    ScriptRequest,
    ScriptScene,
    TextEngine,
    TextOperation,
)
from datasay.engines.usage import Unit, estimate_tokens
from datasay.wording.told import Told, said_by

VERSION = "datasay-extract-1"
CHAT_MODEL = "datasay-local"
_CHAT_SECONDS = 60.0
_LONGEST_CHAT = 200_000


class LocalText(TextEngine):
    """Writes by choosing from the article."""

    info = EngineInfo(
        name="local",
        kind="text",
        version=VERSION,
        description="摘录式脚本，无需模型 · Extractive script writing: facts and words only from the article, no model",
        options=(TextOperation.SCRIPT, TextOperation.CHAT),
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def models(self) -> tuple[str, ...]:
        """One, which shortens what it is told."""
        return (CHAT_MODEL,)

    async def write_script(self, request: ScriptRequest, progress: Progress) -> Script:
        """Return a script within 10 % of `target_seconds`, or the whole article when it is shorter.

        Raises BadInput for an empty, binary or far too long article and for an impossible length. Each step runs
        in a thread; cancelling takes effect between steps, the longest of which takes about 2 s for 1 MB of text.
        """
        from datasay.digest import script as digest  # noqa: PLC0415  loads dictionaries and numpy

        try:
            digest.check_length(request.target_seconds)
            await progress(0.0)
            reading = await asyncio.to_thread(digest.read_source, request.article, request.title, request.language)
        except (NothingToRead, ValueError) as error:
            raise BadInput(said_by(error)) from error
        await progress(0.4)
        merit = await asyncio.to_thread(digest.judge, reading)
        await progress(0.7)
        taken = await asyncio.to_thread(digest.choose, reading, merit, request.target_seconds)
        await progress(0.9)
        written = await asyncio.to_thread(digest.write_scenes, reading, taken)
        self._desk.meter.count(VERSION, {Unit.CHARACTERS: len(request.article)})
        await progress(1.0)
        return Script(
            title=written.title,
            scenes=tuple(ScriptScene(scene.narration, scene.headline, scene.keywords) for scene in written.scenes),
            language=written.language,
            estimated_seconds=written.seconds,
            model_version=VERSION,
        )

    async def chat(self, request: ChatRequest, on_text: OnText | None = None) -> ChatAnswer:
        """The last message of the user, as a script of a minute in its own words: all this model can do."""
        form = request.fields.get("response_format")
        if isinstance(form, dict) and form.get("type") != "text":
            raise BadInput(
                Told(
                    "{model} writes plain text only: leave response_format out, or name another model.",
                    "{model} 只写纯文本：请去掉 response_format，或换一个模型。",
                    model=CHAT_MODEL,
                )
            )
        said = next((message.text for message in reversed(request.messages) if message.role == "user"), "")
        if not said.strip():
            raise BadInput(
                Told(
                    "{model} shortens the last message of the user; there is none.",
                    "{model} 缩写用户的最后一条消息，而这里没有用户消息。",
                    model=CHAT_MODEL,
                )
            )
        if len(said) > _LONGEST_CHAT:
            raise TooLong(
                Told(
                    "{model} reads at most {most} characters; shorten it.",
                    "{model} 最多读 {most} 个字符，请删短。",
                    model=CHAT_MODEL,
                    most=_LONGEST_CHAT,
                )
            )
        script = await self.write_script(ScriptRequest(said, target_seconds=_CHAT_SECONDS), _unheard)
        pieces = [("\n\n" if number else "") + scene.narration for number, scene in enumerate(script.scenes)]
        for piece in pieces if on_text is not None else []:
            assert on_text is not None
            await on_text(piece)
        text = "".join(pieces)
        asked = sum(estimate_tokens(message.text) for message in request.messages)
        return ChatAnswer(text, "stop", "", CHAT_MODEL, asked, estimate_tokens(text))


async def _unheard(_fraction: float) -> None:
    """A conversation shows no progress."""
