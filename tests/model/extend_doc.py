"""The code of docs/extend.md, and the output that stands there."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "extend.md"
BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


def text():
    return DOCUMENT.read_text(encoding="utf-8")


def blocks(language):
    return [body for kind, body in BLOCK.findall(text()) if kind == language]


def run_block(code, names):
    """What the code prints; its names are left in `names`."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(DOCUMENT), "exec"), names)  # noqa: S102 - the document's own code
    return printed.getvalue()


def write_output(printed):
    """Put the output of the first example where it stands."""
    DOCUMENT.write_text(
        re.sub(r"```text\n.*?```", lambda _: f"```text\n{printed}```", text(), count=1, flags=re.DOTALL), "utf-8"
    )
