"""Recording a critical incident about somebody below, and the person's own view beside it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from workflows.audit.record import record
from workflows.audit.verbs import Verb
from workflows.engine.moment import history_date, moment_of
from workflows.engine.outbox import tell
from workflows.feedback.models import Incident
from workflows.feedback.recording import entry, in_words, require_day, said, writer_of
from workflows.feedback.sides import bond_above
from workflows.organization.actor import Actor
from workflows.organization.models import Employee
from workflows.organization.models.history import save_changed, stamp
from workflows.rules.violation import RuleViolation
from workflows.rules.wording import day_in_words


def record_incident(
    *,
    by: Actor,
    employee: Employee,
    nature: str,
    on: date,
    text: str,
    evidence_file: Any = None,
    evidence_link: str = "",
    at: datetime | None = None,
) -> Incident:
    """Keep what the employee did on that day, with its evidence; they are told.

    :raises PermissionDenied: the actor is no active person of the office. :raises RuleViolation: the actor did not
        stand above the employee that day; a day to come or long past; no text, or no evidence.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        author = writer_of(by)
        require_day(on, moment)
        bond = bond_above(author, employee, on)
        if bond is None:
            raise RuleViolation(
                f"Pada {day_in_words(on)} Anda bukan atasan {employee.name}.", "on", "incident_without_superior"
            )
        if nature not in Incident.Nature.values:
            raise RuleViolation("Pilih: kejadian positif atau negatif.", "nature", "nature_unknown")
        words = said(text, "text", "Tulis apa yang terjadi, di mana, dan apa akibatnya.")
        if not evidence_file and not evidence_link:
            raise RuleViolation(
                "Lampirkan bukti: foto, PDF, atau tautan. Kejadian tanpa bukti tidak dicatat.",
                "evidence_file",
                "incident_without_evidence",
            )
        author_post, author_for = in_words(bond.superior)
        incident = Incident(
            employee=employee, author=author, author_post=author_post, author_for=author_for, nature=nature, on=on,
            text=words, evidence_link=evidence_link, written_at=moment,
        )  # fmt: skip
        incident.evidence_file = evidence_file or ""
        stamp(incident, user=by.history_user, reason="record_incident", at=history_date(by, moment))
        incident.save()
        tell(
            employee.user, f"incident:{incident.pk}", f"{author.name} mencatat kejadian penting tentang Anda",
            "Buka untuk membacanya dan menulis pandangan Anda di sampingnya.",
            reverse("feedback:incident", args=[incident.pk]), at=moment,
        )  # fmt: skip
        details: dict[str, object] = {
            "nature": nature, "on": on.isoformat(), "evidence": evidence_link or incident.evidence_file.name
        }  # fmt: skip
        signatory = by.signatory_as(bond.superior, on)
        record(
            entry(
                incident, Verb.SUBMIT, by, moment, person=employee, signatory=signatory, reason=words, details=details
            )
        )
    return incident


def give_view(*, by: Actor, incident: Incident, view: str = "", at: datetime | None = None) -> Incident:
    """Acknowledge an incident, with one's own view of it or without; once, by the person whom it concerns.

    :raises PermissionDenied: somebody else. :raises RuleViolation: it was done already, or too much is said.
    """
    moment = moment_of(by, at)
    with transaction.atomic():
        locked = Incident.objects.select_for_update(of=("self",)).select_related("author__user", "employee__user")
        incident.refresh_from_db(from_queryset=locked)
        if writer_of(by).pk != incident.employee_id:
            raise PermissionDenied
        if incident.is_answered:
            raise RuleViolation("Kejadian ini sudah Anda tanggapi.", "answer", "incident_answered_already")
        words = said(view, "answer", "")
        save_changed(
            incident, user=by.history_user, reason="give_view", at=history_date(by, moment), answer=words,
            answered_at=moment,
        )  # fmt: skip
        tell(
            incident.author.user, f"incident-view:{incident.pk}",
            f"{incident.employee.name} menanggapi kejadian yang Anda catat", "Buka untuk membacanya.",
            reverse("feedback:incident", args=[incident.pk]), at=moment,
        )  # fmt: skip
        record(entry(incident, Verb.ACKNOWLEDGE, by, moment, person=incident.employee, reason=words))
    return incident
