"""HR moves deadlines, records outages and leave, and reads the outbox; others look or are kept out."""

from datetime import date

import pytest

from tests import factories as make
from tests.backoffice.conftest import list_url, one_more_of_everything, tables
from tests.workflows.assessment import states
from workflows.audit.models import Decision
from workflows.engine.deadlines import foretell, move_deadline
from workflows.engine.models import OutboxMessage, WorkItem
from workflows.organization.models import Employee, Holiday, Leave, Outage, Period, Unit
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
WHY = "SE Kepala Badan 12/2026"
ON = make.at(date(2026, 11, 24), 9)


def due_of(**which):
    return WorkItem.objects.open().get(**which).due_at.astimezone(ON.tzinfo).date()


def move_page(period):
    return list_url(Period, f"{period.pk}/move-deadline/")


@pytest.fixture
def returned(people):
    """November, with a report that waits to be corrected until its late window closes on the 5th of December."""
    make.submitted_report(people.office.staff, date(2026, 11, 20))
    item = WorkItem.objects.get()
    make.daily.send_back(task_id=item.task_id, by=make.actor(people.office.section), reason="Mohon dirinci.", at=ON)
    return Period.objects.get(code="2026-11")


# ---- moving a deadline ----
def test_page_shows_what_would_move_and_moves_nothing(people, enter, returned):
    client = enter(people.hr)
    before = tables()
    given = {"field": "late_until_day", "number": "9", "reason": WHY}

    page = client.post(move_page(returned), {**given, "look": "1"})

    assert (
        "Laporan harian: 1 pekerjaan terbuka, dari 5 Desember 2026 menjadi 9 Desember 2026"
        in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    )
    assert (tables(), due_of()) == (before, date(2026, 12, 5))
    assert client.get(move_page(returned)).status_code == 200


def test_deadline_moves_the_open_tasks_that_hang_on_it_with_one_decision(people, enter, returned):
    given = {"field": "late_until_day", "number": "9", "reason": WHY, "move": "1"}

    page = enter(people.hr).post(move_page(returned), given, follow=True)

    assert "Pekerjaan terbuka yang ikut diundur: 1" in page.content.decode()
    returned.refresh_from_db()
    assert (returned.late_until_day, due_of()) == (9, date(2026, 12, 9))
    history = returned.history.latest("history_id")
    assert (history.history_user, history.history_change_reason) == (people.hr.user, WHY)
    decision = Decision.objects.latest("id")
    assert (decision.verb, decision.process, decision.reason) == ("AMEND", "organization", WHY)
    assert decision.details == {
        "period": "2026-11", "deadline": "late_until_day", "from": 5, "to": 9, "moved": 1,
    }  # fmt: skip
    assert (decision.actor_name, decision.channel) == ("Ratna HR", "BACKOFFICE")


def test_earlier_deadline_brings_no_due_date_forward(people, returned):
    assert foretell(returned, "late_until_day", 2) == []
    assert move_deadline(period=returned, field="late_until_day", to=2, reason=WHY, by=people.by_hr(), at=ON) == 0

    assert due_of() == date(2026, 12, 5)


def test_later_due_date_of_a_task_stays(people, returned):
    WorkItem.objects.open().update(due_at=make.at(date(2026, 12, 20), 23, 59))

    assert move_deadline(period=returned, field="late_until_day", to=9, reason=WHY, by=people.by_hr(), at=ON) == 0

    assert due_of() == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"field": "late_until_day", "number": "29"}, "Isi angka dari 1 sampai 28."),
        ({"field": "late_until_day", "number": "5"}, "Batas waktu itu sudah berlaku."),
        ({"field": "late_until_day", "day": "09-12-2026"}, "Isi nilai yang baru."),
        ({"field": "assessment_due_on", "day": "01-10-2026"}, "Isi tanggal sesudah periode dimulai."),
        ({"field": "assessment_due_on", "day": "bukan"}, "Masukkan tanggal yang valid"),
        ({"field": "skp_due_on", "day": "09-12-2026"}, "Masukkan pilihan yang valid"),
        ({"field": "status", "number": "1"}, "Masukkan pilihan yang valid"),
        ({"field": "late_until_day", "number": "9", "reason": "SE"}, "Tulis alasannya"),
        ({"field": "late_until_day", "number": "9", "reason": ""}, "tidak boleh kosong"),
    ],
)
def test_what_is_refused_is_told_and_changes_nothing(people, enter, returned, given, sentence):
    client = enter(people.hr)
    before = tables()

    page = client.post(move_page(returned), {"reason": WHY, "move": "1", **given})

    assert page.status_code == 200
    assert (tables(), due_of()) == (before, date(2026, 12, 5))
    assert sentence in page.content.decode(), page.content.decode()


@pytest.mark.parametrize("who", ["auditor", "team", "technical"])
def test_others_move_no_deadline(people, enter, returned, who):
    client = enter(getattr(people, who))
    given = {"field": "late_until_day", "number": "9", "reason": WHY, "move": "1"}

    assert client.get(move_page(returned)).status_code in {302, 403}
    assert client.post(move_page(returned), given).status_code in {302, 403}

    assert Period.objects.get(pk=returned.pk).late_until_day == 5


def test_deadline_of_another_kind_of_period_is_refused(people):
    year = Period.objects.get(code="2026")

    with pytest.raises(RuleViolation) as refused:
        move_deadline(period=year, field="target_due_on", to=date(2026, 12, 1), reason=WHY, by=people.by_hr(), at=ON)

    assert refused.value.code == "deadline_of_another"


def test_form_of_the_period_moves_the_same_tasks(people, enter, returned):
    given = {
        "late_until_day": "7", "objection_days": "14", "assessment_due_on": "10-12-2026", "target_due_on": "01-11-2026",
        "skp_due_on": "", "evidence_required": "on", "change_reason": WHY,
    }  # fmt: skip

    assert enter(people.hr).post(list_url(Period, f"{returned.pk}/change/"), given).status_code == 302

    returned.refresh_from_db()
    assert (returned.late_until_day, returned.evidence_required, due_of()) == (7, True, date(2026, 12, 7))
    assert Decision.objects.latest("id").details["deadline"] == "late_until_day"


# ---- assessments ----
@pytest.fixture
def october(people):
    states.opened(people.office.staff, people.office.posts["staff"])
    return Period.objects.get(code="2026-10")


def test_assessments_deadline_moves_self_assessments_of_that_month(people, october):
    count = WorkItem.objects.open().filter(node="self_assess").count()
    before = due_of(person=people.office.staff, node="self_assess")
    assert before == date(2026, 11, 10)

    moved = move_deadline(
        period=october, field="assessment_due_on", to=date(2026, 11, 27), reason=WHY, by=people.by_hr(), at=ON
    )

    assert moved == count
    assert due_of(person=people.office.staff, node="self_assess") == date(2026, 11, 27)
    assert (
        move_deadline(
            period=Period.objects.get(code="2026-09"), field="assessment_due_on", to=date(2026, 12, 27), reason=WHY,
            by=people.by_hr(), at=ON,
        )
        == 0
    )  # fmt: skip


def test_more_days_to_object_move_the_answer_and_what_the_assessment_says(people):
    office = people.office
    assessment = states.ratified(office.staff, office.posts["staff"], office.section, office.division)
    october = Period.objects.get(code="2026-10")
    assert assessment.objection_until == due_of(node="acknowledge") == date(2026, 11, 23)

    moved = move_deadline(period=october, field="objection_days", to=21, reason=WHY, by=people.by_hr(), at=ON)

    assessment.refresh_from_db()
    assert (moved, assessment.objection_until, due_of()) == (1, date(2026, 11, 30), date(2026, 11, 30))
    assert assessment.history.latest("history_id").history_change_reason == WHY

    move_deadline(period=october, field="objection_days", to=7, reason=WHY, by=people.by_hr(), at=ON)
    assessment.refresh_from_db()
    assert (assessment.objection_until, due_of()) == (date(2026, 11, 30), date(2026, 11, 30))


# ---- leave, outages, holidays ----
def test_hr_records_leave_and_is_told_what_moved(people, enter):
    make.submitted_report(people.office.staff, date(2026, 11, 23))
    given = {
        "employee": people.office.section.pk, "kind": "LEAVE", "start": "24-11-2026", "end": "27-11-2026",
        "document": "SI/12/2026",
    }  # fmt: skip
    client = enter(people.hr)

    page = client.post(list_url(Leave, "add/"), given, follow=True)

    assert "batas waktunya diundur: 1" in page.content.decode()
    assert due_of() == date(2026, 12, 1)
    leave = Leave.objects.get()
    changed = {**given, "end": "26-11-2026", "change_reason": "Kembali lebih awal"}
    assert client.post(list_url(Leave, f"{leave.pk}/change/"), changed).status_code == 302
    leave.refresh_from_db()
    assert leave.end == date(2026, 11, 26)
    assert [d.verb for d in Decision.objects.filter(process="organization")] == ["SET", "AMEND"]


def test_own_leave_is_refused_on_the_page(people, enter):
    given = {"employee": people.hr.pk, "kind": "LEAVE", "start": "24-11-2026", "end": "27-11-2026", "document": ""}

    page = enter(people.hr).post(list_url(Leave, "add/"), given)

    assert "cutinya sendiri" in page.content.decode()
    assert not Leave.objects.exists()


def outage(**changes):
    return {
        "starts_at_0": "23-11-2026", "starts_at_1": "09:00", "ends_at_0": "23-11-2026", "ends_at_1": "12:00",
        "reason": "Jaringan terputus", **changes,
    }  # fmt: skip


def test_hr_records_an_outage_and_reads_the_offices_rule_beside_it(people, enter):
    make.submitted_report(people.office.staff, date(2026, 11, 20))
    client = enter(people.hr)
    assert "sedikitnya 120 menit" in client.get(list_url(Outage, "add/")).content.decode()

    page = client.post(list_url(Outage, "add/"), outage(), follow=True)

    assert "batas waktunya diundur: 1" in page.content.decode()
    assert due_of() == date(2026, 11, 26)
    stored = Outage.objects.get()
    changed = outage(ends_at_1="13:00", change_reason="Salah catat jam pulih")
    assert client.post(list_url(Outage, f"{stored.pk}/change/"), changed).status_code == 302
    stored.refresh_from_db()
    assert stored.ends_at.astimezone(ON.tzinfo).hour == 13


def test_outage_that_is_not_over_is_refused_at_its_field(people, enter):
    page = enter(people.hr).post(list_url(Outage, "add/"), outage(ends_at_0="30-11-2026"))

    assert "sesudah layanan pulih" in page.content.decode()
    assert not Outage.objects.exists()


def test_holiday_moves_open_work(people, enter):
    make.submitted_report(people.office.staff, date(2026, 11, 23))

    page = enter(people.hr).post(
        list_url(Holiday, "add/"), {"day": "25-11-2026", "name": "Cuti", "kind": "LOCAL", "source": ""}, follow=True
    )

    assert "batas waktunya diundur: 1" in page.content.decode()
    assert due_of() == date(2026, 11, 27)


@pytest.mark.parametrize("who", ["auditor", "team", "technical"])
@pytest.mark.parametrize("model", [Leave, Outage])
def test_others_look_and_record_nothing(people, enter, model, who):
    one_more_of_everything(people)
    client = enter(getattr(people, who))
    before = tables()

    assert client.get(list_url(model)).status_code == 200
    assert client.get(list_url(model, "add/")).status_code == 403
    assert client.post(list_url(model, "add/"), outage()).status_code == 403
    assert tables() == before


# ---- the outbox ----
def test_outbox_is_read_by_what_became_of_a_message_and_never_its_text(people, enter):
    one_more_of_everything(people)
    message = OutboxMessage.objects.get()
    message.body, message.failure, message.attempts = "Rahasia Anda", "SMTPServerDisconnected: mati", 2
    message.save()
    client = enter(people.hr)

    assert "SMTPServerDisconnected" in client.get(list_url(OutboxMessage, "?delivery=failing")).content.decode()
    for state in ("mailed", "page", "waiting"):
        assert "SMTPServer" not in client.get(list_url(OutboxMessage, f"?delivery={state}")).content.decode()
    page = client.get(list_url(OutboxMessage, f"{message.pk}/change/")).content.decode()
    assert "Rahasia Anda" not in page
    assert client.post(list_url(OutboxMessage, f"{message.pk}/change/"), {"subject": "x"}).status_code == 403


def test_employees_do_not_see_any_of_it(people, enter):
    client = enter(people.office.section)
    for model in (Leave, Outage, OutboxMessage, Period, Employee, Unit):
        assert client.get(list_url(model)).status_code in {302, 403}
