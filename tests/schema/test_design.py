"""The migrated database against the design document, column by column."""

import json
import re
from pathlib import Path
from typing import cast

import pytest

from datasay.migrations import differences
from datasay.migrations.document import document
from datasay.migrations.models import load_models
from tests.schema.conftest import LiveTable
from tests.schema.read_design import TableFacts, read_design

HERE = Path(__file__).parent
DESIGN = cast("dict[str, TableFacts]", json.loads((HERE / "design.json").read_text(encoding="utf-8")))

# The only facts of the design that the database may show differently (contract §6); anything added is listed in
# datasay/migrations/differences.py and checked against it below.
ALLOWED_TYPES = {
    ("platform_integration_config", "platform_app_secret"): "text",
    ("platform_integration_config", "platform_access_token"): "text",
    ("platform_integration_config", "platform_refresh_token"): "text",
}
ALLOWED_PRIMARY_KEYS = {
    "file_storage_basic": ["file_id", "file_type"],
    "system_usage_statistics": ["stat_id", "stat_date"],
}
PARTITIONED = {
    "file_storage_basic": "LIST (file_type)",
    "system_usage_statistics": "RANGE (stat_date)",
    "system_audit_log": "RANGE (audit_time)",
}
ALLOWED_REFERENCES = {
    ("voice_timbre_basic", "timbre_source_file_id"): "timbre_source_file_type",
    ("voice_timbre_clone", "clone_source_file_id"): "clone_source_file_type",
    ("voice_audio_basic", "audio_file_id"): "audio_file_type",
    ("image_content_basic", "image_file_id"): "image_type",
    ("mixall_content_basic", "mixall_final_file_id"): "mixall_final_file_type",
}
NEW_TABLES = {
    "system_audit_log",
    "system_audit_chain",
    "mixall_content_version",
    "text_content_version",
    "system_search_entry",
    "system_usage_event",
    "system_usage_price",
    "mixall_content_scene",
    "task_management_step",
    "task_management_outbox",
}

Live = dict[str, LiveTable]


def test_the_facts_are_those_of_the_copied_ddl() -> None:
    read_again = json.loads(json.dumps(read_design((HERE / "design.sql").read_text(encoding="utf-8"))))
    assert read_again == DESIGN
    assert (len(DESIGN), sum(len(table["columns"]) for table in DESIGN.values())) == (20, 223)
    assert sum(len(table["foreign_keys"]) for table in DESIGN.values()) == 33
    assert sum(len(table["indexes"]) for table in DESIGN.values()) == 50


def test_the_tables_are_the_designs_and_the_listed_ones(live: Live) -> None:
    assert set(live) == set(DESIGN) | NEW_TABLES
    assert [name for name, table in live.items() if not _chinese(table.comment)] == []
    partitioned = {name: table.partitioned_by for name, table in live.items() if table.partitioned_by}
    assert partitioned == PARTITIONED


@pytest.mark.parametrize("table", DESIGN)
def test_columns_come_first_and_in_order(live: Live, table: str) -> None:
    assert list(live[table].columns)[: len(DESIGN[table]["columns"])] == list(DESIGN[table]["columns"])


@pytest.mark.parametrize("table", DESIGN)
def test_columns_have_the_type_nullability_and_default_of_the_design(live: Live, table: str) -> None:
    found = {
        name: (row["type"], row["nullable"], _default(row["expression"])) for name, row in live[table].columns.items()
    }
    wanted = {
        name: (ALLOWED_TYPES.get((table, name), column["type"]), column["nullable"], column["default"])
        for name, column in DESIGN[table]["columns"].items()
    }
    assert {name: found.get(name) for name in wanted} == wanted


def _default(expression: str | None) -> str | None:
    if expression is None:
        return None
    return "nextval" if expression.startswith("nextval(") else re.sub(r"::[a-z ]+$", "", expression)


@pytest.mark.parametrize("table", [*DESIGN, *sorted(NEW_TABLES)])
def test_every_column_has_a_chinese_comment_with_the_words_of_the_design(live: Live, table: str) -> None:
    comments = {name: row["comment"] for name, row in live[table].columns.items()}
    assert [name for name, comment in comments.items() if not _chinese(comment)] == []
    for name, column in DESIGN[table]["columns"].items() if table in DESIGN else ():
        for word in re.findall(r"[a-z]\w+|[^\W\d_a-z]+", column["comment"] or ""):
            assert word in comments[name], f"{table}.{name}: the design says {column['comment']!r}"


def _chinese(comment: str | None) -> bool:
    return re.search(r"[\u4e00-\u9fff]", comment or "") is not None


@pytest.mark.parametrize("table", DESIGN)
def test_primary_and_unique_keys(live: Live, table: str) -> None:
    primary = {name: row["columns"] for name, row in live[table].of_kind("p").items()}
    assert primary == {f"{table}_pkey": ALLOWED_PRIMARY_KEYS.get(table, DESIGN[table]["primary_key"])}
    for column in DESIGN[table]["unique"]:
        assert live[table].of_kind("u")[f"{table}_{column}_key"]["columns"] == [column]


@pytest.mark.parametrize("table", DESIGN)
def test_foreign_keys_point_where_the_design_says(live: Live, table: str) -> None:
    for column, (referred, referred_column) in DESIGN[table]["foreign_keys"].items():
        key = live[table].of_kind("f")[f"{table}_{column}_fkey"]
        columns, referred_columns = [column], [referred_column]
        if (table, column) in ALLOWED_REFERENCES:
            columns, referred_columns = [column, ALLOWED_REFERENCES[table, column]], ["file_id", "file_type"]
        assert (key["columns"], key["referred"], key["referred_columns"]) == (columns, referred, referred_columns)


@pytest.mark.parametrize("table", DESIGN)
def test_indexes_have_the_name_and_columns_of_the_design(live: Live, table: str) -> None:
    found = {name: (row["is_unique"], row["columns"]) for name, row in live[table].indexes.items()}
    wanted = {name: (index[0], index[1]) for name, index in DESIGN[table]["indexes"].items()}
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("table", [*DESIGN, *sorted(NEW_TABLES)])
def test_every_foreign_key_has_an_index_that_begins_with_it(live: Live, table: str) -> None:
    indexes = [row["columns"] for row in live[table].indexes.values() if row["covers_all"]]
    keys = [row["columns"] for row in live[table].of_kind("f").values()]
    assert [key for key in keys if not any(index[: len(key)] == key for index in indexes)] == []


def test_added_columns_are_those_the_document_lists(live: Live) -> None:
    added = {(table, name) for table in DESIGN for name in live[table].columns.keys() - DESIGN[table]["columns"].keys()}
    assert added == {(entry.table, column) for entry in differences.ADDED for column in entry.columns}


def test_added_columns_leave_the_designs_inserts_valid(live: Live) -> None:
    demanding = {
        (table, name)
        for table in DESIGN
        for name, row in live[table].columns.items()
        if name not in DESIGN[table]["columns"] and not row["nullable"] and row["expression"] is None
    }
    assert demanding == set()


def test_the_document_lists_the_allowed_differences_and_is_up_to_date() -> None:
    assert set(differences.NEW_TABLES) == NEW_TABLES
    assert set(differences.WIDENED) == set(ALLOWED_TYPES)
    assert set(differences.PARTITIONED) == set(PARTITIONED)
    assert differences.FILE_REFERENCES == ALLOWED_REFERENCES
    written = (HERE.parents[1] / "docs" / "schema.md").read_text(encoding="utf-8")
    assert written == document(load_models()), "run: python -m datasay.migrations.document > docs/schema.md"
