"""Asking an account's server, by every engine that works with the account."""

import asyncio

from datasay.engines.errors import EngineError
from datasay.engines.protocols import Checked
from datasay.engines.registry import KINDS, open_engine, working_engines
from datasay.platform_integration.service import ChosenAccount

_PATIENCE_SECONDS = 30.0


async def check_account(account: ChosenAccount) -> Checked:
    """Whether all engines of the account's name can work with it, and what they were found to offer."""
    kinds = [
        info.kind
        for kind in KINDS
        for info in working_engines(kind)
        if info.name == account.engine and info.account is not None
    ]
    found = await asyncio.gather(*(_check(kind, account) for kind in kinds))
    details = dict.fromkeys(one.detail for one in found)
    choices = dict.fromkeys(choice for one in found for choice in one.choices)
    return Checked(all(one.ready for one in found), "; ".join(details), tuple(choices))


async def _check(kind: str, account: ChosenAccount) -> Checked:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS), open_engine(kind, account.engine, account.desk()) as engine:
            return await engine.check()
    except EngineError as error:
        return Checked(False, str(error))
    except TimeoutError:
        return Checked(False, f"The server did not answer within {_PATIENCE_SECONDS:g} seconds.")
