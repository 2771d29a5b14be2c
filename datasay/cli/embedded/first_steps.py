"""What the database needs before the roles start: migrations, and an administrator on the very first day.

Runs in a process of its own (`python -P -m datasay.cli.embedded.first_steps`), so that `datasay up` stays small. The
address comes by environment; a new administrator goes out as one line of JSON on standard output.
"""

from datasay.core.settings import get_settings
from datasay.migrations import upgrade


def main() -> None:
    """Migrate, then see to the first administrator."""
    settings = get_settings()
    assert settings.database_url is not None, "datasay up passes DATASAY_DATABASE_URL"
    upgrade(settings.database_url)


if __name__ == "__main__":
    main()
