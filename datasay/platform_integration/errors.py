"""What can be wrong with an account."""

from datasay.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from datasay.wording.told import Told


class PlatformNotFound(NotFound):
    """No such account of this user."""

    type = "/problems/platform-not-found"
    title = Told("There is no such account", "没有这个账号")
    thing = Told("account", "账号")
    key = "config_id"


class SharingRefused(Forbidden):
    """Only administrators' accounts serve everybody."""

    type = "/problems/platform-sharing-refused"
    title = Told("Only administrators may share an account", "只有管理员可以共享账号")


class EngineNotConfigured(Invalid):
    """The engine needs an account and there is none."""

    type = "/problems/engine-not-configured"
    title = Told("The engine is not configured", "引擎还没有设置")

    def __init__(self, engine: str, inactive: int | None = None) -> None:
        """`inactive` is the account that the user has and switched off."""
        said = Told(
            "The engine {engine} is not configured: add an account under /api/v1/platforms (GET /api/v1/engines shows"
            " the form), or ask an administrator for one that everybody may use.",
            "引擎 {engine} 还没有设置：请在 /api/v1/platforms 添加账号（表单见 GET /api/v1/engines），"
            "或请管理员提供一个大家共用的。",
            engine=engine,
        )
        if inactive is not None:
            said = Told(
                "Your account {config_id} with the engine {engine} is inactive: set its platform_status to active"
                " (PATCH /api/v1/platforms/{config_id}).",
                "你在引擎 {engine} 的账号 {config_id} 已停用：请把它的 platform_status 改为 active"
                "（PATCH /api/v1/platforms/{config_id}）。",
                engine=engine,
                config_id=inactive,
            )
        super().__init__(said, errors=[FieldError("engine", said)])


class PlatformKeyLost(Conflict):
    """The platform's own keys have changed since the account's was sealed."""

    type = "/problems/platform-key-lost"
    title = Told("The account's key cannot be read", "账号的密钥读不出来")
