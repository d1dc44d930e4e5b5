"""What late work costs: nbgrader's plug-in point, set in ``nbgrader_config.py``."""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

DAY = 86_400.0


class LatePolicy(LateSubmissionPlugin):  # type: ignore[misc]
    """So many percent of the points for each day begun after a time of grace; nothing left after so many days."""

    grace_minutes = Float(15.0, min=0.0, help="work that comes so little late is not late").tag(config=True)
    percent_a_day = Float(10.0, min=0.0, max=100.0, help="of the points earned, for each day begun").tag(config=True)
    days = Float(7.0, min=0.0, help="after so many days no points are left").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take off `score`; None for nothing."""
        if total_seconds_late <= 60 * self.grace_minutes:
            return None
        days = total_seconds_late / DAY
        share = 1.0 if days > self.days else min(1.0, math.ceil(days) * self.percent_a_day / 100)
        return score * share
