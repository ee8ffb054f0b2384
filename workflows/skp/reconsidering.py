"""What is thought better of: a plan withdrawn or changed while it waits, a decision on it taken back."""

import json
from collections.abc import Sequence
from datetime import datetime

from workflows.audit.canonical import canonical
from workflows.audit.verbs import Verb
from workflows.engine.models import WorkItem
from workflows.engine.refusals import NotAllowedHere
from workflows.engine.taking_back import TakenBack, taking_back
from workflows.engine.turns import turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.violation import RuleViolation
from workflows.skp.built_on import refuse_built_on
from workflows.skp.entries import Expectations, ResultEntry
from workflows.skp.handing_over import RELATED, decide, hand_over, refuse_not_returned
from workflows.skp.models import Skp, SkpProcess, WorkResult

BEGUN_ANEW = "Keputusan ini tidak dapat ditarik lagi: pegawai sudah mulai menyusun versi berikutnya."


def withdraw(*, task_id: int, by: Actor, reason: str = "", at: datetime | None = None) -> Skp:
    """Take back a plan on which nobody has decided yet: a draft again. A returned one is given up for good.

    A version in force stays; after a plan was given up, a new version can be begun.

    :raises Refusal: see `turn`. :raises NotAllowedHere: somebody decided already.
    """
    waits_with_a_tier = WorkItem.objects.open().filter(task=task_id, tier__isnull=False).exists()
    with turn(
        SkpProcess, task_id, by=by, at=at, related=RELATED, lock=("skp",), as_person=waits_with_a_tier
    ) as t:  # fmt: skip
        if waits_with_a_tier:
            t.withdraw(reason)
            decide(t, Skp.Status.DRAFT, submitted_at=None, drafted_by="")
        else:
            refuse_not_returned(t)
            t.close(Verb.WITHDRAW, reason, outcome=SkpProcess.Outcome.WITHDRAWN)
            decide(t, Skp.Status.WITHDRAWN)
    skp: Skp = t.case.skp
    return skp


def change(
    *,
    task_id: int,
    by: Actor,
    results: Sequence[ResultEntry] | None = None,
    expectations: Expectations | None = None,
    at: datetime | None = None,
) -> Skp:
    """Change a plan that waits for a decision; it goes through again from the tier that its chain names.

    :raises Refusal: see `turn`. :raises PlanRefused, RuleViolation: as `submit`; nothing was changed (`unchanged`).
    """
    with turn(SkpProcess, task_id, by=by, at=at, related=RELATED, lock=("skp",), as_person=True) as t:
        t.keep_content()
        t.details["content"] = json.loads(canonical(t.case.content()))
        hand_over(t.case.skp, results, expectations, by, t.at, "change")
        if t.case.content_hash == t.seen:
            raise RuleViolation(
                "Belum ada yang diubah, jadi SKP ini tetap menunggu seperti semula.", "results", "unchanged"
            )
        t.resubmit()
    skp: Skp = t.case.skp
    return skp


def take_back(*, task_id: int, by: Actor, at: datetime | None = None) -> Skp:
    """Take back one's own last decision; the plan waits for it again.

    :raises Refusal: see `taking_back`. :raises NotAllowedHere: the plan was set and something was built on it, it
        replaced a version, or the employee went on with it.
    """
    with taking_back(SkpProcess, task_id, by=by, at=at, related=RELATED, lock=("skp",)) as t:
        skp: Skp = t.case.skp
        if skp.status == Skp.Status.SET:
            _refuse_built_on(skp)
        elif skp.status == Skp.Status.RETURNED:
            t.refuse_if_changed()
        elif skp.status == Skp.Status.REJECTED and _later(skp):
            raise NotAllowedHere(BEGUN_ANEW)
        if skp.status != Skp.Status.SUBMITTED:
            _reopen(t, skp)
    return skp


def _reopen(t: TakenBack[SkpProcess], skp: Skp) -> None:
    save_changed(
        skp, user=t.by.history_user, reason="take_back", at=t.history_date, status=Skp.Status.SUBMITTED, set_at=None
    )


def _refuse_built_on(skp: Skp) -> None:
    """What was carried over from an earlier version is not torn out again: a year's reports may stand on it."""
    own = {"employee": skp.employee_id, "position": skp.position_id, "period": skp.period_id}
    if skp.version > 1 and Skp.objects.filter(**own, version__lt=skp.version, status=Skp.Status.REPLACED).exists():
        raise NotAllowedHere(
            "Keputusan ini tidak dapat ditarik lagi: SKP ini sudah menggantikan versi sebelumnya. "
            "Perbaikannya melalui versi berikutnya."
        )
    if _later(skp):
        raise NotAllowedHere(BEGUN_ANEW)
    below = WorkResult.objects.filter(carries_on__skp=skp).select_related("skp__employee").first()
    if below is not None:
        raise NotAllowedHere(
            f"Keputusan ini tidak dapat ditarik lagi: SKP {below.skp.employee.name} sudah meneruskan hasil kerjanya."
        )
    if skp.set_at is not None:
        refuse_built_on(skp, skp.set_at)


def _later(skp: Skp) -> bool:
    same = Skp.objects.filter(employee=skp.employee_id, position=skp.position_id, period=skp.period_id)
    return same.filter(version__gt=skp.version).exists()
