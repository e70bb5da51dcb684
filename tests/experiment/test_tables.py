from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import tiny_market

from sim.experiment.tables import (
    arrow_schema,
    arrow_table,
    one_replication,
    pack,
    pandas_frame,
    read_parquet,
    store_tables,
    unpack,
)
from sim.outcomes.columns import TABLES


@pytest.mark.parametrize("table", [*TABLES, "twins"])
def test_schema_says_unit_and_meaning_of_every_column(table):
    declared = TABLES["freelancers" if table == "twins" else table]
    schema = arrow_schema(table)
    assert schema.names == ["replication", *(column.name for column in declared)]
    for column in declared:
        assert schema.field(column.name).metadata == {
            b"unit": column.unit.encode(),
            b"meaning": column.meaning.encode(),
        }


@pytest.mark.parametrize("n_rows", [0, 1, 40])
def test_packed_tables_come_back_as_they_were(n_rows):
    tables = {name: arrow_table(name, tiny_market.columns_of(name, 1, 2), 2).slice(0, n_rows) for name in TABLES}
    packed = pack(tables)
    assert packed == pack(tables)
    again = unpack(packed)
    assert list(again) == list(tables)
    for name, table in tables.items():
        assert again[name].schema.equals(table.schema, check_metadata=True)
        assert pack({name: again[name]}) == pack({name: table})
    assert unpack(pack({})) == {}


@pytest.mark.parametrize("n_rows", [0, 40])
def test_a_replication_read_from_a_stored_table_is_stored_again_as_the_same_bytes(tmp_path, n_rows):
    names = ["weekly", "freelancers"]
    parts = [
        {name: arrow_table(name, tiny_market.columns_of(name, 1, number), number).slice(0, n_rows) for name in names}
        for number in (0, 1, 2)
    ]
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    store_tables(parts, first)
    store_tables(
        ({name: one_replication(first / f"{name}.parquet", number) for name in names} for number in (0, 1, 2)), second
    )
    for name in names:
        assert (second / f"{name}.parquet").read_bytes() == (first / f"{name}.parquet").read_bytes()


def test_merged_parts_come_back_in_order_with_types_and_blanks(tmp_path):
    parts = {number: tiny_market.columns_of("platform", 1, number) for number in (0, 1, 2)}
    store_tables(({"platform": arrow_table("platform", parts[number], number)} for number in (0, 1, 2)), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["platform.parquet"]
    stored = read_parquet(tmp_path / "platform.parquet")
    assert stored.schema.equals(arrow_schema("platform"), check_metadata=False)
    assert stored.schema.field("earnings_gini").metadata[b"unit"] == b"1"
    frame = pandas_frame(stored)
    assert frame["replication"].tolist() == [0] * 40 + [1] * 40 + [2] * 40
    for name in ("date", "earnings_gini", "new_needs", "week"):
        expected = np.concatenate([parts[number][name] for number in (0, 1, 2)])
        assert np.array_equal(frame[name].to_numpy(), expected, equal_nan=name == "earnings_gini")
    assert np.isnan(frame["earnings_gini"]).any()
    assert not any(column.null_count for column in stored.columns)


def test_categories_are_in_alphabetical_order(tmp_path):
    columns = tiny_market.columns_of("weekly", 0, 0)
    columns["specialty"] = np.array(["b", "c", "a", "b"] * 10, dtype=object)
    specialty = pandas_frame(arrow_table("weekly", columns, 0))["specialty"]
    assert specialty.cat.categories.tolist() == ["a", "b", "c"]
    assert specialty.tolist() == ["b", "c", "a", "b"] * 10


def test_a_flipped_bit_in_a_page_is_noticed_on_reading(tmp_path):
    path = tmp_path / "clients.parquet"
    store_tables([{"clients": arrow_table("clients", tiny_market.columns_of("clients", 0, 0), 0)}], tmp_path)
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)
    with pytest.raises((OSError, pa.ArrowException)):
        read_parquet(path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda columns: columns.pop("spend"), "spend"),
        (lambda columns: columns.update(luck=columns["spend"]), "luck"),
        (lambda columns: columns.update(client_id=columns.pop("client_id")), "declared"),
        (lambda columns: columns.update(spend=columns["spend"][:-1]), "39 rows"),
        (lambda columns: columns.update(n_needs=columns["n_needs"] + 0.5), "n_needs"),
        (lambda columns: columns.update(category=np.array([None] * 40, dtype=object)), "40 empty"),
        (lambda columns: columns.update(category=np.arange(40)), "category"),
    ],
)
def test_tables_other_than_declared_are_refused(change, told):
    columns = tiny_market.columns_of("clients", 0, 0)
    change(columns)
    with pytest.raises(ValueError, match=told):
        arrow_table("clients", columns, 0)
