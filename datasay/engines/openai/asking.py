"""Asking for an answer in a form: whether it is whole, reading it, and asking once more when it cannot be read."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from datasay.engines.errors import ContentRefused, EngineRejected
from datasay.engines.openai.account import OpenAiAccount
from datasay.engines.openai.completion import Completion, Message, question_of
from datasay.engines.protocols import Prompts
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.engines.openai.connection import Connection

_STRINGS_AND_COMMAS = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_MOST_TRIED = 50  # braces at which an object might begin
_TRIES = 2
Form = TypeVar("Form", bound=BaseModel)


class AnswerCutOff(EngineRejected):
    """The answer is longer than the model may answer; asking for less may help."""


async def ask_form(
    connection: "Connection",
    prompts: Prompts,
    account: OpenAiAccount,
    prompt: str,
    schema: Mapping[str, object],
    form: type[Form],
) -> Form:
    """The answer to the prompt, read as `form`; a second request when the first answer cannot be read.

    Raises EngineError: AnswerCutOff, ContentRefused, EngineRejected when the second cannot be read either.
    """
    messages: list[Message] = [{"role": "user", "content": prompt}]
    question = question_of(account.model, messages)
    problem = ""
    for _ in range(_TRIES):
        answer = await connection.complete(messages, schema=schema, question=question)
        check_finished(answer)
        if answer.finish == "length":
            raise AnswerCutOff(cut_off(Told("answer", "回答"), account))
        try:
            read = read_form(answer.text, form)
        except ValueError as error:
            problem = str(error)
        else:
            await connection.keep(answer, messages, question=question)
            return read
        again = await prompts("again", {"problem": problem[:200]})
        messages = [messages[0], {"role": "assistant", "content": answer.text}, {"role": "user", "content": again}]
    raise EngineRejected(
        Told(
            "The model did not answer in the form asked for, twice. Use another model, or set structured_output of the"
            " account.",
            "模型两次都没有按要求的格式回答。请换一个模型，或设置账号的 structured_output。",
        )
    )


def read_form(answer: str, form: type[Form]) -> Form:
    """The JSON object in the answer, also in a code fence, between remarks or within another. Raises ValueError."""
    problem = "there is no JSON object in it"
    for given in _objects_in(answer):
        for candidate in (given, *_within(given)):
            try:
                return form.model_validate_json(_storable(candidate))
            except ValidationError as error:
                found = error.errors()[0]
                where = ".".join(str(part) for part in found["loc"])
                if problem.startswith("there is no"):  # of several objects the first was meant
                    problem = f"{where}: {found['msg']}" if where else str(found["msg"])
    raise ValueError(problem)


def _objects_in(answer: str) -> Iterator[dict[str, object]]:
    """The outermost JSON objects in the answer, as far as they can be read; commas before an end are forgiven."""
    decoder = json.JSONDecoder(strict=False)
    forgiven = _STRINGS_AND_COMMAS.sub(lambda found: found.group(1) or "", answer)
    for text in dict.fromkeys((answer, forgiven)):
        place = text.find("{")
        found = False
        for _ in range(_MOST_TRIED):
            if place < 0:
                break
            try:
                read, end = decoder.raw_decode(text, place)
            except (ValueError, RecursionError):
                end = place + 1
            else:
                found = True
                yield read
            place = text.find("{", end)
        if found:
            return


def _within(given: dict[str, object]) -> list[dict[str, object]]:
    """What an object holds that has one part only: some models put a name round their answer."""
    return [value for value in given.values() if isinstance(value, dict)] if len(given) == 1 else []


def _storable(given: dict[str, object]) -> str:
    """As JSON without what no database keeps (NUL characters, halves of characters)."""
    return json.dumps(given, ensure_ascii=False).replace("\\u0000", "").encode("utf-8", "ignore").decode()


def check_finished(answer: Completion) -> None:
    """Raises ContentRefused for a refusal, EngineRejected for an answer that is no text; a cut one passes."""
    if answer.refusal or answer.finish == "content_filter":
        if not answer.refusal:
            raise ContentRefused(
                Told(
                    "The model will not write this: its provider's filter stopped it. Word it differently.",
                    "模型不写这段内容：供应商的过滤器拦下了它。请换个说法。",
                )
            )
        why = " ".join(answer.refusal.split())[:300]
        raise ContentRefused(Told("The model will not write this: {why}", "模型不写这段内容：{why}", why=why))
    if answer.finish not in {"stop", "length"}:
        raise EngineRejected(
            Told(
                "The model ended its answer with {finish} instead of a text; use another model.",
                "模型结束时给出的是 {finish}，不是文字，请换一个模型。",
                finish=answer.finish,
            )
        )


def cut_off(what: Told, account: OpenAiAccount) -> Told:
    """What to tell a user whose answer was cut."""
    limit = (
        Told("max_tokens = {max_tokens}", "max_tokens = {max_tokens}", max_tokens=account.max_tokens)
        if account.max_tokens
        else Told("the model's own limit", "模型自己的上限")
    )
    return Told(
        "The {what} is longer than the model may answer ({limit}). Ask for less, or raise max_tokens of the account.",
        "{what}超过了模型能回答的长度（{limit}）。请少要一些，或调高账号的 max_tokens。",
        what=what,
        limit=limit,
    )
