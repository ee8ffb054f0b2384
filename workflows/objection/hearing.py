"""The ruling on an objection: by whom the chain names, last by its last tier; final."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from workflows.approvals.models import Tier
from workflows.assessment.judging.contract import GivenRating
from workflows.assessment.settling import judge, result_of, settle
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.engine.acts import Turn
from workflows.engine.outbox import Message, tell_many
from workflows.engine.reasons import required
from workflows.engine.refusals import MovedOn, NotYours, TookPart
from workflows.engine.timeline import decided_by
from workflows.engine.turns import turn
from workflows.engine.votes import votes_now
from workflows.objection.models import Objection, ObjectionProcess
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.organization.models.history import save_changed
from workflows.rules.violation import RuleViolation

# The posts above are read with the case: whom a further tier asks is found along them.
RELATED = (
    "objection__assessment__period", "objection__assessment__employee", "objection__assessor__user",
    "position__reports_to__reports_to__reports_to__reports_to",
)  # fmt: skip
LOCK = ("objection", "objection__assessment")
Status = Objection.Status


def decide(
    *, task_id: int, given: GivenRating | None, reason: str, by: Actor, seen: str | None, at: datetime | None
) -> Objection:
    """Rule on it: uphold the result where no other rating is `given`, else change it. See `actions`."""
    why = required(reason, "Tulis alasan putusan. Pegawai dan penilainya membacanya.")
    if by.overrides:
        raise NotYours("Putusan keberatan tidak dapat digantikan admin kepegawaian.")
    with turn(ObjectionProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=LOCK) as t:
        objection: Objection = t.case.objection
        assessment = objection.assessment
        if not objection.is_waiting:
            raise MovedOn("Keberatan ini sudah diputus.")
        if by.outside is not None:
            _refuse_raters_paper(objection, by.outside.signatory)
        before = result_of(assessment)
        judged = None
        if given is not None:
            given = replace(given, feedback=assessment.feedback, departure_reason=why)
            judged = judge(assessment, given, t.at)
        after = before if judged is None else judged.result
        outcome = Status.UPHELD if judged is None else Status.CHANGED
        _refuse_other_voice(t, outcome, after)
        t.approve(why)
        t.details |= {"outcome": str(outcome), "before": _written(before), "after": _written(after)}
        if not t.is_agreed:
            return objection
        t.as_ruling()
        settle(assessment, judged, by=by, at=t.at, history_date=t.history_date)
        save_changed(
            objection, user=by.history_user, reason="uphold" if judged is None else "change", at=t.history_date,
            status=outcome, ruling_reason=t.reason, decided_at=t.at,
            **{f"after_{name}": value for name, value in after.items()},
        )  # fmt: skip
        _tell(t, objection)
    return objection


def _refuse_raters_paper(objection: Objection, signatory: str) -> None:
    """Whoever gave the contested rating does not rule on it, also not on paper; known by the name that is keyed in.

    :raises TookPart: they signed.
    """
    names = set(Employee.objects.filter(nip__in=objection.raters).values_list("name", flat=True))
    rated = Decision.objects.of_case("assessment", objection.contested_id).filter(verb=Verb.RECORD_OUTSIDE)
    names |= {decided_by(each) for each in rated if "work_rating" in each.details or "work_value" in each.details}
    if signatory.strip().casefold() in {name.strip().casefold() for name in names}:
        raise TookPart(f"{signatory.strip()} memberi penilaian yang dipersoalkan, jadi orang lain yang memutusnya.")


def _refuse_other_voice(t: Turn[ObjectionProcess], outcome: str, after: Mapping[str, object]) -> None:
    """In a committee, what others gave their voice for is not changed by the next one's: they rule on one thing.

    :raises RuleViolation: code `ruling_of_others`.
    """
    tier = t.item.tier
    if tier is None or tier.mode == Tier.Mode.ONE or not votes_now(t.case, tier.number):
        return
    given = Decision.objects.of_case(t.case.process_code, t.case.pk).filter(
        verb=Verb.APPROVE, tier_number=tier.number, round=t.case.round
    )
    last = given.last()
    if last is not None and (last.details["outcome"], last.details["after"]) != (str(outcome), _written(after)):
        raise RuleViolation(
            "Anggota lain sudah memberi suara untuk putusan yang lain. Baca riwayatnya, lalu sepakati satu putusan.",
            field="outcome", code="ruling_of_others",
        )  # fmt: skip


def _written(result: Mapping[str, object]) -> dict[str, str]:
    """The result for the record: figures as text, without what the rule set does not use."""
    return {name: _as_text(value) for name, value in result.items() if value not in ("", None)}


def _as_text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _tell(t: Turn[ObjectionProcess], objection: Objection) -> None:
    """Tell the person, and the assessor, how it was decided."""
    said = objection.get_status_display()
    subject = f"Keberatan atas penilaian {objection.assessment.period.title} diputus: {said}"[:200]
    people = [t.case.person.user]
    if objection.assessor is not None and objection.assessor != t.case.person:
        people.append(objection.assessor.user)
    link = reverse("objection:detail", args=[objection.pk])
    tell_many(
        [
            Message(
                recipient=user.pk, key=f"ruling:{objection.pk}:{user.pk}", subject=subject, body=t.reason, link=link
            )
            for user in people
        ],
        at=t.at,
    )  # fmt: skip
