"""A day's report and its activities."""

from workflows.daily.models.activity import DailyActivity
from workflows.daily.models.process import DailyProcess
from workflows.daily.models.report import DailyReport

__all__ = ["DailyActivity", "DailyProcess", "DailyReport"]
