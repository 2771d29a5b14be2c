"""Secrets at rest."""

import base64
from pathlib import Path

import pytest

from datasay.core.secrets import SecretBox, SecretUnreadable, load_or_make_keys

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = {"table": "platform_integration_config", "column": "platform_app_secret", "row": "5"}


def test_a_secret_comes_back_only_in_its_own_place() -> None:
    box = SecretBox([NEW])
    stored = box.encrypt("sk-秘密", **PLACE)
    assert "sk-" not in stored
    assert box.encrypt("sk-秘密", **PLACE) != stored
    assert box.decrypt(stored, **PLACE) == "sk-秘密"
    for other in ({"row": "6"}, {"column": "platform_access_token"}, {"table": "x"}):
        with pytest.raises(SecretUnreadable):
            box.decrypt(stored, **(PLACE | other))


def test_a_changed_character_is_noticed() -> None:
    box = SecretBox([NEW])
    stored = box.encrypt("secret", **PLACE)
    for position in range(len(stored)):
        broken = stored[:position] + ("A" if stored[position] != "A" else "B") + stored[position + 1 :]
        with pytest.raises(SecretUnreadable):
            box.decrypt(broken, **PLACE)


def test_keys_rotate_one_by_one() -> None:
    stored = SecretBox([OLD]).encrypt("secret", **PLACE)
    both = SecretBox([NEW, OLD])
    assert both.decrypt(stored, **PLACE) == "secret"
    assert not both.is_current(stored)
    assert both.is_current(both.encrypt("secret", **PLACE))
    with pytest.raises(SecretUnreadable, match="not in DATASAY_SECRET_KEYS"):
        SecretBox([NEW]).decrypt(stored, **PLACE)


@pytest.mark.parametrize("setting", ["", "short", base64.b64encode(b"x" * 16).decode(), "ä"])
def test_a_wrong_setting_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="DATASAY_SECRET_KEYS"):
        SecretBox.from_setting(setting)


def test_the_homes_keys_are_made_once_and_private(tmp_path: Path) -> None:
    keys = load_or_make_keys(tmp_path / "home")
    assert load_or_make_keys(tmp_path / "home") == keys
    assert (tmp_path / "home" / "secret_keys").stat().st_mode & 0o777 == 0o600
    SecretBox.from_setting(keys)
