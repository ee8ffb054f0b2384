"""What can be done with an objection: the only door to its rows."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from workflows.assessment.judging.contract import GivenRating
from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.settling import contest, result_of, settle
from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.held import held_case
from workflows.engine.moment import history_date
from workflows.engine.outbox import tell
from workflows.engine.refusals import MovedOn, NotAllowedHere, NotYours
from workflows.engine.starting import begin
from workflows.engine.turns import turn
from workflows.objection.hearing import decide
from workflows.objection.models import Objection, ObjectionProcess
from workflows.objection.points import LONGEST, Point, accepted, store
from workflows.objection.raters import assessor_of, raters_of
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.reasons import LEAST_REASON
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words

CONTESTED = (
    "assessment__period", "assessment__employee", "position__reports_to__reports_to__reports_to__reports_to",
)  # fmt: skip
WITH_ASSESSMENT = ("objection__assessment",)
LOCK = ("objection", "objection__assessment")
Status = Objection.Status


def object_to(*, task_id: int, points: Sequence[Point], by: Actor, at: datetime | None = None) -> Objection:
    """The person objects to the result that waits for their answer: it stands until the objection is decided.

    :raises Refusal: see `turn`; the days to object are over. :raises RuleViolation: no reason is given.
    """
    given = accepted(points)
    if by.employee is None:
        raise NotYours("Keberatan hanya dapat diajukan oleh pegawai yang dinilai.")
    with turn(AssessmentProcess, task_id, by=by, at=at, related=CONTESTED, lock=("assessment",)) as t:
        assessment: Assessment = t.case.assessment
        until = assessment.objection_until
        if until is not None and t.on > until:
            raise NotAllowedHere(f"Batas waktu mengajukan keberatan sudah lewat pada {day_in_words(until)}.")
        contest(assessment, by=by, history_date=t.history_date)
        t.close(Verb.OBJECT, "\n".join(point.reason.strip() for point in given))
        raters = raters_of(t.case)
        objection = Objection(
            assessment=assessment, contested=t.case, assessor=assessor_of(t.case), raters=raters, objected_at=t.at,
            **{f"before_{name}": value for name, value in result_of(assessment).items()},
        )  # fmt: skip
        stamp(objection, user=by.history_user, reason="object_to", at=t.history_date)
        objection.save(force_insert=True)
        known = set(assessment.realisations.values_list("pk", flat=True))
        store(objection, given, known=known, user=by.history_user, history_date=t.history_date)
        _case, entries = begin(
            "objection", by=by, at=t.at, person=t.case.person, position=t.case.position, verb=Verb.OBJECT,
            details={"assessment": assessment.pk, "before": objection.before_predicate}, objection=objection,
        )  # fmt: skip
        t.record_with(entries)
        if objection.assessor is not None:
            tell(
                objection.assessor.user,
                key=f"objection:{objection.pk}",
                subject=f"{t.case.person.name} mengajukan keberatan atas penilaian {assessment.period.title}"[:200],
                body="Baca alasannya. Anda dapat memberi satu keterangan bagi yang memutus.",
                link=reverse("objection:detail", args=[objection.pk]),
                at=t.at,
            )
    return objection


def uphold(*, task_id: int, reason: str, by: Actor, seen: str | None = None, at: datetime | None = None) -> Objection:
    """The result stays as it is, and is final.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason.
    """
    return decide(task_id=task_id, given=None, reason=reason, by=by, seen=seen, at=at)


def change(
    *, task_id: int, given: GivenRating, reason: str, by: Actor, seen: str | None = None, at: datetime | None = None
) -> Objection:
    """The result becomes that of the rating `given`, and is final; before and after are kept.

    `given` needs neither feedback nor a reason to depart: the assessor's stays, the ruling's reason is that reason.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason; the rating is incomplete, or the same.
    """
    return decide(task_id=task_id, given=given, reason=reason, by=by, seen=seen, at=at)


def rule_as_signed(
    *,
    task_id: int,
    by: Actor,
    reason: str,
    given: GivenRating | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Objection:
    """Record a ruling from a signed document: with a rating `given` the result is changed, else upheld.

    :raises Refusal: see `turn`; the signatory gave the contested rating. :raises RuleViolation: as `change`.
    """
    return decide(task_id=task_id, given=given, reason=reason, by=by, seen=seen, at=at)


def withdraw(*, task_id: int, by: Actor, reason: str = "", at: datetime | None = None) -> Objection:
    """The person takes the objection back before anybody ruled: the result is accepted with it, and final.

    :raises Refusal: see `turn`. :raises NotAllowedHere: somebody ruled already.
    """
    with turn(
        ObjectionProcess, task_id, by=by, at=at, related=WITH_ASSESSMENT, lock=LOCK, as_person=True
    ) as t:  # fmt: skip
        objection: Objection = t.case.objection
        t.withdraw(reason)
        settle(objection.assessment, None, by=by, at=t.at, history_date=t.history_date)
        save_changed(
            objection, user=by.history_user, reason="withdraw", at=t.history_date, status=Status.WITHDRAWN
        )  # fmt: skip
    return objection


def state(*, objection_id: int, text: str, by: Actor, at: datetime | None = None) -> Objection:
    """Whoever gave the rating adds one statement, which whoever hears the objection reads.

    :raises NotYours: the actor did not rate. :raises MovedOn: there is a statement, or it is decided.
    :raises RuleViolation: it says nothing, or too much.
    """
    said = text.strip()
    if len(said) < LEAST_REASON:
        raise RuleViolation("Tulis keterangan Anda.", field="text")
    if len(said) > LONGEST:
        raise RuleViolation(f"Persingkat menjadi paling banyak {LONGEST} huruf.", field="text")
    case_id = ObjectionProcess.objects.filter(objection=objection_id).values_list("pk", flat=True).first() or 0
    with held_case("objection", case_id, by=by, at=at) as h:
        rows = Objection.objects.select_for_update(of=("self",)).select_related("assessment")
        objection = rows.get(pk=objection_id)
        if by.employee is None or not objection.may_state(by.employee):
            raise NotYours("Keterangan diberikan oleh pejabat yang menilai.")
        if objection.statement:
            raise MovedOn("Keterangan penilai sudah tercatat.")
        signatory = by.signatory(h.on)
        save_changed(
            objection, user=by.history_user, reason="state", at=history_date(by, h.at),
            statement=said, stated_at=h.at, stated_by=signatory.name,
        )  # fmt: skip
        item = next((item for item in h.items if item.tier is not None), None)
        record(h.entry(Verb.ANSWER, item, reason=said, details={"statement": True}))
    return objection
