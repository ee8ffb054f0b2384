"""`reconcile_audit`: exit codes, plain sentences in both languages, the same as JSON, quiet where nothing is found."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from backoffice.reconciliation_words import NEXT, SENTENCES, TITLES, lines
from tests import factories as make
from tests.workflows.audit.test_reconciling import record_the_rest, sql
from workflows.audit.reconciling import Kind, Tally, Unexplained
from workflows.organization.models import Employee

pytestmark = pytest.mark.django_db
NOTHING = "Tidak ditemukan apa pun: pekerjaan, keputusan, baris, dan riwayat saling cocok.\n"


def reconciled(*arguments: str) -> tuple[int, str]:
    """The exit code and what was said."""
    said = StringIO()
    try:
        call_command("reconcile_audit", *arguments, stdout=said, stderr=said)
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


@pytest.fixture
def changed():
    """An office in which two people were given other names past every action."""
    office = make.office()
    record_the_rest()
    Employee.objects.filter(pk__in=[office.staff.pk, office.other.pk]).update(name="Diubah")
    return office


def test_nothing_found_is_said_and_kept_quiet():
    assert reconciled() == (0, NOTHING)
    assert reconciled("--quiet") == (0, "")
    code, said = reconciled("--json")
    assert (code, json.loads(said)) == (0, {"agrees": True, "found": 0, "wrong": [], "not_compared": []})


def test_what_is_found_is_told_in_sentences_and_ends_with_1(changed):
    code, said = reconciled("--quiet")

    assert code == 1
    assert said.splitlines()[:3] == [
        "Baris yang tidak sesuai dengan riwayatnya (organization.Employee): 2",
        f"  organization.Employee {changed.staff.pk} tidak sesuai dengan riwayat terakhirnya pada: name.",
        f"  organization.Employee {changed.other.pk} tidak sesuai dengan riwayat terakhirnya pada: name.",
    ]
    assert said.splitlines()[3].startswith("  Yang dapat dilakukan: Seseorang menulis ke tabel")
    assert said.splitlines()[4:] == ["Ditemukan: 2. Tidak ada yang diubah."]


def test_in_english(changed):
    with translation.override("en"):
        _code, said = reconciled()

    assert said.splitlines()[0] == "Rows that are not as their history says (organization.Employee): 2"
    assert said.splitlines()[-1] == "Found: 2. Nothing was changed."


def test_as_json_with_the_first_of_them(changed):
    code, said = reconciled("--json", "--first", "1")

    told = json.loads(said)
    assert (code, told["agrees"], told["found"], told["not_compared"]) == (1, False, 2, [])
    (of_people,) = told["wrong"]
    assert (of_people["kind"], of_people["model"], of_people["count"]) == (
        "differs_from_history", "organization.Employee", 2,
    )  # fmt: skip
    sentence = f"organization.Employee {changed.staff.pk} tidak sesuai dengan riwayat terakhirnya pada: name."
    assert of_people["first"] == [{"key": changed.staff.pk, "detail": "name", "sentence": sentence}]
    assert of_people["next"].startswith("Seseorang menulis ke tabel")


def test_those_not_shown_are_counted(changed):
    assert "  Dan 1 lagi." in reconciled("--first", "1")[1].splitlines()


@pytest.mark.parametrize("given", ["semua", "-1", "٣", ""])
def test_a_number_that_is_none_is_bad_input(capsys, given):
    assert reconciled(f"--first={given}") == (2, "")
    assert capsys.readouterr().err == f"--first: “{given}” bukan jumlah baris. Tulis angka, misalnya 20.\n"


def test_a_table_that_is_missing_ends_with_2_and_one_line(capsys):
    sql("ALTER TABLE skp_historicalskp RENAME TO skp_gone")

    code, said = reconciled()

    assert (code, said) == (2, "")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Tabel tidak dapat dibandingkan: ")
    assert line.endswith("Periksa DATABASE_URL, dan jalankan migrate.")


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_words_in_both_languages(kind):
    tally = Tally(kind, "skp.Skp", 3, [Unexplained(7, " text target")])
    with translation.override("en"):
        english = lines(tally)
    indonesian = lines(tally)

    assert len(english) == len(indonesian) == 4
    assert all(one != other for one, other in zip(english, indonesian, strict=True))
    assert "7" in english[1]
    assert all(kind in words for words in (TITLES, SENTENCES, NEXT))
