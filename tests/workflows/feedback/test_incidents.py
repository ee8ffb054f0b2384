"""Critical incidents: by whoever stands above, with evidence, kept, and the person's own view beside them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tests import factories as make
from tests.workflows.feedback import states as given
from workflows.audit.models import Decision
from workflows.engine.models import OutboxMessage
from workflows.feedback import actions
from workflows.feedback.models import Incident
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db


def rows():
    return Incident.objects.count(), Incident.history.count(), Decision.objects.count(), OutboxMessage.objects.count()


@pytest.mark.parametrize(
    ("who", "post"),
    [
        ("section", "Kepala Sub Bidang Mutasi"), ("division", "Kepala Bidang Mutasi dan Promosi"),
        ("head", "Kepala Badan"), ("outside", "Deputi"),
    ],
)  # fmt: skip
def test_anybody_above_records(office, who, post):
    incident = given.incident(getattr(office, who), office.staff, nature="NEGATIVE")

    assert (incident.author_post, incident.nature, incident.text) == (post, "NEGATIVE", given.WORDS)
    decision = Decision.objects.get()
    assert (decision.verb, decision.subject) == ("SUBMIT", f"feedback.Incident#{incident.pk}")
    assert (decision.person_nip, decision.reason) == (office.staff.nip, given.WORDS)
    assert decision.details == {"nature": "NEGATIVE", "on": "2026-11-24", "evidence": given.LINK}
    message = OutboxMessage.objects.get()
    assert (message.recipient, message.link) == (office.staff.user, f"/feedback/incident/{incident.pk}/")
    assert incident.history.get().history_user == getattr(office, who).user


def test_an_acting_officer_records_and_so_does_the_holder_who_is_away(office):
    make.acting(office.stranger, office.posts["section"], "PLH", start=date(2026, 11, 20), end=date(2026, 12, 1))

    acting = given.incident(office.stranger, office.staff)
    holder = given.incident(office.section, office.staff)

    assert (acting.author_post, acting.author_for) == ("Plh Kepala Sub Bidang Mutasi", "Jaya Ramadan")
    assert (holder.author_post, holder.author_for) == ("Kepala Sub Bidang Mutasi", "")
    assert Decision.objects.earliest("pk").principal_name == "Jaya Ramadan"


@pytest.mark.parametrize("who", ["other", "stranger", "staff"])
def test_nobody_else_records(office, hr, who):
    for author in (getattr(office, who), hr):
        with pytest.raises(RuleViolation) as refusal:
            given.incident(author, office.staff)
        assert refusal.value.code == "incident_without_superior"
    assert rows() == (0, 0, 0, 0)


def test_an_acting_superior_of_oneself_records_nothing_about_oneself(office):
    make.acting(office.staff, office.posts["section"], "PLH", start=date(2026, 11, 20), end=date(2026, 12, 1))

    with pytest.raises(RuleViolation, match="bukan atasan"):
        given.incident(office.staff, office.staff)
    with pytest.raises(RuleViolation, match="bukan atasan"):
        given.incident(office.staff, office.section)
    assert given.incident(office.staff, office.other).author_for == "Jaya Ramadan"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": ""}, "text_missing"),
        ({"nature": ""}, "nature_unknown"),
        ({"evidence_link": ""}, "incident_without_evidence"),
        ({"on": date(2026, 11, 25)}, "day_to_come"),
        ({"on": date(2024, 1, 1)}, "day_too_long_ago"),
    ],
)
def test_an_incident_is_refused(office, changed, code):
    with pytest.raises(RuleViolation) as refusal:
        given.incident(office.section, office.staff, **changed)
    assert refusal.value.code == code
    assert rows() == (0, 0, 0, 0)


def test_a_file_is_kept_by_person_and_year(office):
    upload = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0")

    incident = given.incident(office.section, office.staff, evidence_file=upload, evidence_link="")

    assert incident.evidence_file.name == f"incidents/{office.staff.nip}/2026/foto.jpg"
    assert Decision.objects.get().details["evidence"] == incident.evidence_file.name


@pytest.mark.parametrize("view", ["", f" {given.VIEW} "])
def test_the_person_puts_their_view_beside_it_once(office, view):
    incident = given.incident(office.section, office.staff)

    actions.give_view(by=make.actor(office.staff), incident=incident, view=view)

    incident.refresh_from_db()
    assert (incident.answer, incident.is_answered, incident.text) == (view.strip(), True, given.WORDS)
    decision = Decision.objects.latest("pk")
    assert (decision.verb, decision.actor_nip, decision.reason) == ("ACKNOWLEDGE", office.staff.nip, view.strip())
    before = rows()
    with pytest.raises(RuleViolation) as refusal:
        actions.give_view(by=make.actor(office.staff), incident=incident, view="Lagi.")
    assert refusal.value.code == "incident_answered_already"
    assert rows() == before


@pytest.mark.parametrize("who", ["section", "division", "other", "stranger"])
def test_nobody_else_gives_a_view(office, who):
    incident = given.incident(office.section, office.staff)
    before = rows()
    with pytest.raises(PermissionDenied):
        actions.give_view(by=make.actor(getattr(office, who)), incident=incident, view=given.VIEW)
    assert rows() == before


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"text": ""}, "incident_says_something"),
        ({"evidence_link": ""}, "incident_has_evidence"),
        ({"answer": "Ya"}, "incident_view_has_its_time"),
    ],
)
def test_the_database_refuses(office, changed, name):
    incident = given.incident(office.section, office.staff)
    for field, value in changed.items():
        setattr(incident, field, value)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        incident.save()
