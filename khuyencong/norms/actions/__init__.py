"""Writing the law: loading readable files, and recording a norm in a new edition."""

from khuyencong.norms.actions.activities import load_activities
from khuyencong.norms.actions.loading import Outcome, check_law, load_file, load_law
from khuyencong.norms.actions.records import record_norm

__all__ = ["Outcome", "check_law", "load_activities", "load_file", "load_law", "record_norm"]
