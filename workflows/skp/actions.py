"""What can be done with an SKP: the only door to its rows."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from workflows.audit.canonical import canonical
from workflows.engine.moment import moment_of
from workflows.engine.reasons import required
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.starting import start
from workflows.engine.turns import Turn, turn
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import ActingAppointment, Employee, Period, Position
from workflows.organization.reporting import posts_stood_in
from workflows.rules.rule_sets import in_force
from workflows.skp.entries import Expectations, ResultEntry, entries_of, expectations_of
from workflows.skp.following import followed_indicators, followed_results
from workflows.skp.handing_over import RELATED, decide, hand_over, locked, pen_of, refuse_not_returned, save
from workflows.skp.models import Skp, SkpProcess, WorkResult
from workflows.skp.realisation import carry_over
from workflows.skp.reconsidering import change as change
from workflows.skp.reconsidering import take_back as take_back
from workflows.skp.reconsidering import withdraw as withdraw
from workflows.skp.storing import store_plan

WHY_AMENDED = "Tulis mengapa SKP yang sudah ditetapkan perlu diubah. Atasan Anda membacanya."
EDITABLE = frozenset({Skp.Status.DRAFT, Skp.Status.RETURNED})
FINISHED = frozenset({Skp.Status.SET, Skp.Status.REJECTED, Skp.Status.WITHDRAWN, Skp.Status.REPLACED})


def start_draft(
    *, employee: Employee, position: Position, period: Period, by: Actor, at: datetime | None = None
) -> Skp:
    """Begin a plan: the first of the post and year is empty, a later version begins as a copy of the one before.

    :raises NotYours: for somebody else, or for a post in which the employee does not stand; an absent holder's plan is
        the holder's, not their Plh's. :raises NotAllowedHere: a version is not finished yet.
    :raises RuleViolation: no rule set is known for the year.
    """
    _refuse_stranger(employee, by)
    with transaction.atomic():
        Employee.objects.select_for_update().get(pk=employee.pk)  # two starts at once: the second sees the first
        moment = moment_of(by, at)
        _refuse_foreign_post(employee, position, by, moment)
        versions = Skp.objects.filter(employee=employee, position=position, period=period)
        last = versions.order_by("-version").first()
        if last is not None and last.status not in FINISHED:
            raise NotAllowedHere(
                f"SKP {period.code} untuk jabatan ini sudah ada ({last.get_status_display()}). Lanjutkan yang itu."
            )
        skp = Skp(
            employee=employee,
            position=position,
            period=period,
            rule_set=in_force(period.start),
            version=last.version + 1 if last else 1,
        )
        pen = pen_of(by, moment, "start_draft")
        pen.create(skp)
        if last is not None:
            store_plan(skp, entries_of(last, as_new=True), expectations_of(last), pen)
    return skp


def save_draft(
    *,
    skp: Skp,
    results: Sequence[ResultEntry],
    expectations: Expectations | None = None,
    by: Actor,
    at: datetime | None = None,
) -> Skp:
    """Keep a plan that is not sent (again) yet, whatever is missing in it; a draft never expires.

    A draft that the performance management team began for them is the employee's own from then on.

    :raises NotYours: for somebody else. :raises NotAllowedHere: the plan is under approval or decided on.
    :raises RuleViolation: an entry names a row of another plan, or a target is no number.
    """
    _refuse_stranger(skp.employee, by)
    with transaction.atomic():
        moment = moment_of(by, at)
        locked(skp, EDITABLE)
        pen = pen_of(by, moment, "save_draft")
        store_plan(skp, results, expectations, pen)
        pen.save(skp, drafted_by="")  # what the team began is theirs from the moment they write in it
    return skp


def submit(
    *,
    skp: Skp,
    by: Actor,
    results: Sequence[ResultEntry] | None = None,
    expectations: Expectations | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Skp:
    """Send the plan for approval; without results, the draft as it stands. An amendment says why.

    :raises NotYours: for somebody else. :raises NotAllowedHere: the plan was sent already.
    :raises PlanRefused: with everything that is missing. :raises RuleViolation: it does not stand in the cascade, or
        would replace a plan in force without a `reason`.
    :raises NoChain: no chain is published.
    """
    _refuse_stranger(skp.employee, by)
    with transaction.atomic():
        moment = moment_of(by, at)
        locked(skp, {Skp.Status.DRAFT})
        if amends(skp):
            reason = required(reason, WHY_AMENDED)
        hand_over(skp, results, expectations, by, moment, "submit")
        start("skp", by=by, at=moment, person=skp.employee, position=skp.position, reason=reason.strip(), skp=skp)
    return skp


def approve(*, task_id: int, by: Actor, seen: str | None = None, reason: str = "", at: datetime | None = None) -> Skp:
    """Agree to the plan at this tier; after the last it is set and replaces the version in force.

    :raises Refusal: see `turn`.
    """
    with turn(SkpProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("skp",)) as t:
        t.approve(reason)
        if t.is_agreed:
            t.details["set"] = True
            _replace_earlier(t)
            decide(t, Skp.Status.SET, set_at=t.at)
    skp: Skp = t.case.skp
    return skp


def send_back(
    *,
    task_id: int,
    by: Actor,
    reason: str,
    to_tier: int | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Skp:
    """Return the plan for revision, or to an earlier tier: then the plan stays as it is and is decided on again.

    The record keeps the plan as it was read: the next round shows what changed.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason.
    """
    with turn(SkpProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("skp",)) as t:
        t.details["content"] = json.loads(canonical(t.case.content()))
        if to_tier is not None:
            t.send_to_tier(to_tier, reason)
        else:
            t.send_back(reason)
            decide(t, Skp.Status.RETURNED)
    skp: Skp = t.case.skp
    return skp


def reject(*, task_id: int, by: Actor, reason: str, seen: str | None = None, at: datetime | None = None) -> Skp:
    """Refuse the plan for good; a version in force stays. A committee's when its quorum cannot be reached any more.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason.
    """
    with turn(SkpProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=("skp",)) as t:
        t.reject(reason)
        if not t.is_vote:
            decide(t, Skp.Status.REJECTED)
    skp: Skp = t.case.skp
    return skp


def revise(
    *,
    task_id: int,
    by: Actor,
    results: Sequence[ResultEntry] | None = None,
    expectations: Expectations | None = None,
    at: datetime | None = None,
) -> Skp:
    """Send a returned plan again; a new round begins at the first tier. None: the plan as it stands.

    :raises Refusal: see `turn`. :raises PlanRefused, RuleViolation: as `submit`.
    """
    with turn(SkpProcess, task_id, by=by, at=at, related=RELATED, lock=("skp",)) as t:
        refuse_not_returned(t)
        hand_over(t.case.skp, results, expectations, by, t.at, "revise")
        t.hand_in()
    skp: Skp = t.case.skp
    return skp


def amends(skp: Skp) -> bool:
    """Whether the plan, once set, replaces one that is in force."""
    same = Skp.objects.in_force().filter(employee=skp.employee, position=skp.position, period=skp.period)
    return skp.version > 1 and same.exists()


def _refuse_stranger(employee: Employee, by: Actor) -> None:
    if by.channel == Channel.IMPORT and by.user is None:
        return  # drafts out of the office's files
    if by.employee is None or by.employee.pk != employee.pk:
        raise NotYours("SKP hanya dapat disusun oleh pegawai yang bersangkutan.")


def _refuse_foreign_post(employee: Employee, position: Position, by: Actor, at: datetime) -> None:
    if by.user is None:
        return
    officer = posts_stood_in(employee, at.date()).get(position.pk)
    if officer is None:
        raise NotYours(f"Anda tidak memegang jabatan {position.title} pada {at:%d-%m-%Y}.")
    if officer.acting is not None and officer.acting.capacity == ActingAppointment.Capacity.PLH:
        raise NotYours(f"SKP {position.title} disusun oleh pemegang jabatannya, bukan oleh Plh.")


def _replace_earlier(t: Turn[SkpProcess]) -> None:
    skp = t.case.skp
    if skp.version == 1:
        return
    own: dict[str, int] = {"employee": skp.employee_id, "position": skp.position_id, "period": skp.period_id}
    replaced = list(Skp.objects.in_force().filter(**own).select_for_update())
    for earlier in replaced:
        save(t, earlier, "replaced", status=Skp.Status.REPLACED)
    # What others carry on goes over to the new version, so that the cascade always ends in plans that are in force.
    for former, result in followed_results(skp, replaced).items():
        for carrying in WorkResult.objects.filter(carries_on=former).select_for_update():
            save(t, carrying, "replaced", carries_on_id=result)
    # So does what was reached: a year's work is not lost by an amendment.
    carry_over(followed_indicators(skp, replaced))
