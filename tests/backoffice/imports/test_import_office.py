"""What an import stores, that it stores it once, and what a later import may change."""

import csv
import io
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.utils import timezone

from backoffice.imports.office import import_office
from tests.backoffice.imports.conftest import EVENT_ROWS, problems
from tests.journeys.year_closed import files as year_files
from workflows.allowance.models import AllowanceClass, AllowanceScheme
from workflows.attendance.models import AttendanceDay
from workflows.audit.models import Decision
from workflows.daily.models import DailyActivity, DailyProcess, DailyReport
from workflows.organization.models import (
    ActingAppointment,
    Employee,
    Holiday,
    Period,
    Position,
    Tenure,
    Unit,
    WorkSchedule,
)
from workflows.organization.reporting import assessor_of
from workflows.skp.models import BehaviourExpectation, Indicator, PerformanceAgreement, Skp, SkpProcess, WorkResult

pytestmark = pytest.mark.django_db
EMPLOYEES, ACTIVITIES = "employees-siasn.csv", "daily-activities-2026.csv"
HEAD = "196806061994031029"
MODELS = (
    Unit, Position, Employee, Tenure, ActingAppointment, PerformanceAgreement, Skp, WorkResult, Indicator,
    AllowanceClass, AttendanceDay, DailyReport, DailyActivity, Period, Holiday, WorkSchedule,
)  # fmt: skip


def everything() -> dict[str, tuple[int, int]]:
    """Rows and history rows of every model that an import writes."""
    return {model.__name__: (model.objects.count(), model.history.count()) for model in MODELS}


def test_the_office_is_stored(files):
    outcome = files.run()

    assert problems(outcome) == []
    created = {kind: tally.created for kind, tally in outcome.tallies.items()}
    assert created == {
        "units": 24, "positions": 88, "employees": 87, "tenures": 87, "acting": 3, "agreements": 10, "skps": 87,
        "work_results": 110, "indicators": 177, "allowance_classes": 11, "attendance": EVENT_ROWS,
        "daily_reports": DailyReport.objects.count(), "activities": EVENT_ROWS,
    }  # fmt: skip


def test_people_have_a_name_in_small_letters_a_log_in_without_password_and_their_post(files):
    files.run()

    head = Employee.objects.get(nip=HEAD)
    assert (head.full_name, head.kind, head.grade, head.on_probation) == ("Uda Waluyo, S.E.", "PNS", "IV/c", False)
    assert (head.birth_date, head.sex, head.appointed_on) == (date(1968, 6, 6), "M", date(1994, 3, 1))
    assert head.user.username == HEAD
    assert not head.user.has_usable_password()
    tenure = head.tenures.get()
    assert (tenure.position.code, tenure.start, tenure.end) == ("BKPSDM-00", date(2022, 1, 2), None)
    assert tenure.position.kind == Position.Kind.HIGH_LEADER
    assert assessor_of(head, date(2026, 9, 1)).employee.name == "Luis Sihombing"


def test_the_last_day_of_an_acting_officer_is_included(files):
    files.run()

    acting = ActingAppointment.objects.get(position__code="BKPSDM-41")
    assert (acting.start, acting.end, acting.capacity) == (date(2026, 10, 5), date(2026, 10, 17), "PLH")
    assert acting.officer.tenures.get().position.code == "BKPSDM-42"


def test_plans_are_drafts_of_the_holder_and_of_a_vacant_posts_plt(files):
    files.run()

    assert set(Skp.objects.values_list("status", "version", "rule_set", "period__code")) == {
        ("DRAFT", 1, "permenpanrb_6_2022", "2026")
    }
    plt = Tenure.objects.get(position__code="BKPSDM-53").employee
    assert set(plt.skps.values_list("position__code", flat=True)) == {"BKPSDM-52", "BKPSDM-53"}
    assert set(BehaviourExpectation.objects.values_list("skp").distinct()) == set(Skp.objects.values_list("pk"))
    assert BehaviourExpectation.objects.count() == 87 * 7
    assert not SkpProcess.objects.exists()
    assert not DailyProcess.objects.exists()


def test_results_carry_on_the_superiors_and_the_heads_come_from_the_agreement(files):
    files.run()

    result = WorkResult.objects.get(ref="K112")
    assert (result.carries_on.ref, result.carries_on.carries_on.ref) == ("K11", "K1")
    goal = WorkResult.objects.get(ref="A2")
    assert (goal.carries_on, goal.agreement.goal) == (None, goal.text)
    assert WorkResult.objects.get(ref="K13").kind == "ADDITIONAL"
    quantity, level = Indicator.objects.get(result=result), Indicator.objects.filter(result=goal).order_by("number")[0]
    assert (quantity.measure, quantity.target, quantity.unit, quantity.aspect) == ("QUANTITY", 1440, "SKP", "QUANTITY")
    assert (level.measure, level.target, level.direction, level.aspect) == ("LEVEL", 90, "HIGHER", "QUALITY")


def test_the_year_is_opened_with_its_months_holidays_hours_and_ceilings(files):
    files.run()

    assert Period.objects.count() == 13
    assert Holiday.objects.filter(day=date(2026, 8, 17)).exists()
    hours = WorkSchedule.objects.on(date(2026, 3, 2)).order_by("start")
    assert [(row.starts_at, row.ends_at) for row in hours] == [(time(7, 30), time(16, 0)), (time(8, 0), time(15, 0))]
    assert AllowanceClass.objects.get(job_class=9).amount == 6_300_000
    version = AllowanceScheme.objects.get(code="KOTA").versions.get()
    assert (version.number, version.start, version.end) == (1, date(2026, 1, 1), None)


def test_a_report_is_a_persons_day_with_its_minutes_and_entry_time(files):
    files.run()

    report = DailyReport.objects.get(employee__nip=HEAD, day=date(2026, 9, 1))
    activities = list(report.activities.order_by("number"))
    assert (report.status, report.activity_count, report.minutes) == ("DRAFT", 4, 315)
    assert report.entered_at == max(each.entered_at for each in activities)
    assert activities[0].entered_at == timezone.make_aware(datetime(2026, 9, 1, 16, 19))  # noqa: DTZ001
    assert (activities[0].kind, activities[0].result, activities[0].quantity) == ("ADDITIONAL", None, Decimal(1))
    assert (report.fingerprint, report.days_late, report.has_overlap, report.submitted_at) == ("", 0, False, None)


def test_history_and_record_name_the_job(files):
    outcome = files.run()

    for model in (Unit, Employee, Tenure, Skp, Indicator, AttendanceDay, DailyReport, DailyActivity):
        row = model.history.first()
        assert (row.history_type, row.history_user, row.history_change_reason) == ("+", None, "system:import_office")
        assert model.history.count() == model.objects.count()
    decision = Decision.objects.get()
    assert (decision.verb, decision.actor_nip, decision.channel) == ("IMPORT", "system:import_office", "IMPORT")
    assert decision.details["counts"]["employees"] == {"created": 87, "changed": 0}
    assert decision.details["files"] == outcome.files
    assert len(outcome.files["units.csv"]) == 64


def test_the_same_files_again_change_nothing_and_add_nothing(files):
    files.run()
    before = everything(), Decision.objects.count(), BehaviourExpectation.objects.count()

    again = files.run()

    assert not any(tally.touched for tally in again.tallies.values())
    assert (everything(), Decision.objects.count(), BehaviourExpectation.objects.count()) == before


def test_a_dry_run_counts_and_stores_nothing(files):
    outcome = files.run(dry_run=True)

    assert (outcome.tallies["employees"].created, outcome.tallies["activities"].created) == (87, EVENT_ROWS)
    assert not outcome.masters_stored
    assert set(everything().values()) == {(0, 0)}
    assert not Decision.objects.exists()


def test_columns_in_another_order_a_byte_order_mark_and_crlf_are_read(files):
    for name in ("units.csv", "positions.csv", EMPLOYEES, ACTIVITIES):
        rows = [reversed(row) for row in csv.reader(files.read(name).splitlines())]
        turned = io.StringIO(newline="")
        csv.writer(turned).writerows(rows)  # ends its lines with CRLF
        files.write(name, "\ufeff" + turned.getvalue())

    outcome = files.run()

    assert problems(outcome) == []
    assert Unit.objects.get(code="PLG.BKPSDM.2").name == "Bidang Pengadaan, Pemberhentian dan Informasi"
    assert DailyActivity.objects.count() == EVENT_ROWS


def test_a_changed_master_row_is_updated_with_history(files):
    files.run()
    files.replace("units.csv", "Sekretariat Daerah", "Sekretariat Daerah Kota")
    files.replace(EMPLOYEES, "IV/c", "IV/d")
    files.replace("allowance-classes.csv", "9,6300000", "9,6500000")

    outcome = files.run()

    changed = {kind: tally.changed for kind, tally in outcome.tallies.items() if tally.touched}
    assert changed == {"units": 1, "employees": 1, "allowance_classes": 1}
    row = Unit.objects.get(code="PLG.SETDA").history.first()
    assert (row.history_type, row.name, row.history_change_reason) == (
        "~", "Sekretariat Daerah Kota", "system:import_office",
    )  # fmt: skip
    assert Decision.objects.count() == 2


def test_two_people_change_posts(files):
    files.run()
    files.replace(EMPLOYEES, "BKPSDM-11-01,02-10-2022", "BKPSDM-11-0X,01-12-2026")
    files.replace(EMPLOYEES, "BKPSDM-11-03,02-04-2025", "BKPSDM-11-01,01-12-2026")
    files.replace(EMPLOYEES, "BKPSDM-11-0X", "BKPSDM-11-03")

    outcome = files.run()

    assert problems(outcome) == []
    assert (outcome.tallies["tenures"].created, outcome.tallies["tenures"].changed) == (2, 2)
    post = Position.objects.get(code="BKPSDM-11-01")
    assert list(post.tenures.order_by("start").values_list("employee__name", "start", "end")) == [
        ("Jarwi Pangestu", date(2022, 10, 2), date(2026, 12, 1)),
        ("Eka Nugroho", date(2026, 12, 1), None),
    ]


def test_a_superior_and_a_subordinate_change_places_in_the_line(files):
    files.run()
    files.replace("positions.csv", "III.a,12,BKPSDM-00", "III.a,12,BKPSDM-11")
    subordinate = "BKPSDM-11,Kepala Sub Bagian Umum dan Kepegawaian,PLG.BKPSDM.1.1,pengawas,IV.a,9,"
    files.replace("positions.csv", f"{subordinate}BKPSDM-10", f"{subordinate}BKPSDM-00")
    header = files.read("skp-cascade.csv").splitlines()[0]
    files.write("skp-cascade.csv", header + "\n")

    outcome = files.run()

    assert [line for line in problems(outcome) if "positions.csv" in line] == []
    assert outcome.tallies["positions"].changed == 2
    assert Position.objects.get(code="BKPSDM-10").reports_to.code == "BKPSDM-11"


def test_a_post_that_somebody_outside_the_file_still_holds_is_refused(files):
    files.run()
    line = next(line for line in files.read(EMPLOYEES).splitlines() if "BKPSDM-11-01" in line)
    new = (
        line.replace("198911032014011045", "198911032014011046")
        .replace("jarwi", "lain")
        .replace("02-10-2022", "01-01-2026")
    )
    files.replace(EMPLOYEES, line, new)

    outcome = files.run()

    assert problems(outcome) == [
        f"{EMPLOYEES}, baris 6, kolom KODE JABATAN, “BKPSDM-11-01”: Jabatan ini masih dipegang Jarwi Pangestu "
        "(NIP 198911032014011045). Akhiri dahulu masa jabatannya, atau perbaiki KODE JABATAN."
    ]
    assert Employee.objects.count() == 87


def with_direction(files, said):
    """The cascade with a column of directions; `said` gives what stands there by the indicator's text."""
    rows = list(csv.DictReader(io.StringIO(files.read("skp-cascade.csv"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, [*(name for name in rows[0] if name != "direction"), "direction"])
    writer.writeheader()
    writer.writerows({**row, "direction": said.get(row["indicator"], "")} for row in rows)
    files.write("skp-cascade.csv", out.getvalue())


def test_the_cascade_may_say_in_which_direction_an_indicator_is_better(files):
    days = "Rekapitulasi selesai paling lambat tanggal 5 bulan berikutnya"
    days = next(line for line in files.read("skp-cascade.csv").splitlines() if days in line).split(",")[5]
    with_direction(files, {days: "Rendah"})

    assert problems(files.run()) == []

    assert list(Indicator.objects.filter(direction="LOWER").values_list("text", flat=True)) == [days]
    assert Indicator.objects.filter(direction="HIGHER").count() == 176


def test_a_direction_that_the_file_does_not_say_stays_as_the_draft_has_it(files):
    files.run()
    changed = Indicator.objects.filter(aspect="TIME").first()
    Indicator.objects.filter(pk=changed.pk).update(direction="LOWER")
    with_direction(files, {})

    files.run()

    changed.refresh_from_db()
    assert changed.direction == "LOWER"


def test_a_direction_that_is_no_word_of_the_list_is_refused(files):
    with_direction(files, {"Indeks kepuasan aparatur": "naik"})

    (line,) = problems(files.run())

    assert line.endswith(
        "kolom direction, “naik”: Isian ini tidak dikenal. Pilih salah satu: (kosong), tinggi, rendah."
    )


def test_a_year_of_an_earlier_rule_set_is_bound_to_it_and_has_no_expectations_of_the_later_values(tmp_path):
    outcome = import_office(year_files.write(tmp_path / "2019", 2019))

    assert problems(outcome) == []
    assert set(Skp.objects.values_list("rule_set", "period__code")) == {("pp46_2011", "2019")}
    assert not BehaviourExpectation.objects.exists()
    assert Indicator.objects.filter(direction="LOWER", aspect__in=["TIME", "COST"]).count() == 4


@pytest.mark.parametrize("year", ["2013", "2200"])
def test_a_year_without_a_rule_set_is_refused(files, year):
    files.write("performance-agreement.csv", files.read("performance-agreement.csv").replace("2026,", f"{year},"))

    found = problems(files.run())

    assert found
    assert all(f"“{year}”: Tulis bilangan bulat 2014 sampai 2199." in line for line in found)


def test_a_plan_that_was_submitted_is_never_touched(files):
    files.run()
    skp = Skp.objects.get(position__code="BKPSDM-51-02")
    skp.status = Skp.Status.SUBMITTED
    skp.save()
    files.replace("skp-cascade.csv", "Terverifikasinya SKP pegawai perangkat daerah", "Judul lain")
    files.replace("skp-cascade.csv", "Terlayaninya konsultasi pengisian e-kinerja", "Konsultasi terlayani")

    outcome = files.run()

    assert outcome.tallies["skps"].submitted == 1
    assert WorkResult.objects.get(ref="K112").text == "Terverifikasinya SKP pegawai perangkat daerah"
    assert WorkResult.objects.get(ref="K121").text == "Konsultasi terlayani"


def test_a_report_that_was_submitted_is_never_touched_and_a_draft_is_brought_up_to_date(files):
    files.run()
    sent = DailyReport.objects.get(employee__nip=HEAD, day=date(2026, 9, 1))
    sent.status = DailyReport.Status.SUBMITTED
    sent.save()
    files.replace(ACTIVITIES, "atasan,1,kegiatan,2026-09-01T16:19", "atasan,9,kegiatan,2026-09-01T16:19")
    second = files.read(ACTIVITIES).splitlines()[5].split(",")
    files.append(
        ACTIVITIES,
        ",".join([*second[:2], "20:00", "21:00", "tambahan", "", "Rapat", "1", "rapat", f"{second[1]}T21:30"]),
    )

    outcome = files.run()

    assert (outcome.tallies["daily_reports"].submitted, outcome.tallies["activities"].submitted) == (1, 4)
    assert (outcome.tallies["daily_reports"].changed, outcome.tallies["activities"].created) == (1, 1)
    assert sent.activities.get(number=1).quantity == 1
    draft = DailyReport.objects.get(employee__nip=second[0], day=second[1])
    assert draft.activity_count == draft.activities.count()
    assert timezone.localtime(draft.entered_at).time() == time(21, 30)


def test_the_demonstration_gives_the_moment(files):
    at = timezone.make_aware(datetime(2026, 1, 2, 8, 0))  # noqa: DTZ001

    files.run(at=at)

    assert Decision.objects.get().effective_at == at
    assert Employee.history.first().history_date == at
