"""The SQL of a migration: numbered files in a folder named after the revision."""

import re
from collections.abc import Iterator
from importlib.resources import files

_STATEMENT = re.compile(r"(?:\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'|--[^\n]*|[^;])++;", re.DOTALL)


def statements(revision: str) -> Iterator[str]:
    """Each statement of the revision, files in the order of their names, ready for `op.execute`."""
    folder = files(__package__) / revision
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        for found in _STATEMENT.finditer(file.read_text(encoding="utf-8")):
            yield found[0].strip().rstrip(";").replace(":", r"\:")  # `:name` would be a parameter
