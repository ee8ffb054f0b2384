"""The lines of a yearly report: who changed what, when, for whom, what it was before, and whether it is proven."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.findings.yearly.kinds import BY_CODE, KINDS
from backoffice.findings.yearly.lines import kinds_with_changes, lines_of
from backoffice.findings.yearly.proof import Standing
from backoffice.findings.yearly.scope import Scope
from tests import factories as make
from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.targets import states as targets
from workflows.audit.models import Decision, Particulars
from workflows.organization.models import Position, Tenure
from workflows.organization.models.history import save_changed
from workflows.skp import actions as skp_actions

pytestmark = pytest.mark.usefixtures("today")


def lines(code, unit=None, year=2026):
    return list(lines_of(BY_CODE[code], Scope(year, unit)))


@pytest.fixture
def section(people):
    return people.office.posts["section"].unit


def test_an_acting_officer_is_told_with_decree_reason_and_what_it_was_before(people, acting, section):
    appointed, longer = lines("acting", section)
    assert appointed.what == "menunjuk"
    assert appointed.about == f"Cornelia Oktaviani ({people.office.other.nip}), Kepala Sub Bidang Mutasi"
    assert appointed.who == f"Ratna HR ({people.hr.nip})"
    assert appointed.old == "–"
    assert "Sampai sebelum: 1\N{NO-BREAK SPACE}Juli 2026" in appointed.new
    assert appointed.document == "SP-12/2026"
    assert longer.old == "Sampai sebelum: 1\N{NO-BREAK SPACE}Juli 2026"
    assert longer.new == "Sampai sebelum: 1\N{NO-BREAK SPACE}September 2026"
    assert longer.why == "Cuti pejabatnya diperpanjang."
    assert longer.at == make.at(date(2026, 6, 15), 9)
    recorded = Decision.objects.filter(subject__startswith="organization.ActingAppointment").latest("pk")
    assert (longer.proof.stream, longer.proof.seq, longer.proof.hash) == (
        recorded.stream, recorded.seq, recorded.hash,
    )  # fmt: skip
    assert longer.proof.digest == recorded.changes.get().digest
    assert longer.proof.standing is Standing.SOUND


def test_a_target_of_june_is_told_with_what_it_was_before(people, amended_targets, section):
    set_now = [line for line in lines("targets", section) if "Status: ditetapkan" in line.new]
    assert len(set_now) == 2
    first, second = set_now
    assert "Jumlah usulan mutasi yang diproses: Januari–Desember 30" in first.new
    assert "Jumlah usulan" not in first.old
    assert second.at == make.at(date(2026, 5, 5), 9)
    assert second.who == f"Jaya Ramadan ({people.office.section.nip})"
    assert "Jumlah usulan mutasi yang diproses: Juni–Juli 30" in second.old
    assert "Jumlah usulan mutasi yang diproses: Juni 45; Juli 15" in second.new
    assert "Persentase" not in second.new


def test_an_amended_skp_is_told_with_the_targets_of_the_version_before(people, section):
    office, on = people.office, date(2026, 5, 5)
    first = make.set_skp(office)
    amended = skp_actions.start_draft(
        employee=office.staff, position=office.posts["staff"], period=first.period, by=make.actor(office.staff),
        at=make.at(on, 8),
    )  # fmt: skip
    quantity = targets.quantity_of(amended)
    quantity.target = 400
    quantity.save()
    skp_actions.submit(skp=amended, by=make.actor(office.staff), reason="Usulan bertambah.", at=make.at(on, 9))
    while item := make.open_item_of(amended):
        skp_actions.approve(task_id=item.task_id, by=make.actor(item.owner.employee), at=make.at(on, 10))
    _first, replaced, second = [line for line in lines("skp", section) if "Ghaliyati" in line.about]
    assert (replaced.old, replaced.new) == ("Status: ditetapkan", "Status: digantikan")
    assert second.old == "Status: sedang diperiksa\nJumlah usulan mutasi yang diproses: 360 usulan"
    assert second.new == "Status: ditetapkan\nJumlah usulan mutasi yang diproses: 400 usulan"
    assert second.at == make.at(on, 10)


def test_whoever_decides_for_another_is_told_with_the_post_acted_in(people, section):
    office = people.office
    make.acting(office.stranger, office.posts["division"], "PLH", start=date(2026, 1, 2))
    plan = make.submitted_skp(office)
    while item := make.open_item_of(plan):
        skp_actions.approve(task_id=item.task_id, by=make.actor(item.owner.employee), at=make.at(date(2026, 1, 13)))
    [line] = [each for each in lines("skp", section) if "Ghaliyati" in each.about]
    assert line.who == f"Ani Sirait ({office.stranger.nip})"
    assert line.behalf == "Siti Pratama, Plh Kepala Bidang Mutasi dan Promosi"
    assert line.document == "SP-821/2026"


def test_a_result_and_a_ruling_are_told_with_the_result_before(people, ruling, section):
    results = lines("result", section)
    assert results[-1].new == "Predikat: Baik\nHasil kerja: Sesuai ekspektasi"
    assert results[-1].old == "Predikat: Butuh Perbaikan\nHasil kerja: Di bawah ekspektasi"
    [told] = lines("ruling", section)
    assert told.who == f"Siti Pratama ({people.office.division.nip})"
    assert told.why == "Dua belas berkas terbukti pada map 4; hasil kerja sesuai ekspektasi."
    assert "Status: menunggu putusan" in told.old
    assert "Hasil kerja menjadi: Di bawah ekspektasi" in told.old
    assert "Hasil kerja menjadi: Sesuai ekspektasi" in told.new


def test_a_role_is_told_in_the_report_of_the_unit_of_its_holder(people, granted, section):
    [line] = lines("role", section)
    assert line.why == "Sprin 7/2026."
    assert "Peran: Tim pengelola kinerja" in line.new
    assert line.about == f"Ghaliyati Wahyuni ({people.office.staff.nip})"


def test_a_post_that_moved_is_told_by_the_unit_that_it_left_and_by_that_to_which_it_came(people, section):
    office = people.office
    post, to = office.posts["staff"], make.unit("Bidang Lain")
    save_changed(post, user=people.hr.user, reason="Penataan.", at=make.at(date(2026, 4, 1)), unit=to)
    make.set_skp(office, "division")  # an action records what was written so far
    for unit in (section, to):
        moved = [line for line in lines("position", unit) if line.old.startswith("Unit kerja")]
        assert [(line.old, line.new) for line in moved] == [
            ("Unit kerja: Sub Bidang Mutasi", "Unit kerja: Bidang Lain"),
        ]
    assert lines("position", make.unit("Bidang Ketiga")) == []


def test_what_is_of_another_unit_is_in_no_report_of_this_one(people, acting, ruling, granted):
    elsewhere = make.unit("Dinas Lain")
    make.position("Kepala Dinas Lain", elsewhere)
    for code in ("tenure", "acting", "delegation", "role", "skp", "targets", "month", "result", "ruling", "predicate"):
        assert lines(code, elsewhere) == [], code
    assert [line.about for line in lines("position", elsewhere)] == ["Kepala Dinas Lain"]


def test_a_unit_above_has_the_lines_of_those_below_and_the_office_all(people, acting, granted, section):
    above = people.office.posts["division"].unit
    for code in ("acting", "role", "tenure", "position"):
        own, higher, whole = ({line.row for line in lines(code, unit)} for unit in (section, above, None))
        assert own <= higher <= whole
        assert own


def test_periods_and_chains_for_everybody_are_in_every_report(people, section):
    make.chain("khusus", unit=make.unit("Dinas Lain"))
    own = {line.about for line in lines("chain", section)}
    assert "khusus" not in own
    assert "khusus" in {line.about for line in lines("chain")}
    assert {line.row for line in lines("period", section)} == {line.row for line in lines("period")}
    assert lines("period", section)


def test_another_year_has_other_lines(people, acting, section):
    assert lines("acting", section, 2025) == []
    assert lines("acting", section, 2027) == []


def test_a_target_that_moved_though_it_was_set_is_told_by_itself(people, amended_targets, section):
    month = amended_targets.months.get(month=6, indicator=targets.quantity_of(amended_targets.skp))
    assert lines("month", section) == []
    save_changed(month, user=people.hr.user, reason="Diubah langsung.", at=make.at(date(2026, 8, 3)), amount=10)
    [line] = lines("month", section)
    assert (line.old, line.new) == ("Target: 45", "Target: 10")
    assert line.about.endswith("Jumlah usulan mutasi yang diproses, Juni")


def test_what_no_decision_stands_for_is_told_as_such(people, section):
    history = Tenure.history.model
    tenure = Tenure.objects.get(employee=people.office.staff)
    values = {field.attname: getattr(tenure, field.attname) for field in Tenure._meta.concrete_fields}
    history.objects.create(
        **{**values, "decree": "SK palsu"}, history_type="~", history_date=make.at(date(2026, 11, 24)),
        history_change_reason="entah",
    )  # fmt: skip
    line = next(line for line in lines("tenure", section) if "SK palsu" in line.new)
    assert line.proof.standing is Standing.UNRECORDED
    assert line.what == "Diubah di luar catatan"
    assert (line.who, line.why) == ("–", "entah")


@pytest.mark.parametrize("what", ["row", "decision"])
def test_what_was_changed_with_the_guards_gone_is_told_as_such(people, acting, section, what):
    lift_the_guards()
    if what == "row":
        acting.history.filter(decree="SP-12/2026").update(decree="SP-99/2026")
        assert all(line.document == "SP-99/2026" for line in lines("acting", section))
    else:
        Decision.objects.filter(subject=f"organization.ActingAppointment#{acting.pk}").update(verb="SET")
    assert {line.proof.standing for line in lines("acting", section)} == {Standing.CHANGED}


def test_people_whom_the_law_let_be_forgotten_are_not_named(people, acting, section):
    lift_the_guards()
    door = Decision.objects.latest("pk")
    Particulars.objects.filter(decision__subject=f"organization.ActingAppointment#{acting.pk}").update(
        blanked_by=door, actor_name="", actor_nip="", reason=""
    )
    assert {line.who for line in lines("acting", section)} == {"(dihapus menurut keputusan yang tercatat)"}


def test_every_kind_names_fields_that_there_are():
    for kind in KINDS:
        for name in (*kind.named_by, *kind.compared, *kind.instead, *kind.instead.values()):
            kind.model._meta.get_field(name.removesuffix("_id"))


def test_the_kinds_that_are_offered_are_those_with_changes(people, acting, section):
    offered = {kind.code for kind in kinds_with_changes(Scope(2026, section))}
    assert "acting" in offered
    assert offered & {"delegation", "ruling", "predicate"} == set()


def test_more_lines_ask_no_more_queries(people, acting, section):
    with CaptureQueriesContext(connection) as few:
        lines("position", section)
    for number in range(30):
        make.position(f"Analis {number}", section, people.office.posts["section"])
    with CaptureQueriesContext(connection) as many:
        found = lines("position", section)
    assert len(found) > 30
    assert len(many) == len(few)
    assert Position.objects.count() > 30


def test_what_was_before_is_not_claimed_where_the_history_has_it_no_more(people, acting, section):
    lift_the_guards()
    acting.history.filter(end=date(2026, 7, 1)).delete()
    [line] = lines("acting", section)
    assert "Sampai sebelum: (tidak ada dalam riwayat)" in line.old
    assert "Sampai sebelum: 1\N{NO-BREAK SPACE}September 2026" in line.new
