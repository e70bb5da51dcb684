"""docs/determinism.md names tests and files that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_what_the_document_names_exists():
    text = (ROOT / "docs" / "determinism.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|sim)/[\w/]+(?:\.py)?)`", text))
    assert len(named) > 8
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
