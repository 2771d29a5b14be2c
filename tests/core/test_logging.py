"""Logs without secrets."""

from datasay.core.logging import without_secrets


def test_what_is_named_or_looks_like_a_secret_is_masked() -> None:
    event = {
        "event": "started",
        "user_password": "hunter2",
        "Authorization": "Bearer abc",
        "url": "postgresql://datasayai:pa55@localhost/datasay",
        "detail": "header was Bearer abcdef and token ds_0123456789012345678901234567",
        "count": 3,
    }
    shown = without_secrets(None, "info", event)
    assert "hunter2" not in str(shown)
    assert "pa55" not in str(shown)
    assert "abcdef" not in str(shown)
    assert "ds_0123" not in str(shown)
    assert (shown["event"], shown["count"]) == ("started", 3)


def test_what_lies_deeper_is_masked_as_well() -> None:
    shown = without_secrets(
        None,
        "info",
        {
            "event": "failed",
            "body": {"user_password": "hunter2", "items": [{"api_key": "sk-1234"}]},
            "urls": ["redis://:pa55@localhost/0"],
            "error": ValueError("cannot reach postgresql://datasayai:pa55@localhost/datasay"),
        },
    )
    assert not [secret for secret in ("hunter2", "sk-1234", "pa55") if secret in str(shown)]
    assert "cannot reach" in str(shown)


def test_endless_values_are_cut() -> None:
    assert len(without_secrets(None, "info", {"agent": "x" * 10_000})["agent"]) < 3000
