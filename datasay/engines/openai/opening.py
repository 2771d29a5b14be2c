"""Getting to an account's server; the SDK, half a second and 40 MB, is loaded when somebody really asks."""

from typing import TYPE_CHECKING

from datasay.engines.openai.account import OpenAiAccount
from datasay.engines.protocols import Checked, Desk
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.engines.openai.connection import Connection


def form_of(desk: Desk) -> OpenAiAccount:
    """The account of the desk; `open_engine` has seen to it that there is one."""
    assert isinstance(desk.account, OpenAiAccount)
    return desk.account


def connected(account: OpenAiAccount, desk: Desk) -> "Connection":
    """A connection to be used as an async context manager."""
    from datasay.engines.openai.connection import Connection  # noqa: PLC0415  the SDK: see above

    return Connection(account, desk)


async def check_account(account: OpenAiAccount, desk: Desk) -> Checked:
    """Ask the server for its models: costs nothing and shows whether address and key are right. Raises EngineError."""
    async with connected(account, desk) as connection:
        models = await connection.list_models()
    detail = (
        Told("It answers.", "服务器有应答。")
        if account.model in models
        else Told(
            "It answers, but does not name the model {model}.",
            "服务器有应答，但没有列出模型 {model}。",
            model=account.model,
        )
    )
    return Checked(True, detail, tuple(models))
