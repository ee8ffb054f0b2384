"""What an SKP consists of, for whoever asks how it stood at an instant."""

from collections.abc import Iterable

from workflows.audit.as_of import Part, Subject
from workflows.skp.models import BehaviourExpectation, Indicator, Skp, WorkResult

INDICATORS = Part(Indicator, into="result", order=("number",))
PARTS = (
    Part(WorkResult, into="skp", order=("number",), parts=(INDICATORS,)),
    Part(BehaviourExpectation, into="skp", order=("value",)),
)
SKP = Subject(
    model=Skp, parts=PARTS, unshown=frozenset({"drafters", "snapshot"}), named_with={Skp: ("period", "employee")}
)


def other_versions(key: int) -> Iterable[int]:
    """The other versions of the plan, the earliest first."""
    own = Skp.objects.filter(pk=key)
    alike = Skp.objects.filter(**{f"{name}__in": own.values(name) for name in ("employee", "position", "period")})
    return alike.exclude(pk=key).order_by("version").values_list("pk", flat=True)
