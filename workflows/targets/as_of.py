"""What a target plan consists of, for whoever asks how it stood at an instant."""

from collections.abc import Iterable

from workflows.audit.as_of import Part, Subject
from workflows.targets.models import MonthlyTarget, TargetPlan

MONTHS = Part(MonthlyTarget, into="plan", order=("indicator", "month"))
PLAN = Subject(
    model=TargetPlan,
    person="skp__employee",
    position="skp__position",
    parts=(MONTHS,),
    named_with={TargetPlan: ("skp__period", "skp__employee")},
)


def plan_of(key: int) -> Iterable[int]:
    """The SKP whose targets are split."""
    return TargetPlan.objects.filter(pk=key).values_list("skp_id", flat=True)
