"""What of the settings shows itself only where it is used: the file store, the keys' file, accounts, an own ffmpeg.

Run as `python -P -m datasay.cli.settings_in_use` by `datasay up`, which stays small without what this imports; it
tells what is wrong as one JSON object.
"""

import json
import sys

from datasay.core.errors import DataSayError
from datasay.core.secrets import SecretBox
from datasay.core.settings import Settings, get_settings
from datasay.core.wrong_settings import PREFIX, WrongSettings
from datasay.wording.system import of_system
from datasay.wording.told import Told, said_by

_NO_KEYS = Told(
    "It holds no keys any more: restore it from a backup; without one remove it, and enter the secrets of accounts"
    " again.",
    "不是密钥文件了，请从备份恢复；没有备份就删掉它，再重新填写账号的密钥。",
)


def checked_settings() -> Settings:
    """The settings, looked at as far as that is possible before they are used. Raises WrongSettings."""
    settings = get_settings()
    problems = problems_in_use(settings)
    if problems:
        raise WrongSettings(problems)
    return settings


def problems_in_use(settings: Settings) -> dict[str, Told]:
    """What is wrong, a sentence each, by variable or file."""
    return _keys(settings) | _storage(settings) | _accounts(settings) | _ffmpeg(settings)


def _keys(settings: Settings) -> dict[str, Told]:
    kept = settings.home / "secret_keys"
    if settings.secret_keys is not None or not kept.exists():
        return {}
    try:
        SecretBox.from_setting(kept.read_text().strip())
    except OSError as problem:
        why = Told("It cannot be read: {why}.", "读不了：{why}。", why=of_system(problem))
        return {str(kept): why}
    except ValueError:
        return {str(kept): _NO_KEYS}
    return {}


def _storage(settings: Settings) -> dict[str, Told]:
    if settings.storage_url is None:
        return {}
    from datasay.file_storage.addresses import parse_address

    try:
        parse_address(settings.storage_url)
    except DataSayError as problem:
        return {f"{PREFIX}STORAGE_URL": problem.detail}
    return {}


def _ffmpeg(settings: Settings) -> dict[str, Told]:
    """That a program of one's own is an ffmpeg that can do what is asked of it; the wheel's can."""
    if settings.ffmpeg is None:
        return {}
    from datasay.media.errors import MediaError
    from datasay.media.ffmpeg import looked_at

    try:
        looked_at(settings.ffmpeg)
    except MediaError as problem:
        return {f"{PREFIX}FFMPEG": said_by(problem)}
    return {}


def _accounts(settings: Settings) -> dict[str, Told]:
    named = set(settings.engines) | ({"openai"} if settings.openai.model is not None else set())
    if not named:
        return {}
    from datasay.platform_integration.service import operator_account

    found = {}
    for name in sorted(named):
        try:
            operator_account(settings, name)
        except DataSayError as problem:
            said = Told("This account cannot be used: {why}", "这个账号不能用：{why}", why=problem.detail)
            found[settings.account_variables(name)] = said
    return found


if __name__ == "__main__":
    found = problems_in_use(get_settings())
    sys.stdout.write(json.dumps({name: said.packed() for name, said in found.items()}))
