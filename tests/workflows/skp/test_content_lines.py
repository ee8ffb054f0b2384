"""A plan as a person compares it: whatever changes its hash changes a line, and nothing else does."""

from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.engine.content import changed_labels
from workflows.skp.models import BehaviourExpectation, Indicator, PerformanceAgreement, Skp, WorkResult

pytestmark = pytest.mark.django_db


@pytest.fixture
def skp(office):
    return make.submitted_skp(office)


def test_results_measures_and_expectations_are_lines(skp):
    BehaviourExpectation.objects.create(skp=skp, value="ACCOUNTABLE", text="Berkas kembali lengkap.")

    lines = skp.cases.get().content_lines()

    assert [line[1:] for line in lines] == [
        ("Versi", "1"),
        (
            "Hasil kerja 1",
            "Utama: Terprosesnya usulan mutasi; meneruskan hasil kerja 1 atasan, Terprosesnya usulan mutasi",
        ),
        (
            "Hasil kerja 1, indikator 1",
            "Jumlah usulan mutasi yang diproses: 360 usulan, kuantitas, dijumlahkan, makin tinggi makin baik",
        ),
        (
            "Hasil kerja 1, indikator 2",
            "Persentase hasil kerja tanpa perbaikan: 90 persen, kualitas, tingkat, makin tinggi makin baik",
        ),
        ("Ekspektasi Akuntabel", "Berkas kembali lengkap."),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"text": "Jumlah berkas"},
        {"aspect": "TIME"},
        {"measure": "LEVEL"},
        {"direction": "LOWER"},
        {"target": Decimal("360.01")},
        {"target_low": Decimal(80)},
        {"target_high": Decimal(400)},
        {"unit": "berkas"},
    ],
    ids=lambda values: " ".join(values),
)
def test_each_field_of_a_measure_is_in_its_line(skp, values):
    rows = Indicator.objects.filter(result__skp=skp, number=1)

    assert changed_labels(skp.cases.get(), lambda: rows.update(**values)) == ["Hasil kerja 1, indikator 1"]


def test_each_field_of_a_result_is_in_its_line(office, skp):
    rows, case = skp.results.filter(number=1), skp.cases.get()
    own, other = rows.get().carries_on, make.draft_skp(office.stranger, office.posts["stranger"]).results.get()
    agreement = PerformanceAgreement.objects.create(
        period=skp.period, unit=office.posts["staff"].unit, goal="Tertibnya mutasi", indicator="Persentase", target=90,
        target_unit="persen",
    )  # fmt: skip
    WorkResult.objects.filter(pk=other.pk).update(number=2)

    for values in (
        {"text": "Selesainya usulan"},
        {"kind": "ADDITIONAL"},
        {"carries_on": other},
        {"carries_on": None},
        {"carries_on": own},
        {"agreement": agreement},
    ):
        assert changed_labels(case, lambda values=values: rows.update(**values)) == ["Hasil kerja 1"]


def test_result_of_a_superiors_later_version_is_another_though_it_reads_alike(office, skp):
    above = skp.results.get().carries_on
    later = Skp.objects.create(
        employee=office.section, position=office.posts["section"], period=skp.period, version=2, rule_set="x"
    )
    twin = WorkResult.objects.create(skp=later, number=1, kind="MAIN", text=above.text)

    assert changed_labels(skp.cases.get(), lambda: skp.results.update(carries_on=twin)) == ["Hasil kerja 1"]


def test_expectation_and_version_are_lines(skp):
    case = skp.cases.get()

    def expect(text):
        BehaviourExpectation.objects.update_or_create(skp=skp, value="LOYAL", defaults={"text": text})

    assert changed_labels(case, lambda: expect("Menjaga nama baik.")) == ["Ekspektasi Loyal"]
    assert changed_labels(case, lambda: expect("Menjaga rahasia.")) == ["Ekspektasi Loyal"]
    assert changed_labels(case, lambda: Skp.objects.filter(pk=skp.pk).update(version=2)) == ["Versi"]


def test_result_and_measure_more_or_less_are_lines(skp):
    case = skp.cases.get()

    assert changed_labels(
        case, lambda: WorkResult.objects.create(skp=skp, number=2, kind="ADDITIONAL", text="Panitia")
    ) == ["Hasil kerja 2"]
    assert changed_labels(case, lambda: Indicator.objects.filter(result__skp=skp, number=2).delete()) == [
        "Hasil kerja 1, indikator 2"
    ]


def test_what_is_not_decided_on_is_in_no_line(skp):
    def change():
        Skp.objects.filter(pk=skp.pk).update(status="RETURNED", set_at=make.at(make.IN_JANUARY, 12))
        skp.results.update(ref="RHK-1", source="SIMPEG")

    assert changed_labels(skp.cases.get(), change) == []
