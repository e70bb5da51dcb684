from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import tiny_market

from sim.experiment.tables import (
    arrow_schema,
    arrow_table,
    merge_shards,
    pandas_frame,
    read_parquet,
    shard_path,
    write_shard,
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


def test_merged_parts_come_back_in_order_with_types_and_blanks(tmp_path):
    parts = {number: tiny_market.columns_of("platform", 1, number) for number in (0, 1, 2)}
    for number in (2, 0, 1):  # as workers finish
        write_shard(arrow_table("platform", parts[number], number), shard_path(tmp_path, "platform", number))
    merge_shards(tmp_path, "platform", [0, 1, 2], tmp_path / "platform.parquet")
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
    write_shard(arrow_table("clients", tiny_market.columns_of("clients", 0, 0), 0), shard_path(tmp_path, "clients", 0))
    path = tmp_path / "clients.parquet"
    merge_shards(tmp_path, "clients", [0], path)
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
