"""What a desk sees at a glance: what is late, what is stuck, what is good, what to do next; and the charts."""

from khuyencong.reporting.queries.dashboard.building import chart_of, dashboard_of
from khuyencong.reporting.queries.dashboard.view import Dashboard, Said, Stuck

__all__ = ["Dashboard", "Said", "Stuck", "chart_of", "dashboard_of"]
