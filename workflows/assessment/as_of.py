"""What an assessment consists of, for whoever asks how it stood at an instant."""

from collections.abc import Iterable

from workflows.assessment.models import Assessment, BehaviourRating, FieldReview, ResultRealisation, ReviewFinding
from workflows.audit.as_of import Part, Subject

FINDINGS = Part(ReviewFinding, into="review", order=("result",))
PARTS = (
    Part(ResultRealisation, into="assessment", order=("indicator",)),
    Part(BehaviourRating, into="assessment", order=("value",)),
    Part(FieldReview, into="assessment", order=("recorded_at",), parts=(FINDINGS,)),
)
ASSESSMENT = Subject(
    model=Assessment,
    parts=PARTS,
    unshown=frozenset({"snapshot"}),
    named_with={Assessment: ("period", "employee"), ResultRealisation: ("indicator",)},
)


def plan_of(key: int) -> Iterable[int]:
    """The SKP that is assessed."""
    return Assessment.objects.filter(pk=key).values_list("skp_id", flat=True)
