"""`manage.py score`: the published examples, the list, and bad input refused in one line that names the place."""

import json
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from django.core.management import call_command

from tests.architecture.source_tree import ROOT
from workflows.rules.score import SCORINGS, score

EXAMPLES = json.loads((ROOT / "tests/rules/examples/score.json").read_text(encoding="utf-8"))["examples"]
UNREACHABLE = "postgres://nobody@127.0.0.1:9/nothing"
ACTIVITY = {
    "quantity": {"target": "1", "realised": "1"},
    "quality": {"target": "100", "realised": "90"},
    "time": {"target": "12", "realised": "12"},
}
INDICATOR = {"target": "85", "realised": "85", "direction": "higher"}
PERIOD = {"level": "mahir", "predicate": "Baik", "months": 12}


def holds(found, expected):
    """Whether all that the example names is in the result; figures compared as decimals."""
    if isinstance(expected, dict):
        return all(holds(found[key], value) for key, value in expected.items())
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(holds, found, expected))
    if isinstance(expected, str) and expected.replace(".", "").isdigit():
        return Decimal(found) == Decimal(expected) and Decimal(found).as_tuple().exponent == -2
    return found == expected


def run(*arguments, text=None, exits=0):
    """The command in a process of its own, as a person would, with a database that nobody answers."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "score", *map(str, arguments)],
        cwd=ROOT, input=text, capture_output=True, check=False,
        env={**os.environ, "DATABASE_URL": UNREACHABLE, "ENVIRONMENT": "development"},
    )  # fmt: skip
    assert ended.returncode == exits, ended.stderr.decode()
    return ended.stdout.decode(), ended.stderr.decode()


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "masukan.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def refused(capsys, written):
    """The one line on standard error; nothing may be printed."""

    def refuse(rule_set, content):
        with pytest.raises(SystemExit) as end:
            call_command("score", rule_set, str(written(content)))
        said = capsys.readouterr()
        assert (end.value.code, said.out) == (2, "")
        assert said.err.endswith("\n")
        assert len(said.err.splitlines()) == 1
        return said.err.rstrip("\n")

    return refuse


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_published_example_through_the_command(example, written, capsys):
    call_command("score", example["rule_set"], str(written(json.dumps(example["input"]))))

    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["rule_set", "result", "trace"]
    assert answer["rule_set"] == example["rule_set"]
    assert holds(answer["result"], example["result"]), answer["result"]
    assert answer["trace"]
    assert all(list(step) == ["step", "formula", "inputs", "value", "source"] for step in answer["trace"])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_published_example_through_the_function(example):
    assert holds(score(example["rule_set"], json.dumps(example["input"]))["result"], example["result"])


def test_example_file_is_whole():
    assert len(EXAMPLES) == 20
    assert {example["rule_set"] for example in EXAMPLES} == set(SCORINGS)


@pytest.mark.parametrize(
    ("rule_set", "keys"),
    [
        ("pp46_2011",
         ["activities", "additional_tasks", "creativity", "skp", "behaviour", "total", "predicate"]),
        ("permenpanrb_8_2021",
         ["indicators", "additional", "additional_total", "skp", "behaviour", "total", "predicate"]),
        ("permenpanrb_6_2022", ["predicate", "siasn_code", "work_result_siasn_code", "behaviour_siasn_code"]),
        ("perbkn_3_2023", ["periods", "sum"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("nothing", ["absent", "null"])
def test_result_holds_every_key_and_null_where_nothing_was_given(rule_set, keys, nothing):
    key = {"pp46_2011": "behaviour", "permenpanrb_8_2021": "total", "perbkn_3_2023": "periods"}.get(rule_set)
    content = {key or "work_result": None} if nothing == "null" else {}

    assert score(rule_set, json.dumps(content))["result"] == dict.fromkeys(keys)


def test_command_asks_no_database_and_reads_standard_input():
    text = json.dumps({"periods": [PERIOD]}).encode()

    for arguments in (["perbkn_3_2023"], ["perbkn_3_2023", "-"]):
        said, complaint = run(*arguments, text=text)
        assert json.loads(said)["result"] == {"periods": ["12.50"], "sum": "12.50"}
        assert complaint == ""


def test_refusal_in_a_process_of_its_own_is_one_line_and_exit_2():
    said, complaint = run("perbkn_3_2023", text=json.dumps({"periods": [PERIOD | {"months": 13}]}).encode(), exits=2)

    assert said == ""
    assert complaint == "periods[0].months: Satu periode paling sedikit 1 dan paling banyak 12 bulan, bukan 13.\n"


def test_list_names_each_rule_set_with_its_days_and_unconfirmed_parameters(capsys):
    call_command("score", "--list")

    sets = json.loads(capsys.readouterr().out)["rule_sets"]
    assert [(s["code"], s["since"], s["until"]) for s in sets] == [
        ("pp46_2011", "2014-01-01", "2021-07-01"),
        ("permenpanrb_8_2021", "2021-07-01", "2022-01-01"),
        ("permenpanrb_6_2022", "2022-01-01", None),
        ("perbkn_3_2023", "2023-07-01", None),
    ]
    assert [s["since_is_confirmed"] for s in sets] == [True, True, True, False]
    assert all(s["title"].startswith("Peraturan ") for s in sets)
    assert [len(s["unconfirmed"]) for s in sets] == [4, 9, 2, 0]
    assert sets[0]["unconfirmed"][2] == {
        "parameter": "creativity_president", "default": "12", "is": "Nilai kreativitas yang diakui Presiden.",
    }  # fmt: skip
    assert [len(s["not_offered"]) for s in sets] == [0, 2, 0, 0]


@pytest.mark.parametrize("written_as", ['"86"', "86", "86.0", '"86.00"', "8.6e1", '" 86"'])
def test_figures_come_as_json_numbers_or_as_text(written_as, written, capsys, refused):
    content = json.dumps({"activities": [ACTIVITY]}).replace('"90"', written_as)
    if " " in written_as:
        assert refused("pp46_2011", content).startswith("activities[0].quality.realised: “ 86” bukan bilangan.")
        return
    call_command("score", "pp46_2011", str(written(content)))
    assert json.loads(capsys.readouterr().out)["result"]["activities"][0]["quality"] == "86.00"


def test_decimal_figure_is_read_exactly():
    content = '{"total": 89.99999999999999999999, "new_idea": true}'

    assert score("permenpanrb_8_2021", content)["result"]["predicate"] == "Cukup"


def test_mark_of_byte_order_is_no_part_of_the_input(written, capsys):
    call_command("score", "permenpanrb_6_2022", str(written(b"\xef\xbb\xbf{}")))

    assert json.loads(capsys.readouterr().out)["result"]["predicate"] is None
