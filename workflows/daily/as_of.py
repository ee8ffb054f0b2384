"""What a daily report consists of, for whoever asks how it stood at an instant."""

from workflows.audit.as_of import Part, Subject
from workflows.daily.models import DailyActivity, DailyReport

ACTIVITIES = Part(DailyActivity, into="report", order=("number",))
REPORT = Subject(
    model=DailyReport, parts=(ACTIVITIES,), unshown=frozenset({"fingerprint"}), named_with={DailyReport: ("employee",)}
)
