"""Write the golden numbers anew, after a change that was meant to move them; say in CHANGELOG.md what moved and why.

Usage: python tests/golden/update_golden.py
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.golden.small_market import FILE, numbers, stored
from tests.model.extend_doc import blocks, run_block, write_output


def main():
    """Run the small market and the example of docs/extend.md; write both; print what moved."""
    before = stored() if FILE.exists() else {}
    after = numbers()
    FILE.write_text(json.dumps(after, indent=2) + "\n", encoding="utf-8")
    for group in ("weekly_sums", "platform_last_week"):
        for name, value in after[group].items():
            old = before.get(group, {}).get(name)
            if old != value:
                sys.stdout.write(f"{group}.{name}: {old} -> {value}\n")
    sys.stdout.write("same bytes\n" if before.get("sha256") == after["sha256"] else "other bytes\n")
    write_output(run_block(blocks("python")[0], {}))


if __name__ == "__main__":
    main()
