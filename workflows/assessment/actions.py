"""What can be done with an assessment: the only door to its rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from workflows.assessment.models import Assessment, AssessmentProcess
from workflows.assessment.opening import open_assessments as open_assessments
from workflows.assessment.rating import GivenRating, accept, store_behaviours
from workflows.assessment.realisation import Level, refresh_rows, rows_of
from workflows.assessment.reconsidering import LOCK, RELATED, rating_tier, refuse_other_rating
from workflows.assessment.reconsidering import take_back as take_back
from workflows.assessment.reconsidering import withdraw as withdraw
from workflows.assessment.suggesting import frozen, suggest
from workflows.audit.verbs import Verb
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.turns import Turn, turn
from workflows.organization.actor import Actor
from workflows.organization.models.history import save_changed
from workflows.rules.permenpanrb_6_2022 import predicate
from workflows.rules.trace import as_json
from workflows.rules.wording import day_in_words

Status = Assessment.Status
SELF_ASSESSABLE = frozenset({Status.OPEN, Status.RETURNED})


def self_assess(
    *, task_id: int, levels: Mapping[int, Level], by: Actor, note: str = "", at: datetime | None = None
) -> Assessment:
    """The person fills in the levels, by the indicator's key, with their evidence; quantities are taken as verified.

    Earlier ratings no longer count: the facts that they rested on may have changed.

    :raises Refusal: see `turn`. :raises RuleViolation: a level or its evidence is missing.
    """
    _refuse_job(by)
    with turn(AssessmentProcess, task_id, by=by, at=at, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, *SELF_ASSESSABLE)
        refresh_rows(assessment, levels, user=by.history_user, history_date=t.history_date)
        _save(
            t, "self_assess", status=Status.SELF_ASSESSED, self_note=note.strip(), work_rating="", behaviour_rating="",
            suggested_rating="", suggestion={}, departure_reason="",
        )  # fmt: skip
        t.hand_in()
    return assessment


def rate(
    *,
    task_id: int,
    work_rating: str,
    behaviours: Mapping[str, tuple[str, str]],
    feedback: str,
    by: Actor,
    behaviour_rating: str | None = None,
    departure_reason: str = "",
    seen: str | None = None,
    at: datetime | None = None,
) -> Assessment:
    """The assessor rates work and the seven values; the suggestion is frozen beside it.

    Of a committee the first who rates proposes, and the others give the same rating or return it.

    `behaviours` gives each value's rating and note; without `behaviour_rating` the majority of the seven counts. Where
    the line ends above the assessor nobody ratifies, and the predicate is out at once.

    :raises Refusal: see `turn`. :raises RuleViolation: something is missing, or a departure without a reason.
    """
    given = GivenRating(
        work_rating=work_rating, behaviours=behaviours, feedback=feedback, behaviour_rating=behaviour_rating,
        departure_reason=departure_reason,
    )  # fmt: skip
    with turn(AssessmentProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, Status.SELF_ASSESSED)
        suggested = suggest(rows_of(assessment), t.on)
        accepted = accept(given, suggested)
        refuse_other_rating(t, given, accepted)
        tier = t.item.tier
        needs_reason = tier is not None and tier.reason_to_approve
        t.approve(accepted.departure_reason or (accepted.feedback if needs_reason else ""))
        store_behaviours(assessment, behaviours, user=by.history_user, history_date=t.history_date)
        # One voice of a committee is a rating that the others read and confirm; with the last it is given.
        _save(
            t, "rate", status=assessment.status if t.is_vote else Status.RATED, work_rating=accepted.work_rating,
            behaviour_rating=accepted.behaviour_rating, departure_reason=accepted.departure_reason,
            feedback=accepted.feedback, suggested_rating=str(suggested.rating or ""),
            suggestion=frozen(suggested, accepted.behaviour_suggestion),
        )  # fmt: skip
        t.details |= {
            "work_rating": accepted.work_rating, "behaviour_rating": accepted.behaviour_rating,
            "suggested_rating": assessment.suggested_rating,
        }  # fmt: skip
        _conclude_if_agreed(t)
    return assessment


def ratify(
    *, task_id: int, by: Actor, seen: str | None = None, reason: str = "", at: datetime | None = None
) -> Assessment:
    """The assessor's superior ratifies; after the last tier the predicate is out, and may be objected to.

    :raises Refusal: see `turn`.
    """
    with turn(AssessmentProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, Status.RATED)
        t.approve(reason)
        _conclude_if_agreed(t)
    return assessment


def send_back(
    *,
    task_id: int,
    by: Actor,
    reason: str,
    to_tier: int | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Assessment:
    """The assessor returns it to the person, to correct the self-assessment; whoever ratifies, to be rated again.

    `to_tier` names the tier before theirs to which whoever ratifies returns it; without it that is the assessor's.

    :raises Refusal: see `turn`. :raises RuleViolation: without a reason.
    """
    with turn(AssessmentProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, Status.SELF_ASSESSED, Status.RATED)
        if assessment.status == Status.RATED:
            number = 1 if to_tier is None else to_tier
            rates_again = number <= rating_tier(t.case)
            t.send_to_tier(number, reason)
            _save(t, "send_back", status=Status.SELF_ASSESSED if rates_again else Status.RATED)
        elif to_tier is not None:
            raise NotAllowedHere("Tahap ini mengembalikan penilaian kepada pegawai.")
        else:
            t.send_back(reason)
            _save(t, "send_back", status=Status.RETURNED)
    return assessment


def acknowledge(*, task_id: int, by: Actor, note: str = "", at: datetime | None = None) -> Assessment:
    """The person accepts the result: it is final. :raises Refusal: see `turn`."""
    _refuse_job(by)
    with turn(AssessmentProcess, task_id, by=by, at=at, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, Status.RATIFIED)
        t.close(Verb.ACKNOWLEDGE, note)
        _save(t, "acknowledge", status=Status.FINAL, final_at=t.at)
    return assessment


def finalise_unanswered(*, task_id: int, by: Actor, at: datetime | None = None) -> Assessment:
    """Make a result final whose days to object ended without an answer; a duty of `tick`.

    :raises NotAllowedHere: the days are not over. :raises NotYours: not a periodic duty.
    """
    if by.user is not None:
        raise NotYours("Penilaian yang tidak ditanggapi menjadi final dengan sendirinya sesudah batasnya.")
    with turn(AssessmentProcess, task_id, by=by, at=at, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, Status.RATIFIED)
        until = assessment.objection_until
        if until is None or t.on <= until:
            raise NotAllowedHere("Batas waktu menanggapi penilaian ini belum lewat.")
        t.close(Verb.CLOSE, f"Tidak ditanggapi sampai {day_in_words(until)}.")
        _save(t, "finalise_unanswered", status=Status.FINAL, final_at=t.at)
    return assessment


def _conclude_if_agreed(t: Turn[AssessmentProcess]) -> None:
    if not t.is_agreed:
        return
    assessment = t.case.assessment
    result = predicate(assessment.work_rating, assessment.behaviour_rating)
    _save(
        t, "ratify", status=Status.RATIFIED, predicate=str(result.predicate), trace=as_json(result.trace),
        ratified_at=t.at, objection_until=t.on + timedelta(days=assessment.period.objection_days),
    )  # fmt: skip
    t.details = {**t.details, "predicate": assessment.predicate}


def _save(t: Turn[AssessmentProcess], reason: str, **values: object) -> None:
    save_changed(t.case.assessment, user=t.by.history_user, reason=reason, at=t.history_date, **values)


def _require_status(assessment: Assessment, *allowed: str) -> None:
    if assessment.status not in allowed:
        raise NotAllowedHere(
            f"Penilaian ini sekarang {assessment.get_status_display()}, jadi langkah itu tidak dapat dilakukan."
        )


def _refuse_job(by: Actor) -> None:
    if by.employee is None:
        raise NotYours("Langkah ini hanya dapat dilakukan oleh pegawai yang dinilai.")
