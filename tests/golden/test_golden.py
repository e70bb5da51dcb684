"""Golden numbers: they move only when somebody means them to (tests/golden/update_golden.py)."""

from __future__ import annotations

import pytest

from tests.golden.small_market import numbers, stored
from tests.model.extend_doc import blocks, run_block


@pytest.fixture(scope="module")
def now():
    return numbers()


@pytest.mark.parametrize("group", ["weekly_sums", "platform_last_week"])
def test_numbers(now, group):
    assert now[group] == stored()[group]


def test_every_byte(now):
    assert now["sha256"] == stored()["sha256"]


def test_enough_happens_to_notice(now):
    sums = now["weekly_sums"]
    assert min(sums["new_posts"], sums["new_posts_filled"], sums["new_proposals"], sums["new_ai_posts"]) > 0


def test_the_output_in_the_document_on_extending():
    assert run_block(blocks("python")[0], {}) == blocks("text")[0]
