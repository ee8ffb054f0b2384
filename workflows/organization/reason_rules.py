"""What is done to the rules on reasons: HR makes one, ends it, and corrects its note. Each is recorded."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from workflows.audit.record import Entry, record
from workflows.audit.verbs import Verb
from workflows.organization.actor import Actor
from workflows.organization.asked_reasons import MAY_BE_ASKED, NOT_FOR_HR
from workflows.organization.keeping import PROCESS, moment_of, require_keeper, require_reason
from workflows.organization.models import ReasonRule
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words


def make_reason_rule(
    *,
    by: Actor,
    verb: str,
    start: date,
    note: str,
    process: str = "",
    role: str = ReasonRule.Whom.ANYBODY,
    end: date | None = None,
    at: datetime | None = None,
) -> ReasonRule:
    """From `start` to before `end` demand a reason for this act, in one process or (empty) in all.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: an act for which it is always demanded or
        never; no note; it begins before today, ends before it begins, or is demanded in that time already.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        require_keeper(by, moment.date())
        if verb not in MAY_BE_ASKED or process in NOT_FOR_HR:
            raise RuleViolation("Untuk tindakan ini alasan tidak diatur di sini.", "verb", "reason_rule_not_here")
        if role not in ReasonRule.Whom.values:
            raise RuleViolation("Pilih siapa yang wajib memberi alasan.", "role", "reason_rule_of_nobody")
        if not note.strip():
            raise RuleViolation("Isi dasar aturan ini, misalnya nomor surat edaran.", "note", "reason_rule_has_a_note")
        _in_time(start, end, moment.date())
        # Two rules on one act wait for each other here.
        alike = list(ReasonRule.objects.select_for_update().filter(verb=verb, process=process, role=role))
        clash = next((each for each in alike if _overlap(each, start, end)), None)
        if clash is not None:
            raise RuleViolation(
                f"Alasan ini sudah diwajibkan sejak {day_in_words(clash.start)}. Akhiri dahulu aturan itu, atau pilih "
                "tanggal lain.",
                "start",
                "reason_rule_demanded_already",
            )
        rule = ReasonRule(verb=verb, process=process, role=role, start=start, end=end, note=note.strip()[:250])
        stamp(rule, user=by.history_user, reason=rule.note, at=at)
        rule.save()
        record(_entry(rule, Verb.SET, by, rule.note, moment, {}))
    return rule


def amend_reason_rule(
    *, by: Actor, rule: ReasonRule, end: date | None, note: str, reason: str, at: datetime | None = None
) -> ReasonRule:
    """Say until when it holds, or correct its note; what it demands of whom never changes, nor what was.

    :raises PermissionDenied: the actor is no HR admin. :raises RuleViolation: no reason, no note; it is over; the end
        lies before today, or behind the beginning of another.
    """
    moment = moment_of(by, at)
    require_reason(reason)
    today = moment.date()
    with transaction.atomic():
        rule.refresh_from_db(from_queryset=ReasonRule.objects.select_for_update())
        require_keeper(by, today)
        if not note.strip():
            raise RuleViolation("Isi dasar aturan ini, misalnya nomor surat edaran.", "note", "reason_rule_has_a_note")
        before = {"end": _text(rule.end), "note": rule.note}
        if end != rule.end:
            if rule.end is not None and rule.end <= today:
                raise RuleViolation("Aturan ini sudah berakhir. Buat aturan baru.", "end", "reason_rule_is_over")
            if end is not None and end <= rule.start:
                raise RuleViolation(
                    "Tanggal berakhir harus sesudah tanggal mulai.", "end", "reason_rule_ends_after_start"
                )
            if end is not None and end < today:
                raise RuleViolation(
                    f"Aturan paling cepat berakhir {day_in_words(today)}: yang sudah lewat tidak dapat diubah.",
                    "end",
                    "reason_rule_end_is_past",
                )
            alike = ReasonRule.objects.filter(verb=rule.verb, process=rule.process, role=rule.role)
            if any(_overlap(each, rule.start, end) for each in alike.exclude(pk=rule.pk)):
                raise RuleViolation(
                    "Pada masa itu ada aturan lain yang sama. Pilih tanggal lain.",
                    "end",
                    "reason_rule_demanded_already",
                )
        given = {"end": end, "note": note.strip()[:250]}
        if save_changed(rule, user=by.history_user, reason=reason.strip(), at=at, **given):
            record(_entry(rule, Verb.AMEND, by, reason.strip(), moment, {"before": before}))
    return rule


def _in_time(start: date, end: date | None, today: date) -> None:
    if start < today:
        raise RuleViolation(
            f"Aturan paling cepat berlaku {day_in_words(today)}: yang sudah dilakukan tidak diatur lagi.",
            "start",
            "reason_rule_starts_in_the_past",
        )
    if end is not None and end <= start:
        raise RuleViolation("Tanggal berakhir harus sesudah tanggal mulai.", "end", "reason_rule_ends_after_start")


def _overlap(other: ReasonRule, start: date, end: date | None) -> bool:
    return (end is None or other.start < end) and (other.end is None or start < other.end)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _entry(rule: ReasonRule, verb: Verb, by: Actor, reason: str, moment: datetime, more: dict[str, Any]) -> Entry:
    details = {
        "verb": rule.verb, "process": rule.process, "role": rule.role, "start": _text(rule.start),
        "end": _text(rule.end), "note": rule.note, **more,
    }  # fmt: skip
    return Entry(
        verb=verb, process=PROCESS, subject=f"{ReasonRule._meta.label}#{rule.pk}",
        signatory=by.signatory(moment.date()), reason=reason, details=details, channel=by.channel,
        request_id=by.request_id, at=moment,
    )  # fmt: skip
