"""Bad input of `manage.py score`: exit 2, one line that names the place, nothing printed."""

import json
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.architecture.source_tree import ROOT

ACTIVITY = {
    "quantity": {"target": "1", "realised": "1"},
    "quality": {"target": "100", "realised": "90"},
    "time": {"target": "12", "realised": "12"},
}
FIVE = dict.fromkeys(("service_orientation", "integrity", "commitment", "discipline", "cooperation"), "80")
INDICATOR = {"target": "85", "realised": "85", "direction": "higher"}
PIECE = {"category": "Baik", "scope_weight": "1", "value": "100"}
PERIOD = {"level": "mahir", "predicate": "Baik", "months": 12}
NO_NUMBER = "bukan bilangan. Isi dengan angka, desimalnya dengan titik."
OUT_OF_RANGE = "Bilangan terlalu besar atau terlalu banyak angkanya. Isi dengan bilangan yang lebih sederhana."


def activity(aspect, **change):
    return {"activities": [ACTIVITY, ACTIVITY | {aspect: ACTIVITY.get(aspect, {}) | change}]}


def indicator(**change):
    return {"indicators": [INDICATOR | change]}


def piece(**change):
    return {"additional": [PIECE, PIECE | change]}


def period(**change):
    return {"periods": [PERIOD | change]}


@pytest.fixture
def refused(capsys, tmp_path):
    """What the command says about this content."""

    def refuse(rule_set, content):
        path = tmp_path / "masukan.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(SystemExit) as end:
            call_command("score", rule_set, str(path))
        said = capsys.readouterr()
        assert (end.value.code, said.out) == (2, "")
        assert said.err.endswith("\n")
        assert len(said.err.splitlines()) == 1
        return said.err.rstrip("\n").replace(str(path), "BERKAS")

    return refuse


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (activity("quantity", target="-1"),
         "activities[1].quantity.target: Target kuantitas −1 kurang dari 0. Isi dengan bilangan di atas 0."),
        (activity("quantity", target="0"),
         "activities[1].quantity.target: Target kuantitas 0 tidak dapat dijadikan pembagi. "
         "Isi dengan bilangan di atas 0."),
        (activity("time", realised="-0.001"),
         "activities[1].time.realised: Realisasi waktu −0,001 kurang dari 0. Isi dengan 0 atau lebih."),
        (activity("cost", target="-5", realised="0"),
         "activities[1].cost.target: Target biaya −5 kurang dari 0. Isi dengan bilangan di atas 0."),
        (activity("cost", target="5"), "activities[1].cost.realised: Belum diisi. Isi dengan angka."),
        (activity("quality", target=None), "activities[1].quality.target: Belum diisi. Isi dengan angka."),
        (activity("quality", realised="tiga"), f"activities[1].quality.realised: “tiga” {NO_NUMBER}"),
        (activity("quality", realised="3,5"), f"activities[1].quality.realised: “3,5” {NO_NUMBER}"),
        (activity("quality", realised="1_000"), f"activities[1].quality.realised: “1_000” {NO_NUMBER}"),
        (activity("quality", realised="٣"), f"activities[1].quality.realised: “٣” {NO_NUMBER}"),
        (activity("quality", realised=""), f"activities[1].quality.realised: “” {NO_NUMBER}"),
        (activity("quality", realised="NaN"), f"activities[1].quality.realised: “NaN” {NO_NUMBER}"),
        (activity("quality", realised="-Infinity"), f"activities[1].quality.realised: “-Infinity” {NO_NUMBER}"),
        (activity("quality", realised=float("nan")), f"activities[1].quality.realised: “NaN” {NO_NUMBER}"),
        (activity("quality", realised=float("inf")), f"activities[1].quality.realised: “Infinity” {NO_NUMBER}"),
        (activity("quality", realised="1e999999999"), f"activities[1].quality.realised: {OUT_OF_RANGE}"),
        (activity("quality", target="1e-999999999"), f"activities[1].quality.target: {OUT_OF_RANGE}"),
        (activity("quality", target="0e999999999"), f"activities[1].quality.target: {OUT_OF_RANGE}"),
        (activity("quality", realised="9" * 61),
         "activities[1].quality.realised: Bilangan terlalu panjang. Isi dengan bilangan yang lebih sederhana."),
        (activity("quality", realised=True), "activities[1].quality.realised: Bukan bilangan. Isi dengan angka."),
        (activity("quality", realised=[1]), "activities[1].quality.realised: Bukan bilangan. Isi dengan angka."),
        (activity("quality", realized="1"),
         "activities[1].quality.realized: Kunci ini tidak dikenal. Pilih dari realised dan target."),
        (activity("speed", target="1"),
         "activities[1].speed: Kunci ini tidak dikenal. Pilih dari cost, quality, quantity, dan time."),
        ({"activities": [{"quantity": ACTIVITY["quantity"]}]},
         "activities[0].quality: Harus berupa objek { … }."),
        ({"activities": []}, "activities: Kegiatan belum diisi. Isi paling sedikit satu."),
        ({"activities": ACTIVITY}, "activities: Harus berupa daftar [ … ]."),
        ({"activities": ["1"]}, "activities[0]: Harus berupa objek { … }."),
        ({"additional_tasks": "2.5"}, "additional_tasks: Bukan bilangan bulat. Isi dengan bilangan bulat."),
        ({"additional_tasks": -1},
         "additional_tasks: Jumlah tugas tambahan −1 kurang dari 0. Isi dengan 0 atau lebih."),
        ({"additional_tasks": True}, "additional_tasks: Bukan bilangan. Isi dengan angka."),
        ({"additional_tasks": "1e999999"}, f"additional_tasks: {OUT_OF_RANGE}"),
        ({"creativity": "5"}, "creativity: Nilai kreativitas 5 tidak dikenal. Pilih salah satu dari 0, 3, 6, dan 12."),
        ({"structural": "true"}, "structural: Harus true atau false."),
        ({"structural": 1}, "structural: Harus true atau false."),
        ({"structural": True, "behaviour": FIVE},
         "behaviour.leadership: Nilai kepemimpinan belum diisi. Isi untuk jabatan struktural."),
        ({"behaviour": {}}, "behaviour.service_orientation: Belum diisi. Isi dengan angka."),
        ({"behaviour": FIVE | {"discipline": "101"}},
         "behaviour.discipline: Nilai disiplin 101 lebih dari 100. Isi dengan 0 sampai 100."),
        ({"behavior": FIVE},
         "behavior: Kunci ini tidak dikenal. Pilih dari activities, additional_tasks, behaviour, creativity, dan "
         "structural."),
        ({"a\nb" + "\u202e" * 3 + "c" * 99: 1},
         f"ab{'c' * 38}…: Kunci ini tidak dikenal. Pilih dari activities, additional_tasks, behaviour, creativity, "
         "dan structural."),
    ],
)  # fmt: skip
def test_pp46(refused, content, line):
    assert refused("pp46_2011", json.dumps(content)) == line


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (indicator(target="-1"), "indicators[0].target: Target −1 kurang dari 0. Isi dengan bilangan di atas 0."),
        (indicator(target="0"),
         "indicators[0].target: Target 0 tidak dapat dijadikan pembagi. Isi dengan bilangan di atas 0."),
        (indicator(target=["0", "9"], realised="-1"),
         "indicators[0].target[0]: Batas bawah 0 tidak dapat dijadikan pembagi. Isi dengan bilangan di atas 0."),
        (indicator(target=["0", "0"]),
         "indicators[0].target[1]: Batas atas 0 tidak dapat dijadikan pembagi. Isi dengan bilangan di atas 0."),
        (indicator(target=["-1", "9"]),
         "indicators[0].target[0]: Batas bawah −1 kurang dari 0. Isi dengan 0 atau lebih."),
        (indicator(target=["9", "8"]),
         "indicators[0].target: Batas bawah 9 lebih tinggi daripada batas atas 8. Tukar keduanya."),
        (indicator(target=["9"]),
         "indicators[0].target: Rentang terdiri dari dua bilangan: [batas bawah, batas atas]."),
        (indicator(target=["9", "x"]), f"indicators[0].target[1]: “x” {NO_NUMBER}"),
        (indicator(target={}), "indicators[0].target: Bukan bilangan. Isi dengan angka."),
        (indicator(direction="up"), "indicators[0].direction: “up” tidak dikenal. Pilih dari higher dan lower."),
        (indicator(direction=1), "indicators[0].direction: “1” tidak dikenal. Pilih dari higher dan lower."),
        (indicator(direction=None), "indicators[0].direction: Belum diisi. Pilih dari higher dan lower."),
        (indicator(direction=False), "indicators[0].direction: Bukan kata. Pilih dari higher dan lower."),
        (indicator(maximum="yes"), "indicators[0].maximum: Harus true atau false."),
        ({"indicators": []}, "indicators: Indikator belum diisi. Isi paling sedikit satu."),
        (piece(category="Buruk"),
         "additional[1].category: “Buruk” tidak dikenal. Pilih dari Sangat Baik, Baik, Cukup, Kurang, dan "
         "Sangat Kurang."),
        (piece(scope_weight="4"),
         "additional[1].scope_weight: Bobot lingkup 4 tidak dikenal. Pilih salah satu dari 1, 2, dan 3."),
        (piece(value="-1"), "additional[1].value: Nilai −1 kurang dari 0. Isi dengan 0 atau lebih."),
        ({"behaviour": {}}, "behaviour: Perilaku belum dinilai. Isi paling sedikit satu."),
        ({"behaviour": {"initiative": "121"}},
         "behaviour.initiative: Nilai inisiatif kerja 121 lebih dari 120. Isi dengan 0 sampai 120."),
        ({"behaviour": {"integrity": "80"}},
         "behaviour.integrity: Kunci ini tidak dikenal. Pilih dari commitment, cooperation, initiative, leadership, "
         "dan service_orientation."),
        ({"total": "-1"}, "total: Nilai kinerja −1 kurang dari 0. Isi dengan 0 atau lebih."),
        ({"total": "100", "behaviour": {"initiative": "90"}},
         "total: Nilai kinerja dihitung dari bagiannya atau diberikan sendiri. Hapus salah satu."),
        ({"total": "115", "new_idea": "no"}, "new_idea: Harus true atau false."),
        ({"jpt": True},
         "jpt: Kunci ini tidak dikenal. Pilih dari additional, behaviour, indicators, new_idea, peers_used, dan "
         "total."),
    ],
)  # fmt: skip
def test_permenpanrb_8(refused, content, line):
    assert refused("permenpanrb_8_2021", json.dumps(content)) == line


@pytest.mark.parametrize(
    ("rule_set", "content", "line"),
    [
        ("permenpanrb_6_2022", {"work_result": "ABOVE"},
         "work_result: “ABOVE” tidak dikenal. Pilih dari above, meets, dan below."),
        ("permenpanrb_6_2022", {"behavior": "above"},
         "behavior: Kunci ini tidak dikenal. Pilih dari behaviour dan work_result."),
        ("perbkn_3_2023", period(months=13),
         "periods[0].months: Satu periode paling sedikit 1 dan paling banyak 12 bulan, bukan 13."),
        ("perbkn_3_2023", period(months=0),
         "periods[0].months: Satu periode paling sedikit 1 dan paling banyak 12 bulan, bukan 0."),
        ("perbkn_3_2023", period(months=-1),
         "periods[0].months: Satu periode paling sedikit 1 dan paling banyak 12 bulan, bukan −1."),
        ("perbkn_3_2023", period(months="6.5"), "periods[0].months: Bukan bilangan bulat. Isi dengan bilangan bulat."),
        ("perbkn_3_2023", period(months="1e20000"), f"periods[0].months: {OUT_OF_RANGE}"),
        ("perbkn_3_2023", period(level="Mahir"),
         "periods[0].level: “Mahir” tidak dikenal. Pilih dari pemula, terampil, mahir, penyelia, ahli_pertama, "
         "ahli_muda, ahli_madya, dan ahli_utama."),
        ("perbkn_3_2023", period(predicate="Buruk"),
         "periods[0].predicate: “Buruk” tidak dikenal. Pilih dari Sangat Baik, Baik, Cukup, Butuh Perbaikan, Kurang, "
         "dan Sangat Kurang."),
        ("perbkn_3_2023", {"periods": []}, "periods: Periode belum diisi. Isi paling sedikit satu."),
    ],
)  # fmt: skip
def test_other_sets(refused, rule_set, content, line):
    assert refused(rule_set, json.dumps(content)) == line


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "masukan: Kosong. Isi dengan objek JSON { … }."),
        (" \n\t", "masukan: Kosong. Isi dengan objek JSON { … }."),
        ("[]", "masukan: Harus berupa objek { … }."),
        ("null", "masukan: Harus berupa objek { … }."),
        ("3", "masukan: Harus berupa objek { … }."),
        ('{"periods":\n [}', "masukan: Bukan JSON yang utuh pada baris 2 kolom 3. Perbaiki tulisannya."),
        ('{"a": 1} {"b": 2}', "masukan: Bukan JSON yang utuh pada baris 1 kolom 10. Perbaiki tulisannya."),
        ("[" * 200_000, "masukan: Kurungnya bertingkat terlalu dalam. Perbaiki tulisannya."),
        ('{"periods": [], "periods": []}', "periods: Kunci ini tertulis dua kali. Hapus salah satu."),
        ('{"periods": [{"months": 1, "months": 2, "level": "mahir", "predicate": "Baik"}]}',
         "periods[0].months: Kunci ini tertulis dua kali. Hapus salah satu."),
        ('{"\\ud800": 1}', "masukan: Kunci ini tidak dikenal. Pilih dari periods."),
        (b'{"periods": "\xff"}', "BERKAS: Bukan teks UTF-8. Simpan ulang sebagai UTF-8."),
    ],
)  # fmt: skip
def test_input_that_is_no_object_of_json(refused, content, line):
    assert refused("perbkn_3_2023", content) == line


@pytest.mark.parametrize("rule_set", ["pp10_1979", "", "PP46_2011"])
def test_unknown_rule_set(refused, rule_set):
    assert refused(rule_set, "{}") == (
        "RULE_SET: Aturan penilaian tidak dikenal. Pilih dari pp46_2011, permenpanrb_8_2021, permenpanrb_6_2022, dan "
        "perbkn_3_2023."
    )


@pytest.mark.parametrize("name", ["tidak-ada.json", ".", "a\0b"])
def test_file_that_cannot_be_read(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as end:
        call_command("score", "pp46_2011", name)

    said = capsys.readouterr()
    assert (end.value.code, said.out) == (2, "")
    assert said.err.startswith(f"{name.replace(chr(0), '')}: Berkas tidak dapat dibaca (")
    assert len(said.err.splitlines()) == 1


def test_no_rule_set_is_one_line_too():
    ended = subprocess.run(
        [sys.executable, "manage.py", "score"], cwd=ROOT, input=b"", capture_output=True, check=False
    )  # fmt: skip

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode().startswith("RULE_SET: Aturan penilaian tidak dikenal.")
    assert len(ended.stderr.decode().splitlines()) == 1
