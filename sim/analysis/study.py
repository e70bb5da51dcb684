"""Groups of specialties and the mix of posts that the published studies refer to."""

from __future__ import annotations

import numpy as np

from sim.parameters.references import StudyGroups, load_study_groups
from sim.parameters.work_categories import load_work_categories


def study_groups() -> StudyGroups:
    """Return the specialties of each group of the study of job posts."""
    return load_study_groups()


def post_mix() -> dict[str, float]:
    """Return the share of posts of each work category in January 2023; the shares add to one."""
    work = load_work_categories()
    shares = np.bincount(work.category_of, weights=work.post_share, minlength=len(work.category_names))
    return {str(name): float(share) for name, share in zip(work.category_names, shares / shares.sum(), strict=True)}
