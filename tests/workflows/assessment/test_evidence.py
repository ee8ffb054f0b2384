"""Nobody rates without having opened the evidence; the assessor corrects a realisation with a reason."""

from datetime import date, time
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as given
from workflows.assessment import actions
from workflows.assessment.models import Assessment, EvidenceOpened
from workflows.assessment.refusals import EvidenceNotOpened, NotFromItsPage
from workflows.audit.models import Decision
from workflows.daily.models import DailyActivity, DailyReport
from workflows.engine.refusals import ContentChanged, NotAllowedHere, NotYours
from workflows.organization.actor import Actor, Channel
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
WHY = "Dua usulan tercatat dua kali."


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def waiting(office):
    return given.self_assessed(office.staff, office.posts["staff"])


def rate(assessment, assessor, **values):
    return actions.rate(
        task_id=given.task(assessment).task_id, by=make.actor(assessor), at=make.at(given.RATED_ON),
        **given.rating(), **values,
    )  # fmt: skip


def unrated():
    return Assessment.objects.get().status == "SELF_ASSESSED" and not Decision.objects.filter(verb="APPROVE").exists()


def amount(assessment):
    return assessment.realisations.get(indicator__measure="QUANTITY")


def correct(assessment, who, realised=Decimal(14), reason=WHY):
    return actions.correct_realisation(
        task_id=given.task(assessment).task_id, indicator=amount(assessment).indicator_id, realised=realised,
        reason=reason, by=make.actor(who), at=make.at(given.RATED_ON, 9),
    )  # fmt: skip


def test_who_has_not_opened_the_evidence_does_not_rate(office, waiting):
    with pytest.raises(EvidenceNotOpened, match="Buka bukti"):
        rate(waiting, office.section)
    assert unrated()


def test_anothers_opening_does_not_count(office, waiting):
    given.open_evidence(waiting, office.division)

    with pytest.raises(EvidenceNotOpened):
        rate(waiting, office.section)
    assert unrated()


def test_evidence_that_changed_since_it_was_opened_is_opened_anew(office, waiting):
    given.open_evidence(waiting, office.section)
    row = amount(waiting)
    row.realised = Decimal(20)
    row.save()

    with pytest.raises(EvidenceNotOpened):
        rate(waiting, office.section)
    assert unrated()
    given.open_evidence(waiting, office.section)
    rate(waiting, office.section)
    assert not unrated()


def test_a_new_round_asks_to_open_it_again(office):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)
    actions.send_back(
        task_id=given.task(assessment).task_id, by=make.actor(office.division), reason="Periksa lagi.",
        at=make.at(given.RATIFIED_ON),
    )  # fmt: skip

    with pytest.raises(EvidenceNotOpened):
        rate(assessment, office.section)


def test_opening_it_twice_leaves_one_row(office, waiting):
    given.open_evidence(waiting, office.section)
    given.open_evidence(waiting, office.section, make.at(given.RATED_ON, 11))

    opened = EvidenceOpened.objects.get()
    assert (opened.employee, opened.round, opened.at) == (office.section, 1, make.at(given.RATED_ON, 9))


def test_a_job_opens_nothing(waiting):
    with pytest.raises(NotYours):
        actions.open_evidence(assessment=waiting, by=Actor.system("tick", Channel.DEMO), at=make.at(given.RATED_ON))
    assert not EvidenceOpened.objects.exists()


@pytest.mark.parametrize("channel", [Channel.PAGE, Channel.BACKOFFICE, Channel.COMMAND])
def test_a_rating_from_a_page_says_what_it_has_seen(office, waiting, channel):
    given.open_evidence(waiting, office.section)
    by = make.actor(office.section, channel)
    task_id = given.task(waiting).task_id

    with pytest.raises(NotFromItsPage):
        actions.rate(task_id=task_id, by=by, **given.rating())
    with pytest.raises(ContentChanged):
        actions.rate(task_id=task_id, by=by, seen="of another day", **given.rating())
    assert unrated()
    actions.rate(task_id=task_id, by=by, seen=waiting.cases.get().content_hash, **given.rating())
    assert not unrated()


# ---- correcting ----
def test_a_correction_keeps_what_it_was_and_why(office, waiting):
    given.open_evidence(waiting, office.section)

    correct(waiting, office.section)

    row = amount(waiting)
    assert (row.realised, row.achievement, row.corrected, row.corrected_from, row.correction_reason) == (
        Decimal(14), Decimal("46.67"), True, Decimal(16), WHY,
    )  # fmt: skip
    assert row.corrected_by == f"Jaya Ramadan, {office.section.nip}"
    decision = Decision.objects.order_by("id").last()
    assert (decision.verb, decision.reason, decision.actor_name) == ("AMEND", WHY, "Jaya Ramadan")
    assert decision.details == {"indicator": row.indicator_id, "before": "16.00", "after": "14.00"}
    assert row.history.first().history_change_reason == "correct_realisation"
    rate(waiting, office.section)
    waiting.refresh_from_db()
    assert waiting.suggestion["reasons"][0].startswith("“Terprosesnya usulan mutasi” mencapai 75,42")


def test_a_second_correction_keeps_what_stood_before_the_first(office, waiting):
    given.open_evidence(waiting, office.section)
    correct(waiting, office.section)

    correct(waiting, office.section, Decimal(15))

    assert (amount(waiting).realised, amount(waiting).corrected_from) == (Decimal(15), Decimal(16))


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": " "}, "reason"), ({"realised": Decimal(-1)}, "realised"), ({"realised": Decimal(16)}, "realised")],
)
def test_an_unfit_correction_changes_nothing(office, waiting, values, field):
    given.open_evidence(waiting, office.section)

    with pytest.raises(RuleViolation) as refused:
        correct(waiting, office.section, **values)
    assert refused.value.field == field
    assert (amount(waiting).realised, amount(waiting).corrected) == (Decimal(16), False)
    assert not Decision.objects.filter(verb="AMEND").exists()


@pytest.mark.parametrize("who", ["staff", "other", "division", "head"])
def test_nobody_but_the_assessor_corrects(office, waiting, who):
    given.open_evidence(waiting, getattr(office, who))

    with pytest.raises(NotYours):
        correct(waiting, getattr(office, who))
    assert not amount(waiting).corrected


def test_what_was_not_opened_is_not_corrected(office, waiting):
    with pytest.raises(EvidenceNotOpened):
        correct(waiting, office.section)
    assert not amount(waiting).corrected


def test_whoever_ratifies_corrects_nothing(office):
    assessment = given.rated(office.staff, office.posts["staff"], office.section)
    given.open_evidence(assessment, office.division)

    with pytest.raises(NotAllowedHere):
        correct(assessment, office.division)
    assert not amount(assessment).corrected


def test_a_new_account_by_the_person_takes_the_correction_away(office, waiting):
    given.open_evidence(waiting, office.section)
    correct(waiting, office.section)
    actions.send_back(
        task_id=given.task(waiting).task_id, by=make.actor(office.section), reason="Lengkapi buktinya.",
        at=make.at(given.RATED_ON),
    )  # fmt: skip

    actions.self_assess(
        task_id=given.task(waiting).task_id, levels=given.levels(waiting), by=make.actor(office.staff),
        at=make.at(given.RATED_ON, 18),
    )  # fmt: skip

    row = amount(waiting)
    assert (row.realised, row.corrected, row.corrected_from, row.correction_reason) == (Decimal(16), False, None, "")


# ---- the page ----
def as_person(client, person):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client


def url(assessment):
    return reverse("assessment:evidence", args=[assessment.pk])


def report(office, assessment, day, status=DailyReport.Status.VERIFIED):
    row = DailyReport.objects.create(
        employee=office.staff, position=office.posts["staff"], day=day, status=status, activity_count=1
    )
    DailyActivity.objects.create(
        report=row, number=1, starts=time(8), ends=time(9), kind="MAIN", result=assessment.skp.results.get(),
        description=f"Memproses usulan {day:%d}", quantity=2, unit="usulan", entered_at=make.at(day),
        evidence_link="https://arsip.example.go.id/1",
    )  # fmt: skip
    return row


def test_the_page_shows_the_verified_reports_behind_each_result_and_records_its_opening(client, office, waiting):
    verified = report(office, waiting, date(2026, 10, 5))
    report(office, waiting, date(2026, 10, 6), DailyReport.Status.REJECTED)
    report(office, waiting, date(2026, 11, 2))

    shown = BeautifulSoup(as_person(client, office.section).get(url(waiting)).content, "html.parser")

    text = shown.get_text(" ")
    assert "Memproses usulan 05" in text
    assert "Memproses usulan 06" not in text
    assert "Memproses usulan 02" not in text
    links = [link["href"] for link in shown.select("main a[href]")]
    assert reverse("daily:detail", args=[verified.pk]) in links
    assert "https://arsip.example.go.id/1" in links
    assert reverse("engine:task", args=[given.task(waiting).task_id]) in links
    assert EvidenceOpened.objects.get().employee == office.section


def test_reading_ones_own_evidence_leaves_no_row_and_offers_no_correction(client, office, waiting):
    shown = BeautifulSoup(as_person(client, office.staff).get(url(waiting)).content, "html.parser")

    assert "Terprosesnya usulan mutasi" in shown.get_text()
    assert not shown.select("input[name=realised]")
    assert not EvidenceOpened.objects.exists()


def test_a_rating_without_the_evidence_is_told_and_nothing_typed_is_lost(client, office, waiting):
    task = reverse("engine:task", args=[given.task(waiting).task_id])
    shown = BeautifulSoup(as_person(client, office.section).get(task).content, "html.parser")
    posted = {
        "seen": shown.select_one("input[name=seen]")["value"], "verb": "approve", "work_rating": "MEETS",
        "departure_reason": WHY, "feedback": given.GOOD_WORDS,
        **{f"rating_{code}": rating for code, (rating, _note) in given.behaviours().items()},
    }  # fmt: skip

    response = client.post(task, posted)

    assert response.status_code == 409
    shown = BeautifulSoup(response.content, "html.parser")
    assert "Buka bukti di balik realisasi" in shown.select_one("[role=alert]").get_text()
    assert given.GOOD_WORDS in shown.select_one("textarea[name=feedback]").get_text()
    assert shown.select_one(f"a[href='{url(waiting)}'][target=_blank]")
    client.get(url(waiting))
    assert client.post(task, posted).status_code == 302


def test_the_assessor_corrects_on_the_page_and_the_person_reads_it(client, office, waiting):
    as_person(client, office.section).get(url(waiting))
    posted = {"indicator": amount(waiting).indicator_id, "realised": "14", "reason": WHY}

    assert client.post(url(waiting), {**posted, "reason": ""}).status_code == 422
    assert client.post(url(waiting), posted).status_code == 302

    assert amount(waiting).realised == Decimal(14)
    response = as_person(client, office.staff).get(reverse("assessment:detail", args=[waiting.pk]))
    assert WHY in response.content.decode()


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_colleague_opens_no_evidence(client, office, waiting, who):
    as_person(client, getattr(office, who))

    assert client.get(url(waiting)).status_code == 404
    posted = {"indicator": amount(waiting).indicator_id, "realised": "14", "reason": WHY}
    assert client.post(url(waiting), posted).status_code == 404
    assert not EvidenceOpened.objects.exists()
    assert not amount(waiting).corrected


def test_without_logging_in_the_evidence_asks_to(client, waiting):
    response = client.get(url(waiting))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


def test_an_officer_who_acts_for_the_assessor_opens_it(client, office, waiting):
    given.acting(office.posts["section"], office.stranger, start=date(2026, 11, 1))

    assert as_person(client, office.stranger).get(url(waiting)).status_code == 200


def test_the_evidence_page_stays_within_its_queries_however_many_reports(
    client, office, waiting, django_assert_max_num_queries
):
    for day in range(1, 20):
        report(office, waiting, date(2026, 10, day))
    as_person(client, office.section)
    client.get("/assessment/criteria/")  # the office's name is read once by each worker and kept
    with django_assert_max_num_queries(22):
        client.get(url(waiting))
    with django_assert_max_num_queries(19):
        client.get(url(waiting))
