"""What the database needs before the roles start: migrations, an administrator, built-in timbres and templates.

Runs in a process of its own (`python -P -m datasay.cli.embedded.first_steps`), so that `datasay up` stays small. The
address comes by environment; a new administrator goes out as one line of JSON on standard output.
"""

import asyncio
import json
import os
import sys
from typing import TextIO

from datasay.core.database import Database
from datasay.core.identity import OPERATOR
from datasay.core.logging import configure_logging
from datasay.core.settings import get_settings
from datasay.migrations.runner import upgrade
from datasay.text.template.service import ensure_builtin_templates
from datasay.user_auth.service import ensure_first_admin, find_owner
from datasay.voice.timbre.service import ensure_builtin_timbres


async def furnish(database_url: str) -> dict[str, str] | None:
    """Bring in what is built in; gives name and password of the administrator that was made where nobody was."""
    database = Database(database_url, pool_size=1)
    try:
        async with database.transaction(OPERATOR) as session:
            made = await ensure_first_admin(session)
            owner_id = await find_owner(session)
            await ensure_builtin_timbres(session, get_settings(), owner_id)
            await ensure_builtin_templates(session, owner_id)
    finally:
        await database.close()
    return None if made is None else {"user_name": made[0].user_name, "user_password": made[1]}


def main() -> None:
    """Migrate, then fill what a platform cannot be without."""
    answer = _answer_apart()
    settings = get_settings()
    configure_logging(settings.log_level)
    assert settings.database_url is not None, "datasay up passes DATASAY_DATABASE_URL"
    upgrade(settings.owner_url or settings.database_url, application_url=settings.database_url)
    made = asyncio.run(furnish(settings.database_url))
    if made is not None:
        answer.write(json.dumps(made) + "\n")
    answer.close()


def _answer_apart() -> TextIO:
    """Standard output, which from now on nobody else writes to: engines are loaded here, and strangers' ones print."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answer


if __name__ == "__main__":
    main()
