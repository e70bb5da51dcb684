"""Write the tables of ``docs/econometrics.md`` and its figure: ``python -m tools.econometrics``."""

from __future__ import annotations

import argparse
import re
import warnings
from pathlib import Path

from tools.econometrics import people, posts, report, worlds

PAGE = worlds.ROOT / "docs" / "econometrics.md"
BLOCK = "<!-- from worlds: {name} -->\n\n{text}\n\n<!-- end: {name} -->"


def main() -> None:
    """Run the worlds, estimate, write."""
    parser = argparse.ArgumentParser(prog="python -m tools.econometrics", description=__doc__)
    parser.add_argument("--size", type=int, default=300_000, help="registered freelancers of a replication")
    parser.add_argument("--replications", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder of the worlds")
    parser.add_argument("--page", type=Path, default=PAGE, help="page whose tables are written anew")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # pyfixest names every fixed effect that it drops
    made = worlds.make(chosen.size, chosen.replications, chosen.seed, chosen.out)
    on_posts, on_people = posts.by_replication(made), people.by_replication(made)
    said = f"{chosen.replications} replications of {chosen.size:,} registered freelancers, seed {chosen.seed}"
    write(chosen.page, "posts", f"{said}:\n\n{report.posts_table(on_posts)}")
    write(chosen.page, "people", f"{said}:\n\n{report.people_table(on_people)}")
    event, true = posts.event_study(posts.panel_of(made.measured)), posts.true_path(made)
    caption = f"{said}. In a all replications are one platform. Bars in b: 95% over replications."
    for path in report.draw(event, true, on_people, caption, chosen.page.parent / "figures"):
        print(path)


def write(page: Path, name: str, text: str) -> None:
    """Put a text between the marks of its name."""
    whole = page.read_text(encoding="utf-8")
    marks = re.compile(rf"<!-- from worlds: {name} -->.*?<!-- end: {name} -->", re.DOTALL)
    page.write_text(marks.sub(lambda _: BLOCK.format(name=name, text=text), whole), encoding="utf-8")


if __name__ == "__main__":
    main()
