"""Pages of the daily report: one class for each human task, and the person's own pages."""

from workflows.daily.views.own import Calendar, Detail, Evidence
from workflows.daily.views.tasks import ChangeReport, CorrectReport, VerifyReport
from workflows.daily.views.writing import WriteReport

__all__ = ["Calendar", "ChangeReport", "CorrectReport", "Detail", "Evidence", "VerifyReport", "WriteReport"]
