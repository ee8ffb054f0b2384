"""A case and everything around it as it stood at an instant: its subject, its chain, who was above, what waited.

By two clocks: rows stand by the date of their history, decisions by the moment that counts (`effective_at`). Both are
the time at which it was done, for everybody but the demonstration and imports, which give theirs.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from viewflow.workflow.models import Task

from workflows.approvals.dry_run import try_chain
from workflows.approvals.models import ChainVersion
from workflows.audit.as_of import Replay, Row, Subject, as_it_stands, beside, subject_of
from workflows.audit.known import known, names_of
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.registry import flow_of
from workflows.engine.stood import Chain, Stood, Waiting
from workflows.organization.actor import GIVES_TIME
from workflows.organization.as_of import around
from workflows.organization.known_office import KnownOffice
from workflows.organization.models import Employee

A_TICK = timedelta(microseconds=1)
TIERS = ("tiers__seats__position", "tiers__position")
ASKED = ("owner__employee", "principal", "acting__position", "acting__officer", "tier")


class UnknownCase(LookupError):
    """There is no such process, case or subject."""


def stood(process: str, at: datetime, *, case_id: int | None = None, key: int | None = None) -> Stood:
    """How the case with this number, or the subject with this key, stood at the instant.

    Of a subject with several cases it is the one that ran, the latest begun by then. As many queries whatever the
    number of parts and decisions; some for each post above.

    :raises UnknownCase: there is none.
    """
    subject = _subject(process)
    key = _key(process, subject, case_id, key)
    person_id, position_id = subject.model._base_manager.values_list(subject.person, subject.position).get(pk=key)
    person = Employee.objects.select_related("user").get(pk=person_id)
    cases = _cases(process, subject, key)
    case = _case_at(cases, at, case_id)
    replay = Replay(subject, key)
    # What was written past every action is recorded under the name of the row, of a part perhaps.
    record = list(Decision.objects.filter(process=process, subject__in=replay.places()).order_by("id"))
    by_then = [d for d in record if d.effective_at <= at]
    later = [d for d in record if d.effective_at > at]
    on = case.line_on(timezone.localtime(at).date()) if case else None
    then_known, today_known = KnownOffice(at, at, on), KnownOffice(at, None, on)
    then, today = replay.at(at), as_it_stands(subject, key)
    near = beside(process, key)
    named = [(subject.model, key), *((subject_of(other).model, other_key) for other, other_key in near)]
    rows = [row for each in (then, today) if each is not None for row in each.everything()]
    return Stood(
        process=process, subject=subject, key=key, at=at, then=then, latest=replay.at(), today=today, case=case,
        cases=cases, round=_round(by_then, case), chain=_chain(case, later, person, position_id, then_known),
        around=around(person, position_id, then_known), around_today=around(person, position_id, today_known),
        waiting=_open_at(case, at), decisions=by_then, later=later,
        taken=_taken(record), beside=near, names=names_of([*named, *_references(rows)], at),
    )  # fmt: skip


def just_before(decision: Decision) -> datetime:
    """The last instant at which nothing of the act was done."""
    return decision.effective_at - A_TICK


def just_after(decision: Decision) -> datetime:
    """The first instant at which all of the act was done: the record's line is its last."""
    if decision.channel in GIVES_TIME:
        return decision.effective_at
    return max(decision.effective_at, decision.recorded_at)


# ---- which case ----
def _subject(process: str) -> Subject:
    try:
        return subject_of(process)
    except LookupError as unknown:
        raise UnknownCase(str(unknown)) from None


def field_of(process: str, subject: Subject) -> str:
    """By which field a case of the process names its subject."""
    model: Any = flow_of(process).process_class
    return str(next(each.name for each in model._meta.local_fields if each.related_model is subject.model))


def _key(process: str, subject: Subject, case_id: int | None, key: int | None) -> int:
    if case_id is not None:
        model: Any = flow_of(process).process_class
        found = model._base_manager.filter(pk=case_id).values_list(f"{field_of(process, subject)}_id", flat=True)
    else:
        found = subject.model._base_manager.filter(pk=key).values_list("pk", flat=True)
    first = found.first()
    if first is None:
        wanted = f"case {case_id}" if case_id is not None else subject.key_of(key or 0)
        raise UnknownCase(f"There is no {wanted} of the process {process}.")
    return int(first)


def _cases(process: str, subject: Subject, key: int) -> list[Any]:
    """All cases of the subject, the earliest first."""
    model: Any = flow_of(process).process_class
    name = field_of(process, subject)
    rows = model._default_manager.filter(**{name: key}).select_related(name, "chain_version__chain")
    tiers = [f"chain_version__{each}" for each in TIERS]
    return list(rows.prefetch_related(*tiers).order_by("created", "pk"))


def _case_at(cases: Sequence[Any], at: datetime, case_id: int | None) -> Any:
    begun = [case for case in cases if case.created <= at and case_id in (None, case.pk)]
    return begun[-1] if begun else None


# ---- what was so ----
def _round(decisions: Sequence[Decision], case: TieredCase | None) -> int:
    """The round in which the case stood: a return to an earlier tier begins one at once."""
    of_case = [d for d in decisions if case is not None and d.case_id == case.pk]
    if not of_case:
        return 1
    return of_case[-1].round + ("to_tier" in of_case[-1].details)


def _chain(
    case: TieredCase | None, later: Sequence[Decision], person: Employee, position_id: int, office: KnownOffice
) -> Chain | None:
    if case is None:
        return None
    version = _version(case, later)
    if version is None:
        return None
    status = next((row.status for row in known(ChainVersion, office.known_at, id=version.pk)), version.status)
    post = office.post(position_id)
    if post is None:
        return Chain(version=version, status=status)
    trial = try_chain(case.process_code, person, office.on, position=post, version=version, office=office)
    return Chain(version=version, status=status, tiers=trial.tiers)


def _version(case: TieredCase, later: Sequence[Decision]) -> ChainVersion | None:
    """By which version it ran: today's, or the one from which the first later move took it.

    None: the words of that move are gone from the record, as the law may ask.
    """
    moved = next((d for d in later if d.case_id == case.pk and d.verb == Verb.MOVE_VERSION), None)
    if moved is None:
        return case.chain_version
    versions = ChainVersion.objects.filter(
        chain__process=case.process_code, content_hash=moved.details.get("from_hash")
    ).select_related("chain")
    found = list(versions.prefetch_related(*TIERS).order_by("-pk"))
    return next((each for each in found if str(each) == moved.details.get("from")), next(iter(found), None))


def _taken(decisions: Sequence[Decision]) -> list[Decision]:
    """By which decisions of the one door some of these, with the histories that they cover, were taken away."""
    keys = {d.particulars.blanked_by_id for d in decisions} - {None}
    return list(Decision.objects.filter(pk__in=keys).order_by("id")) if keys else []


def _open_at(case: TieredCase | None, at: datetime) -> list[Waiting]:
    if case is None:
        return []
    open_then = Task.objects.filter(Q(finished__isnull=True) | Q(finished__gt=at), process_id=case.pk, created__lte=at)
    tasks = list(open_then.order_by("pk"))
    items = WorkItem.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gt=at), task__in=tasks, created_at__lte=at
    ).select_related(*ASKED)
    asked = list(items.order_by("pk"))
    return [Waiting(task=task, items=[item for item in asked if item.task_id == task.pk]) for task in tasks]


def _references(rows: Sequence[Row]) -> list[tuple[Any, int]]:
    return [
        (each.related_model, row.stored[each.name])
        for row in rows
        for each in row.model._meta.concrete_fields
        if each.related_model is not None and row.stored.get(each.name) is not None
    ]
