"""What an objection consists of, for whoever asks how it stood at an instant."""

from collections.abc import Iterable

from workflows.audit.as_of import Part, Subject
from workflows.objection.models import Objection, ObjectionPoint

POINTS = Part(ObjectionPoint, into="objection", order=("number",))
OBJECTION = Subject(
    model=Objection,
    person="assessment__employee",
    position="assessment__position",
    parts=(POINTS,),
    named_with={Objection: ("assessment__period", "assessment__employee")},
)


def result_of(key: int) -> Iterable[int]:
    """The assessment whose result is contested."""
    return Objection.objects.filter(pk=key).values_list("assessment_id", flat=True)


def objections_to(key: int) -> Iterable[int]:
    """The objections to an assessment's results, the earliest first."""
    return Objection.objects.filter(assessment=key).order_by("pk").values_list("pk", flat=True)
