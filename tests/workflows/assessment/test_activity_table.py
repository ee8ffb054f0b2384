"""The activities of PP 46 as its form has them, and each indicator explained by its aspect's own formula."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import factories as make
from tests.journeys.papers import words_on
from tests.workflows.assessment import states as given
from tests.workflows.assessment.test_numbers import OF_STAFF, P8, PP46, answers, bound, page, ratify, waiting
from tests.workflows.assessment.test_numbers import rate as rate_it
from workflows.assessment.activity_table import activity_table, weighed
from workflows.assessment.judging.by_pp46_2011 import months_of
from workflows.assessment.models import Assessment
from workflows.assessment.period_words import name_of, short_name_of
from workflows.assessment.queries import achievements_of
from workflows.assessment.realisation import rows_of
from workflows.organization.periods import open_quarters
from workflows.skp.models import Indicator, WorkResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


def rate(assessment, office, **values):
    """Rated, and read anew."""
    rate_it(assessment, office, **values)
    assessment.refresh_from_db()


def with_indicator(assessment, **values):
    """One more indicator of the plan's result, with what was reached of it."""
    reached = values.pop("reached")
    result = assessment.skp.results.get(number=1)
    common = {"result": result, "number": 9, "measure": "LEVEL", "text": "Tambahan", "unit": "juta rupiah"}
    indicator = Indicator.objects.create(**{**common, **values})
    assessment.realisations.create(indicator=indicator, target=indicator.target, realised=reached, evidence="Map 4")
    return indicator


def figures(cell):
    return cell and (cell.target, cell.realised, cell.unit, cell.value)


def test_target_and_realisation_stand_side_by_side_with_sum_and_value(office):
    assessment = waiting(office, PP46)
    rate(assessment, office, further=answers(assessment, additional_tasks="5", creativity="3"))

    table = activity_table(assessment, rows_of(assessment))

    (line,) = table.lines
    assert [figures(cell) for cell in line.aspects] == [
        (30, 16, "usulan", Decimal("53.33")), (90, Decimal("93.75"), "persen", Decimal("104.17")),
        (1, 1, "bulan", Decimal("76.00")), None,
    ]  # fmt: skip
    assert (line.text, line.added, line.value) == ("Terprosesnya usulan mutasi", Decimal("233.50"), Decimal("77.83"))
    assert (table.tasks, table.task_points, table.creativity, table.value, table.band) == (
        5, Decimal(2), Decimal(3), Decimal("82.83"), "Baik",
    )  # fmt: skip
    assert table.value == assessment.work_value


def test_a_cost_of_the_plan_takes_part_and_one_without_a_target_does_not(office):
    assessment = waiting(office, PP46)
    with_indicator(assessment, aspect="COST", direction="LOWER", target=Decimal(40), reached=Decimal(38))
    rate(assessment, office)

    (line,) = activity_table(assessment, rows_of(assessment)).lines
    assert figures(line.aspects[3]) == (40, 38, "juta rupiah", Decimal("81.00"))
    assert line.value == Decimal("78.63")

    assessment.realisations.filter(indicator__aspect="COST").update(target=0)
    (line,) = activity_table(assessment, rows_of(assessment)).lines
    assert line.aspects[3] is None


def test_there_is_no_table_before_the_rating_and_under_other_sets(office):
    assessment = waiting(office, PP46)
    assert activity_table(assessment, rows_of(assessment)) is None
    assert weighed(assessment, []) is None

    rate(assessment, office)
    assert activity_table(assessment, rows_of(assessment)) is not None
    assessment.rule_set = P8
    assert activity_table(assessment, rows_of(assessment)) is None
    assert weighed(assessment, []) is None


def test_both_parts_are_weighed_and_each_behaviour_has_its_word(office):
    assessment = waiting(office, PP46)
    rate(assessment, office)

    found = weighed(assessment, list(assessment.behaviours.order_by("pk")))

    assert (found.goals, found.goals_weight, found.behaviour, found.behaviour_weight) == (
        Decimal("46.70"), 60, Decimal("34.00"), 40,
    )  # fmt: skip
    assert (found.behaviour_sum, found.behaviour_band) == (Decimal(425), "Baik")
    assert found.scores[0] == ("Orientasi pelayanan", Decimal(85), "Baik")


def test_a_value_bears_the_name_of_its_own_rule_set(office):
    old = waiting(office, PP46)
    rate(old, office)
    new = given.rated(office.other, office.posts["other"], office.section)

    labels = [found.behaviours.get(value="SERVICE_ORIENTATION").label for found in (old, new)]
    assert labels == ["Orientasi pelayanan", "Berorientasi Pelayanan"]


def test_an_indicator_is_explained_by_the_formula_of_its_aspect_alone(office):
    assessment = waiting(office, PP46)
    with_indicator(assessment, aspect="TIME", direction="LOWER", target=Decimal(12), unit="bulan", reached=Decimal(9))
    with_indicator(
        assessment, aspect="COST", direction="HIGHER", target=Decimal(95), unit="persen", reached=Decimal(90), number=10
    )
    more = WorkResult.objects.create(skp=assessment.skp, number=2, kind="ADDITIONAL", text="Menjadi narasumber")
    with_indicator(assessment, result=more, aspect="QUANTITY", target=Decimal(4), unit="kegiatan", reached=Decimal(2))

    hows = achievements_of(assessment, rows_of(assessment), is_own=True)

    # 9 of 12 months: 25 % saved, so what exceeds 100 is taken off 76
    assert [how.number for how in hows] == ["53,33", "104,17", "75", "90 persen", "2 kegiatan"]
    assert "hemat lebih dari 24 %" in hows[2].formula
    assert hows[2].calculation.endswith("((1,76 × 12 − 9) ÷ 12 × 100 − 100)")
    assert {how.source for how in hows[:3]} == {"Perka BKN Nomor 1 Tahun 2013."}
    assert "diisi oleh penilai" in hows[3].text
    assert "yang dihitung banyaknya tugas" in hows[4].text


def test_the_other_sets_keep_their_achievement(office):
    assessment = waiting(office, P8)

    hows = achievements_of(assessment, rows_of(assessment), is_own=True)

    assert [how.number for how in hows] == ["53,33\xa0%", "104,17\xa0%"]


def test_what_was_not_due_is_not_measured(office):
    assessment = waiting(office, PP46)
    assessment.realisations.update(target=0)

    hows = achievements_of(assessment, rows_of(assessment), is_own=True)

    assert {how.number for how in hows} == {"Belum terukur"}


def test_the_forms_are_those_of_the_set_by_which_it_was_assessed(client, office):
    assessment = waiting(office, PP46)
    rate(assessment, office)
    ratify(assessment, office)
    client.force_login(office.staff.user, backend="workflows.organization.login.RoleBackend")
    pages = [reverse(f"assessment:{name}", args=[assessment.pk]) for name in ("realisation_sheet", "sheet")]

    old = [words_on(client.get(address)) for address in pages]
    bound(assessment, P8)
    assessment.behaviours.exclude(value__in=OF_STAFF[P8]).delete()
    newer = [words_on(client.get(address)) for address in pages]

    assert ["Kuant/ output" in old[0], "Unsur yang dinilai" in old[1]] == [True, True]
    assert "Nilai prestasi kerja 80,70 (Baik)" in old[1]
    assert ["Kuant/ output" in newer[0], "Unsur yang dinilai" in newer[1]] == [False, False]
    assert "menurut Peraturan Menteri PANRB Nomor 8 Tahun 2021" in newer[1]


def test_under_8_2021_the_form_shows_the_category_and_the_value_of_each_indicator(client, office):
    assessment = waiting(office, P8, quantity=Decimal(30))
    with_indicator(assessment, aspect="TIME", target=Decimal(0), reached=Decimal(0))
    rate(assessment, office)
    ratify(assessment, office)
    client.force_login(office.staff.user, backend="workflows.organization.login.RoleBackend")

    sheet = words_on(client.get(reverse("assessment:realisation_sheet", args=[assessment.pk])))

    assert "Target Realisasi Capaian Kategori Nilai Bukti dukung" in sheet
    assert "30 usulan 30 usulan 100 % Baik 109,00" in sheet.replace("\xa0", " ")
    assert "90 persen 93,75 persen 104,17 % Sangat Baik 113,33" in sheet.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "months"),
    [
        (None, None, 12), (date(2026, 1, 2), date(2027, 1, 1), 12), (date(2026, 7, 1), date(2027, 1, 1), 6),
        (date(2026, 1, 1), date(2026, 7, 15), 7), (date(2026, 7, 1), date(2026, 7, 15), 1),
    ],
)  # fmt: skip
def test_the_months_of_a_part_are_those_that_it_touches(office, starts_on, ends_on, months):
    part = Assessment(period=given.october().year, starts_on=starts_on, ends_on=ends_on)

    assert months_of(part) == months


def test_the_page_shows_each_activity_with_its_aspects(client, office):
    assessment = waiting(office, PP46)
    rate(assessment, office)
    ratify(assessment, office)
    client.force_login(office.staff.user, backend="workflows.organization.login.RoleBackend")

    shown = page(client, reverse("assessment:detail", args=[assessment.pk]))

    (table,) = [table for table in shown.select("table:has(caption)") if "Kegiatan 1" in table.caption.get_text()]
    rows = [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")]
    assert rows == [
        "Kuantitas 30 usulan 16 usulan 53,33", "Kualitas 90 persen 93,75 persen 104,17", "Waktu 1 bulan 1 bulan 76,00",
        "Jumlah nilai aspek (penghitungan) 233,50", "Nilai capaian 77,83",
    ]  # fmt: skip


def test_a_quarter_and_a_year_are_named_in_full_where_a_month_stands_alone(office):
    quarter = open_quarters(2026)[2]

    assert [name_of(each) for each in (given.october(), quarter, quarter.year)] == [
        "Oktober 2026", "triwulan III 2026", "tahun 2026",
    ]  # fmt: skip
    assert [short_name_of(each) for each in (given.october(), quarter)] == ["Oktober", "triwulan III 2026"]


def test_the_year_stands_before_its_last_month_among_results(client, office):
    year = given.october().year
    december = year.parts.get(code="2026-12")
    for period in (december, year):
        found = given.opened(office.staff, office.posts["staff"]) if period == december else None
        if found is not None:
            Assessment.objects.filter(pk=found.pk).update(period=december)
    first = Assessment.objects.get()
    Assessment.objects.create(
        employee=first.employee, position=first.position, skp=first.skp, period=year, snapshot=first.snapshot,
        rule_set=first.rule_set, opened_at=first.opened_at,
    )  # fmt: skip
    client.force_login(office.section.user, backend="workflows.organization.login.RoleBackend")

    told = " ".join(page(client, f"/team/{office.staff.nip}/").get_text(" ").split())

    assert 0 < told.index("Tahun 2026") < told.index("Desember 2026")
