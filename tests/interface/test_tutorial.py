from __future__ import annotations

import pytest

from tests.interface.tutorial_doc import BLOCK, FIGURE, run_all, text

pytestmark = pytest.mark.slow


@pytest.mark.filterwarnings("ignore")
def test_the_tutorial_prints_what_it_says(tmp_path):
    said = [block["printed"] for block in BLOCK.finditer(text())]
    printed = run_all(tmp_path)
    assert [new for new, old in zip(printed, said, strict=True) if old is not None] == [
        o for o in said if o is not None
    ]
    assert (tmp_path / FIGURE).stat().st_size > 10_000
