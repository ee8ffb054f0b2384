"""The page on which a case is read as it stood: who may, what it says, what it costs."""

import json
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backoffice.as_of_words import shown
from tests import factories as make
from tests.backoffice.as_of_cases import address, case_of, command, known_people, revised_skp
from tests.backoffice.conftest import one_more_of_everything
from tests.journeys.visitor import Visitor
from workflows.assessment.models import Assessment
from workflows.audit.as_of import SUBJECTS
from workflows.engine.as_of import stood
from workflows.engine.registry import flow_of
from workflows.objection.models import Objection
from workflows.skp.models import Indicator, WorkResult

MOST_QUERIES = 56  # with the reader's own and the menu


@pytest.fixture
def people(db):
    return known_people()


@pytest.fixture
def skp(people):
    return revised_skp(people)


def test_an_auditor_finds_what_the_plan_said_before_it_was_revised(people, skp):
    visitor = Visitor(people.auditor).open(reverse("admin:skp_skp_change", args=[skp.pk]))
    visitor.follow("Keadaan pada saat…").sees(
        "Terprosesnya 360 usulan mutasi", "Jumlah rapat", "Dikembalikan", "Sebut jumlahnya."
    )
    visitor.misses("hari ini:", "ditambahkan kemudian", "Menurut data hari ini")
    visitor.press("Tampilkan", at="2026-01-13T08:00:00")
    visitor.sees(
        "SKP 2026 Ghaliyati Wahyuni, keadaan pada 13 Januari 2026, 08.00",
        "Terprosesnya usulan mutasi hari ini: Terprosesnya 360 usulan mutasi",
        "Persentase hasil kerja tanpa perbaikan",  # taken out since
        "dihapus kemudian", "ditambahkan kemudian", "Panitia seleksi", "sedang diperiksa",
        "Pengelola Mutasi Kepegawaian, Sub Bidang Mutasi", "Jaya Ramadan, Kepala Sub Bidang Mutasi",
        "Persetujuan SKP, versi 1", "Tahap 1, Persetujuan", "Pemegang jabatan Kepala Sub Bidang Mutasi",
        "Tahap 2, Penetapan",
        "Siti Pratama",
        "SKP 2026 Ghaliyati Wahyuni, Persetujuan: Jaya Ramadan", "putaran 1",
    )  # fmt: skip
    before = visitor.page.select("ol > li > p > b")
    assert [act.get_text() for act in before][:1] == ["Dikirim"]


def test_each_act_leads_to_just_before_and_just_after_it(people, skp):
    visitor = Visitor(people.auditor).open(address(skp, "2026-01-20 09:00"))
    acts = [act for act in visitor.page.select("ol > li") if "tepat sebelumnya" in act.get_text()]
    assert len(acts) == 3
    back = next(act for act in acts if "Sebut jumlahnya." in act.get_text())
    before, after = (link["href"] for link in back.select("a"))

    visitor.open(before).sees("13 Januari 2026, 08.59", "sedang diperiksa", "2 tindakan")
    visitor.open(after).sees("13 Januari 2026, 09.00", "Dikembalikan", "Yang dilakukan sesudahnya: 1 tindakan")


def test_a_case_and_its_tasks_pages_lead_there(people, skp):
    visitor = Visitor(people.hr).open(reverse("admin:skp_skpprocess_change", args=[case_of(skp).pk]))
    visitor.follow("Keadaan pada saat…").sees(f"perkara {case_of(skp).pk}", "Terprosesnya 360 usulan mutasi")


def test_a_plan_that_was_never_sent_is_read_as_it_stood(people):
    with time_machine.travel(make.at(date(2026, 1, 5), 9), tick=False):
        plan = make.draft_skp(people.office.staff, people.office.posts["staff"])
    visitor = Visitor(people.auditor).open(reverse("admin:as_of_subject", args=["skp", plan.pk]))
    visitor.sees("saat itu belum diajukan", "Terprosesnya usulan mutasi", "Belum ada.")
    visitor.press("Tampilkan", at="2026-01-04T12:00:00").sees("Pada saat ini belum ada isinya.")


def test_what_came_late_is_told_beside_what_was_known(people, skp):
    with time_machine.travel(make.at(date(2026, 2, 1), 9), tick=False):
        make.acting(people.office.other, people.office.posts["section"], "PLH", start=date(2026, 1, 10))
    Visitor(people.auditor).open(address(skp, "2026-01-13 08:00")).sees(
        "Menurut data hari ini, keadaan pada tanggal itu berbeda",
        "Jaya Ramadan, Kepala Sub Bidang Mutasi",
        "Cornelia Oktaviani, Plh Kepala Sub Bidang Mutasi (mewakili Jaya Ramadan) · SP-821/2026",
    )


def test_what_was_written_past_the_history_is_said_loudly(people, skp):
    WorkResult.objects.filter(skp=skp).update(text="Diam-diam diubah")
    Visitor(people.auditor).open(address(skp)).sees("ada perubahan yang tidak melalui riwayat")


@pytest.mark.parametrize("process", sorted(SUBJECTS))
def test_every_process_has_its_page_and_the_way_to_it(people, enter, process):
    one_more_of_everything(people)
    subject = SUBJECTS[process]
    row = subject.model.objects.order_by("pk").last()
    case = flow_of(process).process_class.objects.order_by("pk").last()
    visitor = Visitor(people.auditor)
    visitor.open(
        reverse(f"admin:{subject.model._meta.app_label}_{subject.model._meta.model_name}_change", args=[row.pk])
    )
    visitor.follow("Keadaan pada saat…").sees("Keadaan hari ini")
    visitor.open(reverse("admin:as_of", args=[process, case.pk])).sees(f"perkara {case.pk}")
    assert visitor.page.select("mark") == []
    code, said = command(process, case.pk, "--json")
    assert (code, json.loads(said)["subject"]) == (0, subject.key_of(row.pk))


def test_an_objection_and_its_assessment_lead_to_each_other(people):
    one_more_of_everything(people)
    assessment, objection = Assessment.objects.get(), Objection.objects.get()
    where = reverse("admin:as_of_subject", args=["assessment", assessment.pk])
    visitor = Visitor(people.auditor).open(f"{where}?at=2099-01-01 09:00")
    visitor.follow(f"(objection.Objection#{objection.pk})").sees("Tidak sesuai")
    visitor.follow(f"(assessment.Assessment#{assessment.pk})").follow(f"(skp.Skp#{assessment.skp_id})")


# ---- who may ----
def test_strangers_read_nothing(people, enter, skp):
    where = [address(skp), reverse("admin:as_of_subject", args=["skp", skp.pk])]
    for person in (people.technical, people.office.section, people.office.stranger, people.office.staff):
        for each in where:
            answer = enter(person).get(each)
            assert answer.status_code in {302, 403}, (person.name, each)
            assert "Terprosesnya" not in answer.content.decode()
    for each in where:
        answer = Client().get(each)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(("/accounts/login/", "/admin/login/"))


def test_a_stranger_does_not_learn_what_there_is(people, enter, skp):
    there, not_there = address(skp), reverse("admin:as_of", args=["skp", 10**9])
    answers = [enter(people.technical).get(each).status_code for each in (there, not_there)]
    assert answers == [403, 403]


@pytest.mark.parametrize("who", ["hr", "team", "auditor"])
def test_whoever_may_look_at_plans_may(people, enter, skp, who):
    assert enter(getattr(people, who)).get(address(skp)).status_code == 200


def test_nothing_is_taken_by_post_and_what_is_not_there_is_not_found(people, enter, skp):
    client = enter(people.hr)
    assert client.post(address(skp), {"at": "2026-01-13"}).status_code == 405
    for missing in (
        reverse("admin:as_of", args=["skp", 10**9]), reverse("admin:as_of", args=["kehadiran", case_of(skp).pk]),
        reverse("admin:as_of_subject", args=["daily", 10**9]),
    ):  # fmt: skip
        assert client.get(missing).status_code == 404


@pytest.mark.parametrize("at", ["kemarin", "2026-13-01 09:00", "0001-01-01T00:00", "9999-12-31T23:59", ""])
def test_a_moment_that_is_none_is_asked_for_again(people, enter, skp, at):
    answer = enter(people.auditor).get(address(skp), {"at": at})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[role=alert] a[href='#id_at']")
    assert page.select_one("#id_at").get("value", "") == at


# ---- what it costs ----
def test_the_page_costs_no_more_with_more_parts_and_acts(people, enter, skp):
    client = enter(people.auditor)

    def queries(at):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(skp, at)).status_code == 200
        return len(asked)

    few = queries("2026-01-20 09:00")
    with time_machine.travel(make.at(date(2026, 1, 15), 9), tick=False):
        for number in range(3, 12):
            result = WorkResult.objects.create(skp=skp, number=number, kind="MAIN", text=f"Hasil {number}")
            for each in range(1, 4):
                Indicator.objects.create(
                    result=result, number=each, text="Jumlah", aspect="QUANTITY", measure="QUANTITY", target=1, unit="x"
                )
    assert queries("2026-01-20 09:00") == few
    assert few <= MOST_QUERIES


def test_no_field_is_shown_by_a_name_that_is_for_programmers(people):
    one_more_of_everything(people)
    for process, subject in SUBJECTS.items():
        row = subject.model.objects.order_by("pk").last()
        found = stood(process, make.at(date(2099, 1, 1)), key=row.pk)
        waiting = [shown(subject, found.then, found.today, found.names)]
        for block in waiting:
            assert (block.was_there, block.is_there) == (True, True)
            for line in block.lines:
                assert "_" not in line.label, line
                assert line.then not in {"DRAFT", "OPEN", "ADDITIONAL", "WAITING", "True", "False"}, line
            waiting += [each for group in block.groups for each in group.blocks]
        assert len(waiting) > 1, process
