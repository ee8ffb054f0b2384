"""What can be done with an assessment: the only door to its rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from workflows.assessment.correcting import correct_realisation as correct_realisation
from workflows.assessment.correcting import forget_corrections
from workflows.assessment.evidence import open_evidence as open_evidence
from workflows.assessment.evidence import require_opened
from workflows.assessment.judging import judging_of
from workflows.assessment.models import Assessment, AssessmentProcess, ResultRealisation
from workflows.assessment.opening import open_assessments as open_assessments
from workflows.assessment.rating import (
    UNRATED,
    GivenRating,
    checked_self_rating,
    given_in_short,
    store_behaviours,
)
from workflows.assessment.realisation import Level, refresh_rows, rows_of
from workflows.assessment.reconsidering import LOCK, RELATED, rating_tier, refuse_other_rating
from workflows.assessment.reconsidering import take_back as take_back
from workflows.assessment.reconsidering import withdraw as withdraw
from workflows.assessment.refusals import NotFromItsPage
from workflows.audit.verbs import Verb
from workflows.engine.authority import whoever_is_asked
from workflows.engine.refusals import NotAllowedHere, NotYours
from workflows.engine.turns import Turn, turn
from workflows.organization.actor import GIVES_TIME, Actor
from workflows.organization.models.history import save_changed
from workflows.rules.trace import as_json
from workflows.rules.wording import day_in_words

Status = Assessment.Status
NOTHING_FURTHER: Mapping[str, str] = MappingProxyType({})
SELF_ASSESSABLE = frozenset({Status.OPEN, Status.RETURNED})


def self_assess(
    *,
    task_id: int,
    levels: Mapping[int, Level],
    by: Actor,
    note: str = "",
    own: Mapping[str, str] = NOTHING_FURTHER,
    at: datetime | None = None,
) -> Assessment:
    """The person fills in the levels, by the indicator's key, with their evidence; quantities are taken as verified.

    `own` is how they rate themselves, where they wish: `work` and the values of the rule set. Earlier ratings and
    corrections no longer count: the facts that they rested on may have changed.

    :raises Refusal: see `turn`. :raises RuleViolation: a level or its evidence is missing.
    """
    _refuse_job(by)
    with turn(AssessmentProcess, task_id, by=by, at=at, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, *SELF_ASSESSABLE)
        forget_corrections(assessment, user=by.history_user, at=t.history_date)
        refresh_rows(assessment, levels, user=by.history_user, history_date=t.history_date)
        own = checked_self_rating(assessment, own)
        _save(
            t, "self_assess", status=Status.SELF_ASSESSED, self_note=note.strip(), self_rating=own, **UNRATED
        )  # fmt: skip
        t.hand_in()
    return assessment


def rate(
    *,
    task_id: int,
    behaviours: Mapping[str, tuple[str, str]],
    feedback: str,
    by: Actor,
    work_rating: str = "",
    behaviour_rating: str | None = None,
    departure_reason: str = "",
    further: Mapping[str, str] = NOTHING_FURTHER,
    reason: str = "",
    seen: str | None = None,
    at: datetime | None = None,
) -> Assessment:
    """The assessor rates as the assessment's rule set asks; what the system suggests is frozen beside it.

    Of a committee the first who rates proposes, and the others give the same rating or return it.

    `behaviours` gives each value's rating, or its score as text in machine form, and a note; without
    `behaviour_rating` the majority of the seven counts. `further` answers what the rule set asks besides. Where the
    line ends above the assessor nobody ratifies, and the predicate is out at once. `reason` is only for a rating on
    paper: why it is recorded. What its signatory read before signing is not Jenjang's to ask.

    :raises Refusal: see `turn`. :raises NotFromItsPage: `seen` is missing though a page or a bulk of them sent it.
    :raises NotYours: an override. :raises EvidenceNotOpened: whoever rates has not opened the evidence as it stands.
    :raises RuleViolation: something is missing, or a departure without a reason.
    """
    if seen is None and by.channel not in GIVES_TIME:
        raise NotFromItsPage("Buka halaman penilaian ini dan baca isinya, lalu beri nilai di sana.")
    given = GivenRating(
        work_rating=work_rating, behaviours=behaviours, feedback=feedback, behaviour_rating=behaviour_rating,
        departure_reason=departure_reason, further=further,
    )  # fmt: skip
    with turn(AssessmentProcess, task_id, by=by, at=at, seen=seen, related=RELATED, lock=LOCK) as t:
        assessment: Assessment = t.case.assessment
        _require_status(assessment, Status.SELF_ASSESSED)
        if by.overrides:
            raise NotYours("Nilai diberikan penilai. Admin kepegawaian tidak menggantikannya.")
        rows = rows_of(assessment)
        if by.outside is None:
            require_opened(assessment, rows, t.case.round, by)
        accepted = judging_of(assessment.rule_set).accept(assessment, rows, given, t.on)
        refuse_other_rating(t, given, accepted)
        tier = t.item.tier
        needs_reason = tier is not None and tier.reason_to_approve
        t.approve(reason or accepted.departure_reason or (accepted.feedback if needs_reason else ""))
        store_behaviours(assessment, behaviours, user=by.history_user, history_date=t.history_date)
        # One voice of a committee is a rating that the others read and confirm; with the last it is given.
        _save(
            t, "rate", status=assessment.status if t.is_vote else Status.RATED,
            rated_by=by.employee if by.outside is None else None, **accepted.as_values(),
        )  # fmt: skip
        t.details |= given_in_short(assessment)
        if by.outside is not None and (asked := whoever_is_asked(t.item, t.on)) is not None:
            # Whoever signs counts with whoever records: neither ratifies it, nor hears an objection to it.
            t.details["principal_nip"] = asked.get_username()
        _conclude_if_agreed(t, rows)
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


def approve_as_signed(
    *,
    task_id: int,
    by: Actor,
    reason: str,
    given: GivenRating | None = None,
    seen: str | None = None,
    at: datetime | None = None,
) -> Assessment:
    """Record from a signed document what the tier that is asked decided: the rating `given`, or its ratification.

    :raises Refusal: see `turn`. :raises RuleViolation: as `rate`.
    """
    if given is None:
        return ratify(task_id=task_id, by=by, reason=reason, seen=seen, at=at)
    return rate(
        task_id=task_id, by=by, reason=reason, seen=seen, at=at, behaviours=given.behaviours, feedback=given.feedback,
        work_rating=given.work_rating, behaviour_rating=given.behaviour_rating,
        departure_reason=given.departure_reason, further=given.further,
    )  # fmt: skip


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


def _conclude_if_agreed(t: Turn[AssessmentProcess], rows: Sequence[ResultRealisation] | None = None) -> None:
    if not t.is_agreed:
        return
    assessment = t.case.assessment
    way = judging_of(assessment.rule_set)
    if way.in_numbers:
        given, read = list(assessment.behaviours.all()), rows_of(assessment) if rows is None else rows
        result = way.conclude(assessment, read, given)
    else:
        result = way.conclude(assessment, (), ())
    _save(
        t, "ratify", status=Status.RATIFIED, predicate=result.predicate, trace=as_json(result.trace),
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
