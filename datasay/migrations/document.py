"""Writes docs/schema.md: every table and column as the models have them, and every difference from the design.

python -m datasay.migrations.document > docs/schema.md
"""

import re
import sys
from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Column, Computed, DefaultClause, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.schema import CreateIndex

from datasay.core.tables import Base
from datasay.migrations import differences
from datasay.migrations.models import MODEL_MODULES, load_models
from datasay.system_audit import audited

_DIALECT = PGDialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its dialects untyped
_INTRODUCTION = """# 数据库结构 · Schema

本文由 `python -m datasay.migrations.document` 根据模型生成，请勿手改。
Generated from the models by `python -m datasay.migrations.document`; do not edit.

The vocabulary is the design document's. `TIMESTAMP` columns hold UTC. A column marked ＋ is not in the design;
a table marked ＋ neither. Migrations are plain SQL in `datasay/migrations/sql`; `datasay db check` compares them, the
models and a live database.
"""


def document(metadata: MetaData) -> str:
    """The whole page."""
    lines = [_INTRODUCTION, "## 与设计文档的差异 · Differences from the design", "", *_differences(), ""]
    lines += ["## 审计 · Audited", "", *_audited(), "", "## 表 · Tables", ""]
    module_of = {mapper.local_table: mapper.class_.__module__ for mapper in Base.registry.mappers}
    for table in sorted(metadata.tables.values(), key=lambda table: MODEL_MODULES.index(module_of[table])):
        lines += [*_table(table), ""]
    return "\n".join(lines)


def _differences() -> Iterator[str]:
    yield "### 新增的表 · More tables"
    yield ""
    for table, reason in differences.NEW_TABLES.items():
        yield f"- `{table}`: {reason}"
    yield from ("", "### 新增的列 · More columns", "", "| table | columns | reason |", "|---|---|---|")
    for added in differences.ADDED:
        yield f"| `{added.table}` | {', '.join(f'`{column}`' for column in added.columns)} | {added.reason} |"
    yield from ("", "### 加宽的列 · Wider columns", "")
    for (table, column), reason in differences.WIDENED.items():
        yield f"- `{table}.{column}`: {reason}"
    yield from ("", "### 分区 · Partitions", "")
    for table, reason in differences.PARTITIONED.items():
        yield f"- `{table}`: {reason}"
    yield from ("", "### 对文件的引用 · References to files", "", differences.FILE_REFERENCES_REASON, "")
    for (table, column), type_column in differences.FILE_REFERENCES.items():
        yield f"- `{table}` (`{column}`, `{type_column}`) → `file_storage_basic` (`file_id`, `file_type`)"
    yield from ("", "### 各处 · Everywhere", "")
    for rule in differences.EVERYWHERE:
        yield f"- {rule}"


def _audited() -> Iterator[str]:
    yield "Every change of these tables is in the audit log (explanation/audit.md), but for the columns left out."
    yield from ("", "| table | left out | reason |", "|---|---|---|")
    for table, left_out in audited.LEFT_OUT.items():
        reasons: dict[str, list[str]] = {}
        for column, reason in left_out.items():
            reasons.setdefault(reason, []).append(f"`{column}`")
        for reason, columns in reasons.items() or [("", [])]:
            yield f"| `{table}` | {', '.join(columns)} | {reason} |"
    yield from ("", "Not audited are:", "")
    for table, reason in audited.NOT_AUDITED.items():
        yield f"- `{table}`: {reason}"


def _table(table: Table) -> Iterator[str]:
    added = {column for entry in differences.ADDED if entry.table == table.name for column in entry.columns}
    mark = " ＋" if table.name in differences.NEW_TABLES else ""
    yield f"### {table.name}{mark}"
    yield ""
    yield table.comment or ""
    partitioned_by = table.dialect_options["postgresql"]["partition_by"]
    if partitioned_by:
        yield f"`PARTITION BY {partitioned_by}`"
    yield from ("", "| column | type | null | default | 说明 |", "|---|---|---|---|---|")
    for column in table.columns:
        yield _column(column, is_added=column.name in added)
    yield ""
    yield f"- primary key: ({', '.join(column.name for column in table.primary_key)})"
    for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name)):
        targets = ", ".join(element.column.name for element in key.elements)
        deletion = f", on delete {key.ondelete.lower()}" if key.ondelete else ""
        yield f"- ({', '.join(key.column_keys)}) → `{key.referred_table.name}` ({targets}){deletion}"
    for constraint in sorted(table.constraints, key=lambda constraint: str(constraint.name)):
        if isinstance(constraint, UniqueConstraint):
            yield f"- unique ({', '.join(column.name for column in constraint.columns)})"
        elif isinstance(constraint, CheckConstraint):
            yield f"- check `{constraint.sqltext}`"
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        yield f"- {_index(index)}"


def _column(column: Column[object], *, is_added: bool) -> str:
    kind = column.type.compile(dialect=_DIALECT).replace(" WITHOUT TIME ZONE", "")
    default = ""
    if isinstance(column.computed, Computed):
        default = f"always {column.computed.sqltext}".removesuffix("::character varying")
    elif isinstance(column.server_default, DefaultClause):
        given = column.server_default.arg
        default = f"'{given}'" if isinstance(given, str) else str(given)
    elif column.primary_key and column.autoincrement in (True, "auto") and kind in ("INTEGER", "BIGINT"):
        default = "sequence"
    null = "yes" if column.nullable else "no"
    return f"| `{column.name}`{' ＋' if is_added else ''} | {kind} | {null} | {default} | {column.comment} |"


def _index(index: Index) -> str:
    """`name` and what comes after the table's name in its CREATE statement."""
    sql = str(CreateIndex(index).compile(dialect=_DIALECT))
    rest = re.sub(r"^CREATE (UNIQUE )?INDEX \S+ ON \S+ ", "", sql)
    return f"{'unique ' if index.unique else ''}index `{index.name}` {rest}"


def main() -> None:
    """Write the page to standard output."""
    sys.stdout.write(document(load_models()))


if __name__ == "__main__":
    main()
