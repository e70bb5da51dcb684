"""Philox4x64-10 against NumPy's own, word for word."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.randomness.draws import random_block, random_word
from sim.model.randomness.machine_words import high_product
from sim.model.randomness.philox import philox4x64

in_kernels = numba.njit(lambda a, b: high_product(a, b))  # noqa: PLW0108 - Numba compiles the lambda
WORD = st.integers(0, 2**64 - 1)
ONES = 2**64 - 1


def of_numpy(counter, key):
    """The block of a counter: NumPy counts one up before its first block."""
    as_one_number = sum(word << (64 * place) for place, word in enumerate(counter))
    before = (as_one_number - 1) % 2**256
    words = np.array([(before >> (64 * place)) & ONES for place in range(4)], dtype=np.uint64)
    generator = np.random.Philox(counter=words, key=np.array(key, dtype=np.uint64))
    return [int(word) for word in generator.random_raw(4)]


def of_ours(counter, key):
    return [int(word) for word in philox4x64(*(np.uint64(word) for word in (*counter, *key)))]


@settings(max_examples=400)
@given(counter=st.tuples(WORD, WORD, WORD, WORD), key=st.tuples(WORD, WORD))
def test_equals_numpy_on_any_key_and_counter(counter, key):
    assert of_ours(counter, key) == of_numpy(counter, key)


@pytest.mark.parametrize(
    ("counter", "key"),
    [
        ((0, 0, 0, 0), (0, 0)),
        ((1, 0, 0, 0), (0, 0)),
        ((ONES, 0, 0, 0), (1, 2)),
        ((0, 1, 0, 0), (1, 2)),  # a carry in NumPy's count
        ((ONES, ONES, ONES, ONES), (ONES, ONES)),
        ((4096, 123, 456, 0), (7, 9)),
    ],
)
def test_equals_numpy_at_the_corners(counter, key):
    assert of_ours(counter, key) == of_numpy(counter, key)


def test_published_vectors():
    """Known answers of the authors' own distribution (Random123, kat_vectors, philox4x64 10)."""
    assert of_ours((0, 0, 0, 0), (0, 0)) == [
        0x16554D9ECA36314C,
        0xDB20FE9D672D0FDC,
        0xD7E772CEE186176B,
        0x7E68B68AEC7BA23B,
    ]
    assert of_ours((ONES,) * 4, (ONES,) * 2) == [
        0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0,
    ]  # fmt: skip


@given(a=WORD, b=WORD)
def test_high_product(a, b):
    assert int(high_product(np.uint64(a), np.uint64(b))) == (a * b) >> 64


@given(
    seed=st.integers(0, 2**63 - 1),
    decision=st.integers(0, 60),
    week=st.integers(-1040, 1040),
    a=st.integers(0, 2**57),
    b=st.integers(0, 2**57),
)
def test_a_draw_is_a_word_of_the_block_of_its_stream(seed, decision, week, a, b):
    block = of_numpy((week + 4096, a, b, 0), (seed, decision // 4))
    assert int(random_word(seed, decision, week, a, b)) == block[decision % 4]
    assert [int(word) for word in random_block(seed, decision // 4, week, a, b)] == block


@given(a=WORD, b=WORD)
def test_kernels_multiply_as_plain_python_does(a, b):
    assert int(in_kernels(np.uint64(a), np.uint64(b))) == (a * b) >> 64
