"""The text engine `openai`: scripts and texts of any kind by a language model behind OpenAI's chat protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasay.engines.errors import BadInput, EngineRejected
from datasay.engines.openai.account import OpenAiAccount
from datasay.engines.openai.asking import check_finished, cut_off
from datasay.engines.openai.completion import Message, question_of
from datasay.engines.openai.opening import check_account, connected, form_of
from datasay.engines.openai.parts import cut_parts
from datasay.engines.openai.script_answer import SCHEMA, AnsweredScript, NarrationHeard, read_script
from datasay.engines.openai.visible import without_fence
from datasay.engines.protocols import (
    ChatAnswer,
    ChatRequest,
    Checked,
    Desk,
    EngineInfo,
    OnText,
    Progress,
    Script,
    ScriptRequest,
    ScriptScene,
    TextEngine,
    TextOperation,
    TextRequest,
    WrittenText,
)
from datasay.engines.usage import estimate_tokens
from datasay.language.detection import reading_language
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.engines.openai.connection import Connection

VERSION = "chat-1"
_MOST_CONTINUED = 3
_LONGEST_TITLE = 30
_PROMPT_TOKENS = 1_500  # our own words around a source
_CHINESE_PER_SECOND, _WORDS_PER_SECOND = 3.7, 2.4  # as `local.pace` reads sentences of usual length
_WHOLE = frozenset(  # what can be done part by part, because each part of the answer stands for its part of the source
    {TextOperation.REWRITE, TextOperation.EXPAND, TextOperation.TRANSLATE, TextOperation.TONE}
)


@dataclass(slots=True)
class _Growing:
    """Progress of an answer of an expected length: near the end it slows down, since the length is only a guess."""

    progress: Progress
    begin: float
    end: float
    expected: int
    written: int = 0

    async def more(self, characters: int) -> None:
        self.written += characters
        share = self.written / (self.written + self.expected) * 2 if self.written < self.expected else 1.0
        await self.progress(self.begin + (self.end - self.begin) * 0.95 * min(share, 1.0))


class OpenAiText(TextEngine):
    """Writes with the account's model."""

    info = EngineInfo(
        name="openai",
        kind="text",
        version=VERSION,
        description="兼容 OpenAI 协议的大模型服务 · Any OpenAI-compatible server",
        options=tuple(TextOperation),
        account=OpenAiAccount,
    )

    def __init__(self, desk: Desk) -> None:
        self._account = form_of(desk)
        self._desk = desk

    async def check(self) -> Checked:
        """Ask the server for its models. Raises EngineError."""
        return await check_account(self._account, self._desk)

    async def models(self) -> tuple[str, ...]:
        """The account's model and its further ones."""
        return tuple(dict.fromkeys([self._account.model, *self._account.models]))

    # --- scripts ----------------------------------------------------------------------------------

    async def write_script(self, request: ScriptRequest, progress: Progress) -> Script:
        """A script from the article alone. Raises EngineError; EngineRejected for an answer of no use."""
        if not request.article.strip():
            raise BadInput(
                Told(
                    "The article holds nothing that can be said; it needs words.",
                    "文章里没有可以念的内容，请写上文字。",
                )
            )
        language = request.language or reading_language(request.article)
        chinese = language.lower().startswith("zh")
        await progress(0.0)
        async with connected(self._account, self._desk) as connection:
            budget = self._readable(estimate_tokens("字" * int(request.target_seconds * 6)) + 500)
            notes, parts = await self._condensed(connection, request.article, budget, request.instructions, progress)
            begin = 0.6 if parts > 1 else 0.0
            prompt = await self._desk.prompts(
                "script",
                {
                    "source": f"{request.title}\n\n{notes}" if request.title else notes,
                    "language": language,
                    "target_seconds": round(request.target_seconds),
                    "target_words": spoken_words(request.target_seconds, chinese=chinese),
                    "tone": request.tone,
                    "instructions": request.instructions,
                    "answer_format": await self._desk.prompts("json", {}),
                },
            )
            expected = int(request.target_seconds * (8 if chinese else 20))
            growing = _Growing(progress, begin, 1.0, expected)
            script, model = await self._ask_script(connection, prompt, growing)
        await progress(1.0)
        return _script(script, request.title, language, f"openai/{model}", parts)

    async def _ask_script(self, connection: "Connection", prompt: str, growing: _Growing) -> tuple[AnsweredScript, str]:
        messages: list[Message] = [{"role": "user", "content": prompt}]
        question = question_of(self._account.model, messages)
        problem = ""
        for _ in range(2):
            heard = NarrationHeard()
            await self._desk.sink.begin()

            async def hear(piece: str, heard: NarrationHeard = heard) -> None:
                said = heard.feed(piece)
                if said:
                    await self._desk.sink.write(said)
                await growing.more(len(piece))

            async def hear_again(heard: NarrationHeard = heard) -> None:
                heard.forget()
                await self._desk.sink.begin()

            answer = await connection.complete(
                messages, on_text=hear, on_again=hear_again, schema=SCHEMA, question=question
            )
            check_finished(answer)
            if answer.finish == "length":
                raise EngineRejected(cut_off(Told("script", "脚本"), self._account))
            try:
                script = read_script(answer.text)
            except ValueError as error:
                problem = str(error)
            else:
                await connection.keep(answer, messages, question=question)
                return script, answer.model
            again = await self._desk.prompts("again", {"problem": problem})
            messages += [{"role": "assistant", "content": answer.text}, {"role": "user", "content": again}]
        raise EngineRejected(
            Told(
                "The model did not answer in the form asked for, twice. Use another model, or set structured_output of"
                " the account.",
                "模型两次都没有按要求的格式回答。请换一个模型，或设置账号的 structured_output。",
            )
        )

    # --- texts of any kind --------------------------------------------------------------------------

    async def write_text(self, request: TextRequest, progress: Progress) -> WrittenText:
        """Write or change a text. Raises EngineError."""
        if request.operation is TextOperation.SCRIPT:
            raise BadInput(Told("Scripts are written by write_script.", "脚本要用 write_script 来写。"))
        await progress(0.0)
        await self._desk.sink.begin()
        async with connected(self._account, self._desk) as connection:
            if request.prompt is not None:  # the writer's own, sent as it is or not at all
                self._check_readable(request.prompt)
                parts, share, condensed = [request.source], 1.0, 1
            elif request.operation in _WHOLE:
                parts = cut_parts(request.source, max(int(self._readable(0) / 2.2), 200))
                share, condensed = 1.0, 1
            else:
                budget = self._readable(estimate_tokens("字" * (request.target_words or 1_500)))
                notes, condensed = await self._condensed(
                    connection, request.source, budget, request.instructions, progress
                )
                parts, share = [notes], 0.4 if condensed > 1 else 1.0
            written: list[str] = []
            model, continued = "", 0
            for number, part in enumerate(parts):
                begin = (1.0 - share) + share * number / len(parts)
                growing = _Growing(progress, begin, begin + share / len(parts), _expected(request, part))
                if number:
                    await self._desk.sink.write("\n\n")
                before = "".join(f"{text}\n\n" for text in written)
                prompt = await self._prompt(request, part)
                text, model, more = await self._ask_text(connection, prompt, growing, before)
                written.append(text)
                continued += more
        await progress(1.0)
        texts = _titles("".join(written), request.count) if request.operation is TextOperation.VARIANTS else None
        whole = "\n\n".join(written).strip()
        if not (texts or whole):
            raise EngineRejected(
                Told(
                    "The model answered without a word. Try again, or use another model.",
                    "模型一个字也没有回答。请再试一次，或换一个模型。",
                )
            )
        return WrittenText(tuple(texts or [whole]), f"openai/{model}", max(len(parts), condensed), continued)

    async def _prompt(self, request: TextRequest, part: str) -> str:
        if request.prompt is not None:
            return request.prompt
        share = len(part) / max(len(request.source), 1) if request.operation in _WHOLE else 1.0
        wanted: dict[str, object] = {
            "source": part,
            "tone": request.tone,
            "instructions": request.instructions,
            "language": request.language,
        }
        if request.target_words is not None:
            wanted["target_words"] = max(round(request.target_words * min(share, 1.0)), 1)
        if request.target_seconds is not None:
            wanted["target_seconds"] = max(round(request.target_seconds * min(share, 1.0)), 1)
        if request.operation is TextOperation.VARIANTS:
            wanted["count"] = request.count
        return await self._desk.prompts(request.operation, wanted)

    async def _ask_text(
        self, connection: "Connection", prompt: str, growing: _Growing, before: str
    ) -> tuple[str, str, int]:
        """The whole answer, the model, and how often it had to be asked to go on. `before` was heard already."""
        messages: list[Message] = [{"role": "user", "content": prompt}]

        async def hear(piece: str) -> None:
            await self._desk.sink.write(piece)
            await growing.more(len(piece))

        async def hear_again() -> None:
            await self._desk.sink.begin()
            if before + written:
                await self._desk.sink.write(before + written)

        written = ""
        for continued in range(_MOST_CONTINUED + 1):
            answer = await connection.complete(messages, on_text=hear, on_again=hear_again)
            check_finished(answer)
            await connection.keep(answer, messages)
            written += answer.text
            if answer.finish != "length":
                bare = without_fence(written)
                if bare != written:
                    written = ""
                    await hear_again()
                    await self._desk.sink.write(bare)
                return bare, answer.model, continued
            go_on = await self._desk.prompts("continue", {})
            messages = [messages[0], {"role": "assistant", "content": written}, {"role": "user", "content": go_on}]
        raise EngineRejected(cut_off(Told("text", "文本"), self._account))

    # --- conversations ------------------------------------------------------------------------------

    async def chat(self, request: ChatRequest, on_text: OnText | None = None) -> ChatAnswer:
        """Answer a conversation with the model asked for. Raises EngineError."""
        update: dict[str, object] = {"model": request.model, "structured_output": "text"}
        if request.temperature is not None:
            update["temperature"] = request.temperature
        if request.max_tokens is not None:
            update["max_tokens"] = request.max_tokens
        messages: list[Message] = [{"role": message.role, "content": message.text} for message in request.messages]
        async with connected(self._account.model_copy(update=update), self._desk) as connection:
            answer = await connection.complete(messages, on_text=on_text, fields=request.fields)
        return ChatAnswer(answer.text, answer.finish, answer.refusal, answer.model, answer.tokens_in, answer.tokens_out)

    # --- long sources -------------------------------------------------------------------------------

    def _readable(self, answer_tokens: int) -> int:
        """Tokens of a source that fit beside our own words and an answer of this length."""
        reserved = max(self._account.max_tokens or 0, answer_tokens)
        return max(self._account.context_tokens - _PROMPT_TOKENS - reserved, self._account.context_tokens // 4)

    def _check_readable(self, prompt: str) -> None:
        """Raises BadInput for a prompt beyond the context: some servers would cut it off without a word."""
        tokens, limit = estimate_tokens(prompt), self._account.context_tokens - (self._account.max_tokens or 0)
        if tokens > limit:
            raise BadInput(
                Told(
                    "The prompt has about {tokens:,} tokens, more than the model can read and still "
                    "answer ({limit:,}). Give it less, or raise context_tokens of the account if the "
                    "model reads more.",
                    "提示词约有 {tokens:,} 个词元，模型读完再回答最多 {limit:,} 个。请少给一些；如果模"
                    "型能读更多，请调高账号的 context_tokens。",
                    tokens=tokens,
                    limit=limit,
                )
            )

    async def _condensed(
        self, connection: "Connection", source: str, budget: int, instructions: str | None, progress: Progress
    ) -> tuple[str, int]:
        """The source, or notes on each of its parts when it is too long to be read at once; and how many parts."""
        parts = cut_parts(source, budget)
        if len(parts) == 1:
            return source, 1
        first = len(parts)
        for round_number in range(4):
            each = max(budget // len(parts) // 2, 60)
            begin, end = (0.6 * (1 - 0.5 ** (round_number + late)) for late in (0, 1))
            notes = []
            for number, part in enumerate(parts, 1):
                notes.append(await self._notes(connection, part, number, len(parts), each, instructions))
                await progress(begin + (end - begin) * number / len(parts))
            joined = "\n\n".join(notes)
            parts = cut_parts(joined, budget)
            if len(parts) == 1:
                return joined, first
        raise EngineRejected(
            Told(
                "The text is too long for the model even in parts; shorten it or use a larger model.",
                "文本太长，分段后模型也读不完。请删短，或换更大的模型。",
            )
        )

    async def _notes(
        self, connection: "Connection", part: str, number: int, count: int, words: int, instructions: str | None
    ) -> str:
        prompt = await self._desk.prompts(
            "map",
            {"source": part, "part": number, "count": count, "target_words": words, "instructions": instructions},
        )
        messages: list[Message] = [{"role": "user", "content": prompt}]
        answer = await connection.complete(messages)
        check_finished(answer)
        if answer.finish == "length":
            raise EngineRejected(
                cut_off(
                    Told(
                        "notes on part {number} of {count}",
                        "第 {number} 部分（共 {count} 部分）的摘记",
                        number=number,
                        count=count,
                    ),
                    self._account,
                )
            )
        await connection.keep(answer, messages)
        return answer.text.strip()


def spoken_words(seconds: float, *, chinese: bool) -> int:
    """How many characters or words are spoken in that time, about."""
    return max(round(seconds * (_CHINESE_PER_SECOND if chinese else _WORDS_PER_SECOND)), 1)


def _expected(request: TextRequest, part: str) -> int:
    """About how many characters the answer will have."""
    factor = {TextOperation.SHORTEN: 0.5, TextOperation.EXPAND: 2.0, TextOperation.VARIANTS: 0.0}
    if request.operation is TextOperation.ARTICLE:
        return (request.target_words or 800) * 2
    return max(int(len(part) * factor.get(request.operation, 1.0)), 100)


def _titles(answer: str, count: int) -> Sequence[str]:
    """One title a line, as asked for; numbers, bullets and quotation marks some models add anyway are taken off."""
    lines = [line.strip().lstrip("-*•·").strip() for line in answer.splitlines()]
    bare = [line.partition(". ")[2] if line.partition(". ")[0].isdigit() else line for line in lines]
    bare = [line.strip('"“”「」《》 ') if line[:1] in '"“「《' else line for line in bare]
    return [line for line in bare if line][:count]


def _script(answered: AnsweredScript, title: str | None, language: str, version: str, parts: int) -> Script:
    from datasay.digest.keywords import find_keywords, measure_salience  # noqa: PLC0415  load dictionaries
    from datasay.language.pace import speech_seconds  # noqa: PLC0415  the same
    from datasay.language.words import read_words  # noqa: PLC0415  the same

    chinese = language.lower().startswith("zh")
    read = [read_words(scene.narration) for scene in answered.scenes]
    salience = measure_salience(read, read_words(answered.title))
    scenes = tuple(
        ScriptScene(
            narration=scene.narration,
            headline=scene.on_screen_words,
            keywords=find_keywords(words, salience),
            picture=scene.picture_description,
        )
        for scene, words in zip(answered.scenes, read, strict=True)
    )
    seconds = sum(speech_seconds(scene.narration, chinese=chinese) for scene in scenes)
    named = title or answered.title or scenes[0].headline or scenes[0].narration[:_LONGEST_TITLE]
    return Script(named, scenes, language, round(seconds, 2), version, parts)
