"""The Kota scheme: the reference picture's figures, every band and parameter, rounding, properties."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.allowance_kota import UNCONFIRMED, Inputs, Parameters, compute
from workflows.rules.attendance import DayReading, DayRecord, read_day
from workflows.rules.violation import RuleViolation
from workflows.rules.work_time import DEFAULT

D = Decimal
NB = "\u00a0"
FIRST = date(2026, 11, 2)

# Ghaliyati Wahyuni's November in the demo office, up to the 23rd; the 4th on duty elsewhere.
PUNCHES = {
    2: ("09:20", "16:30"),
    3: ("07:33", "16:29"),
    5: ("07:10", "16:05"),
    6: ("07:08", "17:05"),
    9: ("07:42", "16:07"),
    10: ("07:12", "16:18"),
    11: ("07:16", "16:15"),
    12: ("07:30", "15:50"),
    13: ("07:42", "16:50"),
    16: ("07:16", "16:25"),
    17: ("07:08", "16:25"),
    18: ("07:55", "16:07"),
    19: ("07:25", "16:05"),
    20: ("07:05", "16:54"),
    23: ("07:21", "16:30"),
}


def november():
    records = [
        DayRecord(
            day=date(2026, 11, day),
            status="PRESENT",
            first_in=time.fromisoformat(first),
            last_out=time.fromisoformat(last),
        )
        for day, (first, last) in PUNCHES.items()
    ]
    records.append(DayRecord(day=date(2026, 11, 4), status="DUTY", first_in=None, last_out=None))
    return [read_day(record, DEFAULT, is_working_day=True) for record in records]


def reading(kind="PRESENT", day=FIRST, late=0, early=0, missing_in=False, missing_out=False):
    return DayReading(
        day=day, kind=kind, late_minutes=late, early_minutes=early, missing_in=missing_in, missing_out=missing_out
    )


PICTURE = Inputs(
    ceiling=D(3_400_000),
    approved_minutes=1545,
    days=november(),
    grade="III/b",
    kind="PNS",
    on_probation=False,
    job_class=6,
)
BARE = replace(PICTURE, days=(), approved_minutes=6750)


def lines(inputs, parameters=None):
    found = compute(inputs, parameters or Parameters())
    return {line.code: line.amount for line in found.lines}


def test_the_pictures_lines_and_words():
    allowance = compute(PICTURE)
    assert [(line.label, line.amount, line.explanation) for line in allowance.lines] == [
        ("Pagu kelas jabatan 6", D(3_400_000), ""),
        (
            f"Produktivitas, 60{NB}% dari pagu",
            D(0),
            "Syarat 6.750 menit disahkan belum tercapai. Bila tercapai: 2.040.000.",
        ),
        (f"Disiplin, 40{NB}% dari pagu", D(1_360_000), ""),
        (
            f"Potongan disiplin 4{NB}%",
            D(-54_400),
            f"Terlambat 2{NB}Nov, 110 menit: 1,5{NB}%. "
            f"Terlambat 3, 9, 13, dan 18{NB}Nov, 3 sampai 25 menit: masing-masing 0,5{NB}%. "
            f"Pulang awal 12{NB}Nov, 10 menit: 0,5{NB}%.",
        ),
        (f"Pajak golongan III, 5{NB}%", D(-65_280), f"5{NB}% dari 1.305.600"),
        ("Perkiraan bersih", D(1_240_320), ""),
    ]
    assert allowance.net == D(1_240_320)
    assert sum(cut.percent for cut in allowance.cuts) == 4


def test_trace_follows_the_lines():
    allowance = compute(PICTURE)
    assert [(step.step, step.value) for step in allowance.trace] == [
        ("PRODUCTIVITY", "0.00"),
        ("DISCIPLINE", "1360000.00"),
        ("DISCIPLINE_CUT", "-54400.00"),
        ("TAX", "-65280.00"),
        ("NET", "1240320"),
    ]
    assert {step.source for step in allowance.trace} == {"Skema tunjangan Kota, pengaturan kantor"}


def test_what_the_picture_promises_when_the_minutes_are_reached():
    assert compute(replace(PICTURE, approved_minutes=6750)).net == D(3_178_320)


@pytest.mark.parametrize(("minutes", "amount"), [(6749, 0), (6750, 2_040_000), (20_000, 2_040_000)])
def test_productivity_is_all_or_nothing(minutes, amount):
    assert lines(replace(BARE, approved_minutes=minutes))["PRODUCTIVITY"] == amount


@pytest.mark.parametrize("which", ["late", "early"])
@pytest.mark.parametrize(
    ("minutes", "cut"),
    [(0, "0"), (1, "0.5"), (30, "0.5"), (31, "1"), (60, "1"), (61, "1.25"), (90, "1.25"), (91, "1.5"), (400, "1.5")],
)
def test_every_band_of_minutes(which, minutes, cut):
    allowance = compute(replace(BARE, days=[reading(**{which: minutes})]))
    assert sum((c.percent for c in allowance.cuts), D(0)) == D(cut)
    assert {line.code: line.amount for line in allowance.lines}["DISCIPLINE_CUT"] == -13_600 * D(cut)


@pytest.mark.parametrize(
    ("day", "cut", "words"),
    [
        (reading("ABSENT", late=None, early=None), 3, f"Tidak hadir tanpa keterangan 2{NB}Nov: 3{NB}%."),
        (reading(late=None, missing_in=True), D("1.5"), f"Tidak ada catatan masuk 2{NB}Nov: 1,5{NB}%."),
        (reading(early=None, missing_out=True), D("1.5"), f"Tidak ada catatan pulang 2{NB}Nov: 1,5{NB}%."),
        (
            reading(late=None, early=None, missing_in=True, missing_out=True),
            3,
            f"Tidak ada catatan masuk 2{NB}Nov: 1,5{NB}%. Tidak ada catatan pulang 2{NB}Nov: 1,5{NB}%.",
        ),
        (
            reading(late=5, early=5),
            1,
            f"Terlambat 2{NB}Nov, 5 menit: 0,5{NB}%. Pulang awal 2{NB}Nov, 5 menit: 0,5{NB}%.",
        ),
    ],
)
def test_what_each_event_costs(day, cut, words):
    allowance = compute(replace(BARE, days=[day]))
    assert sum(c.percent for c in allowance.cuts) == cut
    assert allowance.lines[3].explanation == words


@pytest.mark.parametrize("kind", ["LEAVE", "SICK", "PERMITTED", "DUTY", "NOT_WORKING"])
def test_other_days_cut_nothing(kind):
    allowance = compute(replace(BARE, days=[reading(kind, late=None, early=None)]))
    assert allowance.cuts == ()
    assert allowance.lines[3].label == f"Potongan disiplin 0{NB}%"
    assert allowance.lines[3].amount == 0
    assert allowance.lines[3].explanation == "Tidak ada potongan."


def test_cuts_never_take_more_than_all_of_discipline():
    days = [reading("ABSENT", FIRST + timedelta(days=i), None, None) for i in range(35)]
    allowance = compute(replace(BARE, approved_minutes=0, days=days))
    assert allowance.net == 0
    assert allowance.lines[3].label == f"Potongan disiplin 100{NB}%"
    assert allowance.lines[3].explanation.endswith(f" Jumlahnya 105{NB}%, dipotong paling banyak 100{NB}%.")


@pytest.mark.parametrize(
    ("kind", "grade", "tax", "label"),
    [
        ("PNS", "I/a", 0, f"Pajak golongan I, 0{NB}%"),
        ("PNS", "II/d", 0, f"Pajak golongan II, 0{NB}%"),
        ("PNS", "III/a", -170_000, f"Pajak golongan III, 5{NB}%"),
        ("PNS", "IV/e", -510_000, f"Pajak golongan IV, 15{NB}%"),
        ("PPPK", "I", 0, f"Pajak golongan I (disamakan dengan II), 0{NB}%"),
        ("PPPK", "VIII", 0, f"Pajak golongan VIII (disamakan dengan II), 0{NB}%"),
        ("PPPK", "IX", -170_000, f"Pajak golongan IX (disamakan dengan III), 5{NB}%"),
        ("PPPK", "XVII", -170_000, f"Pajak golongan XVII (disamakan dengan III), 5{NB}%"),
    ],
)
def test_tax_by_grade(kind, grade, tax, label):
    found = {line.code: line for line in compute(replace(BARE, kind=kind, grade=grade)).lines}
    assert (found["TAX"].amount, found["TAX"].label) == (tax, label)


def test_probation_is_paid_eighty_per_cent_of_the_whole():
    allowance = compute(replace(BARE, on_probation=True))
    found = {line.code: line for line in allowance.lines}
    assert found["PROBATION"].label == f"Masa percobaan, dibayar 80{NB}%"
    assert found["PROBATION"].amount == -680_000
    assert found["PROBATION"].explanation == f"20{NB}% dari 3.400.000 tidak dibayarkan."
    assert found["TAX"].amount == -136_000
    assert allowance.net == compute(BARE).net * D("0.8") == 2_584_000


def test_half_a_rupiah_is_rounded_up_and_the_lines_still_add_up():
    # 2,950,000: discipline 1,180,000, cut 0.25 % 2,950, tax 5 % of 1,177,050 = 58,852.5.
    parameters = Parameters(missing_punch_cut=D("0.25"))
    inputs = replace(BARE, ceiling=D(2_950_000), approved_minutes=0, days=[reading(missing_in=True, late=None)])
    found = lines(inputs, parameters)
    assert (found["TAX"], found["ROUNDING"], found["NET"]) == (-58_853, 1, 1_118_198)


def test_every_figure_is_a_parameter():
    parameters = Parameters(
        productivity_weight=D(70),
        discipline_weight=D(30),
        required_minutes=100,
        tax_group_three=D(10),
        absent_day_cut=D(5),
    )
    inputs = replace(BARE, approved_minutes=100, days=[reading("ABSENT", late=None, early=None)])
    assert lines(inputs, parameters) == {
        "CEILING": 3_400_000,
        "PRODUCTIVITY": 2_380_000,
        "DISCIPLINE": 1_020_000,
        "DISCIPLINE_CUT": -51_000,
        "TAX": -334_900,
        "NET": 3_014_100,
    }


def test_unconfirmed_figures_are_named():
    assert set(UNCONFIRMED) <= set(Parameters.__dataclass_fields__)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"ceiling": D(-1)}, "ceiling_negative", "Pagu kelas jabatan −1 kurang dari 0. Isi dengan 0 atau lebih."),
        ({"ceiling": D("NaN")}, "not_a_number", "Pagu kelas jabatan “NaN” bukan bilangan. Isi dengan angka."),
        (
            {"approved_minutes": -5},
            "minutes_negative",
            "Menit yang disahkan −5 kurang dari 0. Hitung ulang dari laporan harian.",
        ),
        ({"grade": "V/a"}, "grade_unknown", "Golongan “V/a” tidak dikenal untuk PNS. Tulis misalnya III/a."),
        (
            {"kind": "PPPK", "grade": "III/a"},
            "grade_unknown",
            "Golongan “III/a” tidak dikenal untuk PPPK. Tulis I sampai XVII dengan angka Romawi.",
        ),
        ({"kind": "TNI"}, "employee_kind", "Jenis pegawai “TNI” tidak dikenal. Pilih PNS atau PPPK."),
    ],
)
def test_bad_inputs_are_refused(change, code, words):
    with pytest.raises(RuleViolation) as refusal:
        compute(replace(BARE, **change))
    assert (refusal.value.code, refusal.value.message) == (code, words)


minutes = st.none() | st.integers(0, 300)
days = st.lists(
    st.builds(
        reading,
        kind=st.sampled_from(["PRESENT", "ABSENT", "LEAVE"]),
        day=st.dates(date(2026, 11, 1), date(2026, 11, 30)),
        late=minutes,
        early=minutes,
        missing_in=st.booleans(),
        missing_out=st.booleans(),
    ),
    max_size=31,
)
people = st.builds(
    Inputs,
    ceiling=st.integers(0, 40_000_000).map(D),
    approved_minutes=st.integers(0, 12_000),
    days=days,
    grade=st.sampled_from(["I/a", "II/b", "III/c", "IV/d"]),
    kind=st.just("PNS"),
    on_probation=st.booleans(),
    job_class=st.none(),
)


@given(people)
def test_lines_add_up_and_the_net_lies_between_nothing_and_the_ceiling(inputs):
    allowance = compute(inputs)
    assert sum(line.amount for line in allowance.lines[1:-1]) == allowance.net == allowance.lines[-1].amount
    assert 0 <= allowance.net <= inputs.ceiling
    assert all(line.amount == line.amount.to_integral_value(ROUND_HALF_UP) for line in allowance.lines)


@given(people)
def test_another_day_absent_never_pays_more(inputs):
    worse = replace(inputs, days=[*inputs.days, reading("ABSENT", late=None, early=None)])
    assert compute(worse).net <= compute(inputs).net
