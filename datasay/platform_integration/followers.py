"""What other modules do when an account has been kept or found to answer: the voices of an account become timbres."""

import contextlib
from collections.abc import Awaitable, Callable

from datasay.core.errors import DataSayError
from datasay.core.resources import Resources
from datasay.engines.errors import EngineError
from datasay.platform_integration.service import ChosenAccount

Follower = Callable[[Resources, ChosenAccount], Awaitable[None]]

_followers: list[Follower] = []


def follows_accounts(follower: Follower) -> Follower:
    """Register what follows; it does nothing for engines that are not its business."""
    _followers.append(follower)
    return follower


async def follow(resources: Resources, account: ChosenAccount) -> None:
    """Let everybody follow. The account is kept already: what cannot be done now is done when it is checked."""
    for follower in _followers:
        with contextlib.suppress(EngineError, DataSayError):
            await follower(resources, account)
