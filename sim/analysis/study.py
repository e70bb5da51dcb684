"""Groups of specialties and the mix of posts that the published studies refer to."""

from __future__ import annotations

from sim.parameters.references import StudyGroups, load_study_groups
from sim.parameters.work_categories import load_work_categories


def study_groups() -> StudyGroups:
    """Return the specialties of each group of the study of job posts."""
    return load_study_groups()


def post_mix() -> dict[str, float]:
    """Return the share of posts of each work category in January 2023; the shares add to one."""
    work = load_work_categories()
    mix: dict[str, float] = {}
    for category, share in zip(work.category, work.post_share, strict=True):
        mix[str(category)] = mix.get(str(category), 0.0) + float(share)
    total = sum(mix.values())
    return {category: share / total for category, share in mix.items()}
