"""Tables of columns: blank until written, growing without forgetting."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.model.state.clients import Clients
from sim.model.state.contracts import Contracts
from sim.model.state.freelancers import Freelancers
from sim.model.state.job_posts import JobPosts
from sim.model.state.table import StateColumn, Table, column

TABLES = (Freelancers, Clients, JobPosts, Contracts)


class Fruit(Table):
    weight = column("float32", unit="kg", meaning="weight", blank=float("nan"))
    count = column("int32", unit="1", meaning="how many", blank=-1)
    ripe = column("bool", unit="1", meaning="ripe", blank=False)


def test_a_new_row_is_blank_where_nothing_is_said():
    fruit = Fruit(capacity=2)
    row = fruit.append(count=7)
    assert row == 0
    assert math.isnan(fruit.weight[0])
    assert fruit.count[0] == 7
    assert fruit.ripe[0] is False


def test_cells_are_plain_python_numbers():
    fruit = Fruit()
    fruit.append(weight=0.5, count=3, ripe=True)
    assert (type(fruit.weight[0]), type(fruit.count[0]), type(fruit.ripe[0])) == (float, int, bool)


@pytest.mark.parametrize("capacity", [0, 1, 3, 1000])
def test_growing_keeps_what_was_written_and_blanks_the_rest(capacity):
    fruit = Fruit(capacity=capacity)
    for i in range(50):
        assert fruit.append(weight=i / 4.0) == i
        if i % 2:
            fruit.count[i] = i
    assert fruit.n_rows == 50
    assert fruit.array("weight").tolist() == [i / 4.0 for i in range(50)]
    assert fruit.array("count").tolist() == [i if i % 2 else -1 for i in range(50)]
    assert not fruit.array("ripe").any()


def test_cells_and_array_are_one_memory_before_and_after_growing():
    fruit = Fruit(capacity=1)
    for _ in range(3):
        row = fruit.append(weight=1.0)
        fruit.array("weight")[row] = 2.5
        assert fruit.weight[row] == 2.5
        fruit.weight[row] = 3.5
        assert fruit.array("weight")[row] == np.float32(3.5)


@pytest.mark.parametrize("rows", [[], [0], [4], [0, 1, 2], [1, 3], [0, 1, 2, 3, 4], [0, 4, 2, 1]])
def test_rows_that_are_kept_stand_in_the_order_given_and_the_others_are_blank(rows):
    fruit = Fruit(capacity=8)
    for i in range(5):
        fruit.append(weight=float(i), count=i, ripe=True)
    cells, room = fruit.count, fruit.with_room("count")
    fruit.keep(np.array(rows, dtype=np.int64))
    assert fruit.n_rows == len(rows)
    assert fruit.array("count").tolist() == rows
    assert fruit.array("weight").tolist() == [float(i) for i in rows]
    assert fruit.with_room("count")[len(rows) :].tolist() == [-1] * (8 - len(rows))
    assert np.isnan(fruit.with_room("weight")[len(rows) :]).all()
    assert not fruit.with_room("ripe")[len(rows) :].any()
    assert fruit.with_room("count") is room  # kernels need not take the columns anew
    row = fruit.append(count=9)
    assert cells[row] == fruit.count[row] == 9
    assert math.isnan(fruit.weight[row])


def test_an_epoch_is_counted_whenever_rows_have_moved():
    fruit = Fruit(capacity=1)
    for i in range(3):
        fruit.append(count=i)
    assert fruit.epoch == 0
    fruit.keep(np.arange(3))
    fruit.keep(np.arange(2))
    assert fruit.epoch == 2


class Named(Table):
    name = column("int64", unit="id", meaning="what it is", blank=-1)


def test_rows_are_found_by_what_they_are():
    named = Named()
    assert named.rows_of([3]).tolist() == [-1]
    for name in (30, 10, 20):
        named.append(name=name)
    assert named.rows_of([10, 20, 30, 40, 0]).tolist() == [1, 2, 0, -1, -1]
    assert int(named.rows_of(20)) == 2
    named.keep(np.array([0, 2]))
    assert named.rows_of([10, 20, 30]).tolist() == [-1, 1, 0]
    named.append(name=10)
    assert named.rows_of([10, 20, 30]).tolist() == [2, 1, 0]


def test_room_grows_by_half_or_by_what_is_asked_for():
    fruit = Fruit(capacity=10_000)
    fruit.n_rows = 10_000
    assert fruit.reserve(1)
    assert len(fruit.with_room("count")) == 15_000
    assert not fruit.reserve(5_000)
    assert fruit.reserve(90_000)
    assert len(fruit.with_room("count")) == 100_000
    assert fruit.nbytes == 100_000 * (4 + 4 + 1)
    assert fruit.with_room("count")[10_000:].tolist() == [-1] * 90_000


def test_columns_stand_in_declared_order():
    assert list(Fruit.columns()) == ["weight", "count", "ripe"]


def test_there_is_no_cell_beyond_the_room():
    fruit = Fruit(capacity=2)
    with pytest.raises(IndexError):
        fruit.count[2] = 1


def test_unknown_columns_are_refused():
    with pytest.raises(AttributeError):
        Fruit().append(colour=1)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_its_unit_and_meaning_and_its_blank_survives_its_dtype(table):
    blank = table(capacity=1)
    blank.append()
    for name, declared in table.columns().items():
        assert isinstance(declared, StateColumn)
        assert declared.unit, name
        assert declared.meaning, name
        value = blank.array(name)[0]
        assert value == declared.blank or (math.isnan(value) and math.isnan(declared.blank)), name


@pytest.mark.parametrize("table", TABLES)
def test_traits_and_prices_are_blank_not_zero(table):
    """A float that nobody wrote must not pass for a number, unless it is a count or sum that begins at nothing."""
    begin_at_nothing = {
        "hours_booked",
        "experience_hours",
        "standing",
        "ai_proficiency",
        "hours_final_year",
        "hours_this_week",
    }
    for name, declared in table.columns().items():
        if declared.dtype.startswith("float") and name not in begin_at_nothing:
            assert math.isnan(declared.blank), name
