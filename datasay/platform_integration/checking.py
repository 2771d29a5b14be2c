"""Asking an account's server, by every engine that works with the account."""

import asyncio
from dataclasses import replace

from datasay.core.identity import for_reader
from datasay.engines import questions
from datasay.engines.errors import EngineError
from datasay.engines.protocols import Checked, Engine
from datasay.engines.registry import KINDS, working_engines
from datasay.platform_integration.schemas import PlatformChecked
from datasay.platform_integration.service import ChosenAccount
from datasay.wording.told import Told, said_by

_PATIENCE_SECONDS = 30.0
_MOST_SHOWN = 500
_INACTIVE = Told(
    "The account is inactive: nothing is made with it until its platform_status is active.",
    "这个账号已停用：把 platform_status 改为 active 之前不会用它工作。",
)


async def check_account(account: ChosenAccount) -> PlatformChecked:
    """Whether all engines of the account's name can work with it, and what they were found to offer."""
    kinds = [
        info.kind
        for kind in KINDS
        for info in working_engines(kind)
        if info.name == account.engine and info.account is not None
    ]
    found = await asyncio.gather(*(_check(kind, account) for kind in kinds))
    details = dict.fromkeys(_in_words(one.detail) for one in found)
    choices = dict.fromkeys(choice for one in found for choice in one.choices)
    if account.inactive:
        details[for_reader(_INACTIVE)] = None
    ready = all(one.ready for one in found) and not account.inactive
    return PlatformChecked(ready=ready, detail=" ".join(details), choices=list(choices)[:_MOST_SHOWN])


async def _check(kind: str, account: ChosenAccount) -> Checked:
    async def check(engine: Engine) -> Checked:
        return questions.checked(await engine.check())

    desk = replace(account.desk(), hidden_address=False)  # it is one's own
    try:
        return await questions.ask(kind, account.engine, desk, check, patience_seconds=_PATIENCE_SECONDS)
    except EngineError as error:
        return Checked(False, said_by(error))


def _in_words(detail: Told | str) -> str:
    return for_reader(detail) if isinstance(detail, Told) else detail
