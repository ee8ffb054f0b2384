"""What about a rating stands out: far from the suggestion, or the same for everybody whom the assessor rated.

For whoever ratifies, and for HR: it proves nothing, and asks to be looked at.
"""

from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet

from workflows.assessment.models import Assessment

TEAM = 3  # fewer people rated alike say nothing
FAR = (("ABOVE", "BELOW"), ("BELOW", "ABOVE"))  # two steps between the suggestion and the rating
GIVEN = (Assessment.Status.RATED, Assessment.Status.RATIFIED, Assessment.Status.OBJECTED, Assessment.Status.FINAL)


def remarks_on(assessment: Assessment) -> list[str]:
    """What the ratifying tier is told, in sentences; one query."""
    said = []
    if is_far(assessment):
        said.append(
            f"Jauh dari saran: sistem menyarankan {str(assessment.get_suggested_rating_display()).lower()}, penilai "
            f"memberi {str(assessment.get_work_rating_display()).lower()}."
        )
    elif assessment.departure_reason:
        said.append("Penilaian ini berbeda dari saran sistem, dengan alasan.")
    alike = same_for_all(Assessment.objects.filter(period=assessment.period_id, rated_by=assessment.rated_by_id))
    for _assessor, _period, people in alike:
        said.append(f"Sama untuk semua: penilai memberi nilai yang sama kepada {people} orang dalam periode ini.")
    return said


def is_far(assessment: Assessment) -> bool:
    """Whether rating and suggestion are two steps apart."""
    return (assessment.suggested_rating, assessment.work_rating) in FAR


def same_for_all(assessments: QuerySet[Assessment]) -> list[tuple[int, int, int]]:
    """(assessor, period, people) of those who gave everybody whom they rated the same; one query."""
    given = assessments.filter(status__in=GIVEN, rated_by__isnull=False)
    groups = given.values("rated_by", "period").annotate(
        people=Count("employee", distinct=True),
        kinds=Count("work_rating", distinct=True) + Count("behaviour_rating", distinct=True),
        work_values=Count("work_value", distinct=True), behaviour_values=Count("behaviour_value", distinct=True),
    )  # fmt: skip
    # In words both values are empty and in numbers both ratings are: each counts once, or not at all.
    alike = groups.filter(people__gte=TEAM, kinds=2, work_values__lte=1, behaviour_values__lte=1)
    return list(alike.order_by("rated_by", "period").values_list("rated_by", "period", "people"))


def far(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those two steps from the suggestion."""
    two_steps = Q()
    for suggested, given in FAR:
        two_steps |= Q(suggested_rating=suggested, work_rating=given)
    return assessments.filter(two_steps)


def departing(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those that depart from the suggestion of work, or of behaviour with a reason."""
    differs = ~Q(suggested_rating="") & ~Q(work_rating="") & ~Q(suggested_rating=F("work_rating"))
    return assessments.filter(differs | ~Q(departure_reason=""))


def alike(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those of assessors who gave everybody the same; one query to find them, and one for the rows."""
    found = Q(pk__in=[])
    for assessor, period, _people in same_for_all(assessments.model._default_manager.all()):
        found |= Q(rated_by=assessor, period=period)
    return assessments.filter(found, status__in=GIVEN)


def alike_pairs(assessments: Iterable[Assessment]) -> set[tuple[int, int]]:
    """Which (assessor, period) of these gave everybody the same; one query."""
    shown = list(assessments)
    rows = Assessment.objects.filter(
        rated_by__in={row.rated_by_id for row in shown}, period__in={row.period_id for row in shown}
    )
    return {(assessor, period) for assessor, period, _people in same_for_all(rows)}
