"""The code of docs/tutorial.md and what it prints; ``python tests/interface/tutorial_doc.py`` writes it anew."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "tutorial.md"
FIGURE = "tutorial.png"
BLOCK = re.compile(r"```python\n(?P<code>.*?)```(?:\n\n```text\n(?P<printed>.*?)```)?", re.DOTALL)


def text():
    return DOCUMENT.read_text(encoding="utf-8")


def run_all(folder):
    """Run the blocks in a folder that has the scenarios, and return what each prints."""
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    before, names, printed = Path.cwd(), {"__name__": "tutorial"}, []
    os.chdir(folder)
    try:
        for block in BLOCK.finditer(text()):
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(block["code"], str(DOCUMENT), "exec"), names)  # noqa: S102 - the document's own code
            printed.append(said.getvalue())
    finally:
        os.chdir(before)
    return printed


def main():
    """Write what the blocks print, and the figure, to where they stand."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        printed = iter(run_all(folder))
        shutil.copy(folder / FIGURE, ROOT / "docs" / "figures" / FIGURE)

    def with_output(block):
        said = next(printed)
        shown = "" if block["printed"] is None else f"\n\n```text\n{said}```"
        return f"```python\n{block['code']}```{shown}"

    DOCUMENT.write_text(BLOCK.sub(with_output, text()), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
