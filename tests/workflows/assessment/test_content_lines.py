"""An assessment as a person compares it: whatever changes its hash changes a line, and nothing else does."""

from decimal import Decimal

import pytest

from tests import factories as make
from tests.workflows.assessment import states
from tests.workflows.engine.content import changed_labels
from workflows.assessment.models import Assessment, BehaviourRating, ResultRealisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def rated(office):
    return states.rated(office.staff, office.posts["staff"], office.section)


def test_account_realisations_and_ratings_are_lines(rated):
    lines = [line[1:] for line in rated.cases.get().content_lines()]

    assert lines[:5] == [
        ("Uraian pegawai", "Berkas selesai, laporan terlewat."),
        ("Jumlah usulan mutasi yang diproses", "16 dari target 30 usulan, capaian 53,33\u00a0%."),
        (
            "Persentase hasil kerja tanpa perbaikan",
            "93,75 dari target 90 persen, capaian 104,17\u00a0%. Bukti: Rekap berkas Oktober, map 4",
        ),
        ("Penilaian hasil kerja", "Sesuai ekspektasi"),
        ("Penilaian perilaku", "Sesuai ekspektasi"),
    ]
    assert lines[5] == ("Berorientasi Pelayanan", "Sesuai ekspektasi.")
    assert lines[-2:] == [
        ("Alasan berbeda dari saran sistem", "Berkasnya selesai dan sudah saya periksa."),
        ("Umpan balik", states.GOOD_WORDS),
    ]


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"self_note": "Berkas selesai."}, "Uraian pegawai"),
        ({"self_note": ""}, "Uraian pegawai"),
        ({"work_rating": "ABOVE"}, "Penilaian hasil kerja"),
        ({"behaviour_rating": "BELOW"}, "Penilaian perilaku"),
        ({"feedback": "Baik."}, "Umpan balik"),
        ({"departure_reason": ""}, "Alasan berbeda dari saran sistem"),
    ],
)
def test_each_text_and_rating_is_a_line(rated, values, label):
    rows = Assessment.objects.filter(pk=rated.pk)

    assert changed_labels(rated.cases.get(), lambda: rows.update(**values)) == [label]


@pytest.mark.parametrize(
    "values",
    [
        {"target": Decimal("30.01")},
        {"realised": Decimal("16.01")},
        {"realised": None},
        {"achievement": Decimal("53.34")},
        {"achievement": None},
        {"evidence": "Map 5"},
    ],
    ids=str,
)
def test_each_field_of_a_realisation_is_in_its_line(rated, values):
    rows = ResultRealisation.objects.filter(assessment=rated, indicator__measure="QUANTITY")

    assert changed_labels(rated.cases.get(), lambda: rows.update(**values)) == ["Jumlah usulan mutasi yang diproses"]


@pytest.mark.parametrize("values", [{"rating": "BELOW"}, {"note": "Perlu ditingkatkan."}], ids=str)
def test_each_field_of_a_value_is_in_its_line(rated, values):
    rows = BehaviourRating.objects.filter(assessment=rated, value="LOYAL")

    assert changed_labels(rated.cases.get(), lambda: rows.update(**values)) == ["Loyal"]


def test_what_is_not_decided_on_is_in_no_line(rated):
    def change():
        rows = Assessment.objects.filter(pk=rated.pk)
        rows.update(status="SELF_ASSESSED", suggested_rating="ABOVE", opened_at=make.at(states.SET_ON))
        rated.realisations.update(reports=99)

    assert changed_labels(rated.cases.get(), change) == []
