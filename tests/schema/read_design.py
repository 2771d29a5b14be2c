"""Turns the design document's DDL (design.sql, copied verbatim) into facts: run once, its output is design.json.

    python tests/schema/read_design.py > tests/schema/design.json

It reads the text with regular expressions and knows nothing of PostgreSQL's catalogs nor of our models, so that the
comparison in test_design.py stands on two readings that are independent of each other.
"""

import json
import re
import sys
from pathlib import Path
from typing import TypedDict

DESIGN = Path(__file__).with_name("design.sql")

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\);", re.DOTALL)
_COLUMN = re.compile(
    r"^\s+(?P<name>\w+) (?P<type>[A-Z]+(?:\([\d,]+\))?(?:\[\])?)(?P<rest>[^\n]*?),?\s*(?:-- *(?P<comment>.*))?$"
)
_INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (\w+) ON (\w+)\(([^)]+)\);")
_REFERENCE = re.compile(r"REFERENCES (\w+)\((\w+)\)")
_DEFAULT = re.compile(r"DEFAULT ('[^']*'|[\w.]+)")
# How PostgreSQL's format_type() spells the design's types.
_TYPES = {"VARCHAR": "character varying", "DECIMAL": "numeric", "TIMESTAMP": "timestamp without time zone"}


class ColumnFacts(TypedDict):
    """One column."""

    type: str
    nullable: bool
    default: str | None
    comment: str | None


class TableFacts(TypedDict):
    """One table; a foreign key is column → [table, column], an index name → [unique, columns]."""

    columns: dict[str, ColumnFacts]
    primary_key: list[str]
    unique: list[str]
    foreign_keys: dict[str, list[str]]
    indexes: dict[str, tuple[bool, list[str]]]


def read_design(ddl: str) -> dict[str, TableFacts]:
    """Table → facts."""
    tables = {name: _read_table(body) for name, body in _TABLE.findall(ddl)}
    for unique, name, table, columns in _INDEX.findall(ddl):
        tables[table]["indexes"][name] = (bool(unique), [column.strip() for column in columns.split(",")])
    return tables


def _read_table(body: str) -> TableFacts:
    facts: TableFacts = {"columns": {}, "primary_key": [], "unique": [], "foreign_keys": {}, "indexes": {}}
    for line in body.strip("\n").splitlines():
        found = _COLUMN.match(line)
        if found is None:
            raise SystemExit(f"cannot read this line of the design: {line!r}")
        name, rest = found["name"], found["rest"]
        if "PRIMARY KEY" in rest:
            facts["primary_key"].append(name)
        if "UNIQUE" in rest:
            facts["unique"].append(name)
        for table, column in _REFERENCE.findall(rest):
            facts["foreign_keys"][name] = [table, column]
        default = _DEFAULT.search(rest)
        is_serial = found["type"] == "SERIAL"
        facts["columns"][name] = {
            "type": "integer" if is_serial else _spelled(found["type"]),
            "nullable": "NOT NULL" not in rest and "PRIMARY KEY" not in rest,
            "default": "nextval" if is_serial else default[1] if default else None,
            "comment": found["comment"],
        }
    return facts


def _spelled(design_type: str) -> str:
    word = re.match(r"[A-Z]+", design_type)
    assert word is not None
    return (_TYPES.get(word[0], word[0].lower())) + design_type[word.end() :]


if __name__ == "__main__":
    json.dump(read_design(DESIGN.read_text(encoding="utf-8")), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
