"""What the remarks about decisions are made of, read for many decisions at once; and the same as conditions to search.

Each condition looks along an index from the decision: the actor's own decisions, those of the case. So it costs the
same however long the record is; a search bounds how many decisions it is asked of.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from backoffice.auditing.office_hours import OfficeHours
from backoffice.auditing.remarks import VERDICTS, Facts, Flag, Remark, flags_of
from workflows.audit.models import Decision, Particulars
from workflows.audit.record import SYSTEM
from workflows.audit.verbs import Verb
from workflows.daily.models import DailyProcess
from workflows.engine.timeline import document_words
from workflows.organization.actor import Channel

# Places of the record: the next of what one request or moment decides is nearer than the first, all of it than the
# second, which is counted for a page's decisions alone.
NEXT, ALL = 300, 2_000
BY_A_PERSON = ~Q(particulars__actor_nip="") & ~Q(particulars__actor_nip__startswith=SYSTEM)
A_VERDICT = Q(verb__in=VERDICTS) & BY_A_PERSON


def with_facts(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """The decisions with what `facts_of` reads; for a page of them, not for a table."""
    beside = _beside(ALL).values("actor_nip").annotate(many=Count("decision__subject", distinct=True)).values("many")
    before = _before()
    late = DailyProcess.objects.filter(pk=OuterRef("case_id")).values("report__days_late")[:1]
    return decisions.annotate(
        companions=Case(When(A_VERDICT & Q(Exists(_beside(NEXT))), then=Subquery(beside)), output_field=IntegerField()),
        previous_at=Case(When(A_VERDICT, then=Subquery(before.values("decision__effective_at")[:1]))),
        previous_request=Case(When(A_VERDICT, then=Subquery(before.values("decision__request_id")[:1]))),
        arrived_at=Case(When(A_VERDICT, then=Subquery(_arrival()))),
        days_late=Case(When(verb=Verb.SUBMIT, process="daily", then=Subquery(late)), output_field=IntegerField()),
    )


def flags_on(decisions: Sequence[Any]) -> dict[int, list[Flag]]:
    """The remarks about these decisions, read by `with_facts`, by their keys. Three queries for the calendar."""
    facts = {each.pk: _facts_of(each) for each in decisions}
    timed = [each for each in facts.values() if each.needs_hours]
    hours = OfficeHours([each.at for each in timed], {each.actor_nip for each in timed})
    within: int = settings.QUICK_SECONDS
    return {
        key: flags_of(
            replace(each, hours=hours.of(each.actor_nip, each.at)) if each.needs_hours else each, quick_within=within
        )
        for key, each in facts.items()
    }


def remarkable(decisions: QuerySet[Decision], remarks: Collection[str]) -> tuple[QuerySet[Decision], Q]:
    """The condition that any of these remarks is made, and the decisions ready to be asked it.

    `Remark.HOURS` is none that a database can be asked.
    """
    asked = [CONDITIONS[Remark(each)]() for each in remarks if each in CONDITIONS]
    if Remark.QUICK in remarks:
        decisions = decisions.alias(
            own_step_at=Subquery(_before().values("decision__effective_at")[:1]),
            own_request=Subquery(_before().values("decision__request_id")[:1]),
            case_step_at=Subquery(_arrival()),
        )
    return decisions, reduce(or_, asked, Q(pk__in=()))


def outside_hours(rows: Sequence[tuple[int, Any, str, str, str]]) -> set[int]:
    """Of (key, moment, NIP, verb, channel) the keys of those outside working hours. Three queries."""
    facts = {key: Facts(verb=verb, channel=channel, actor_nip=nip, at=at) for key, at, nip, verb, channel in rows}
    timed = {key: each for key, each in facts.items() if each.needs_hours}
    hours = OfficeHours([each.at for each in timed.values()], {each.actor_nip for each in timed.values()})
    return {key for key, each in timed.items() if hours.of(each.actor_nip, each.at).why_outside(each.at)}


def _facts_of(decision: Any) -> Facts:
    is_same_press = bool(decision.request_id) and decision.previous_request == decision.request_id
    return Facts(
        verb=decision.verb,
        channel=decision.channel,
        actor_nip=decision.actor_nip,
        at=decision.effective_at,
        capacity=decision.capacity,
        decree=decision.decree,
        principal_name=decision.principal_name,
        principal_post=decision.principal_post,
        document=document_words(decision),
        days_late=decision.days_late or 0,
        companions=decision.companions or 0,
        previous_at=None if is_same_press else decision.previous_at,
        arrived_at=decision.arrived_at,
    )


def _beside(near: int) -> QuerySet[Particulars]:
    """Other verdicts of the same actor on other cases, in the same request or at the same moment."""
    together = Q(decision__effective_at=OuterRef("effective_at"))
    together |= Q(decision__request_id=OuterRef("request_id")) & ~Q(decision__request_id="")
    return Particulars.objects.filter(
        together,
        actor_nip=OuterRef("particulars__actor_nip"),
        decision__gte=OuterRef("pk") - near,
        decision__lte=OuterRef("pk") + near,
        decision__verb__in=VERDICTS,
    ).exclude(decision__subject=OuterRef("subject"))


def _before() -> QuerySet[Particulars]:
    """What the same actor did before, the latest first."""
    earlier = Particulars.objects.filter(actor_nip=OuterRef("particulars__actor_nip"), decision__lt=OuterRef("pk"))
    return earlier.order_by("-decision_id")


def _arrival() -> QuerySet[Any]:
    """When the case moved before."""
    earlier = Decision.objects.filter(process=OuterRef("process"), case_id=OuterRef("case_id"), pk__lt=OuterRef("pk"))
    return earlier.select_related(None).order_by("-pk").values("effective_at")[:1]


def _is_quick() -> Q:
    """By the aliases of `remarkable`; as `remarks.quick` says it of values."""
    at, since = F("effective_at"), F("effective_at") - timedelta(seconds=settings.QUICK_SECONDS)
    other_press = Q(request_id="") | ~Q(own_request=F("request_id"))
    after_own = Q(own_step_at__gte=since, own_step_at__lt=at) & other_press
    return A_VERDICT & (after_own | Q(case_step_at__gte=since, case_step_at__lt=at))


CONDITIONS: dict[Remark, Any] = {
    Remark.OVERRIDE: lambda: Q(verb=Verb.OVERRIDE),
    Remark.FOR_ANOTHER: lambda: ~Q(capacity=""),
    Remark.OUTSIDE_DOCUMENT: lambda: Q(verb=Verb.RECORD_OUTSIDE),
    Remark.IMPORT: lambda: Q(verb=Verb.IMPORT) | Q(channel=Channel.IMPORT),
    Remark.LATE: lambda: Q(
        Exists(DailyProcess.objects.filter(pk=OuterRef("case_id"), report__days_late__gt=0)),
        verb=Verb.SUBMIT, process="daily",
    ),
    Remark.BULK: lambda: A_VERDICT & Q(Exists(_beside(NEXT))),
    Remark.QUICK: _is_quick,
}  # fmt: skip
