"""`as_of`: what it prints, and that bad input is told in one line."""

import json

import pytest

from tests.backoffice.as_of_cases import case_of, command, known_people, revised_skp


@pytest.fixture
def people(db):
    return known_people()


@pytest.fixture
def skp(people):
    return revised_skp(people)


def test_the_command_prints_one_object(people, skp):
    code, said = command("skp", case_of(skp).pk, "--at", "2026-01-13 08:00", "--json")
    told = json.loads(said)
    assert code == 0
    assert told["at"] == "2026-01-13T08:00:00+07:00"
    assert told["stood"]["values"]["status"] == "SUBMITTED"
    (result,) = told["stood"]["parts"]["results"]
    assert result["values"]["text"] == "Terprosesnya usulan mutasi"
    assert [each["values"]["target"] for each in result["parts"]["indicators"]] == ["360.00", "90.00"]
    assert told["around"]["superior"]["name"] == "Jaya Ramadan"
    assert [tier["deciders"][0]["name"] for tier in told["chain"]["tiers"]] == ["Jaya Ramadan", "Siti Pratama"]
    assert [each["asked"][0]["person"] for each in told["waiting"]] == ["Jaya Ramadan"]
    assert [(each["verb"], each["by"]["name"]) for each in told["decisions"]] == [("SUBMIT", "Ghaliyati Wahyuni")]
    assert told["later_decisions"] == 2
    assert told == json.loads(command("skp", f"skp.Skp#{skp.pk}", "--at", "2026-01-13T08:00+07:00", "--json")[1])


def test_the_command_tells_it_in_lines(people, skp):
    code, said = command("skp", case_of(skp).pk, "--at", "2026-01-13 08:00")
    assert code == 0
    assert said.startswith(f"SKP 2026 Ghaliyati Wahyuni (skp.Skp#{skp.pk}), 2026-01-13 08:00:00: case ")
    assert "[today: Terprosesnya 360 usulan mutasi]" in said
    assert "1. Persetujuan: Jaya Ramadan, Kepala Sub Bidang Mutasi (holder)" in said
    assert "Dikirim, Ghaliyati Wahyuni" in said
    code, said = command("skp", f"skp.Skp#{skp.pk}", "--at", "2025-01-13 08:00")
    assert code == 0
    assert "It had not been written down yet." in said


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["kehadiran", "1"], "PROCESS: “kehadiran” is none of "),
        (["skp", "999999999"], "CASE_ID: There is no case 999999999 of the process skp."),
        (["skp", "skp.Skp#999999999"], "CASE_ID: There is no skp.Skp#999999999 of the process skp."),
        (["skp", "daily.DailyReport#1"], "CASE_ID: “daily.DailyReport#1” is no case of skp. "),
        (["skp", "dua belas"], "CASE_ID: “dua belas” is no case of skp. "),
        (["skp", "skp.Skp#"], "CASE_ID: “skp.Skp#” is no case of skp. "),
        (["skp", "²"], "CASE_ID: “²” is no case of skp. "),
        (["skp", "1", "--at", "kemarin"], "--at: “kemarin” is no moment. "),
        (["skp", "1", "--at", "2026-06-30"], "--at: “2026-06-30” is no moment. "),
        (["skp", "1", "--at", "2026-02-30 17:00"], "--at: “2026-02-30 17:00” is no moment. "),
        (["skp", "1", "--at", "0001-01-01 00:00"], "--at: “0001-01-01 00:00” is no moment. "),
    ],
)
def test_bad_input_is_told_in_one_line(people, capsys, arguments, line):
    assert command(*arguments) == (2, "")
    told = capsys.readouterr().err
    assert told.startswith(line)
    assert told.count("\n") == 1
