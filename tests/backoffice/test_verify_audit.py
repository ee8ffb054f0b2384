"""`verify_audit`: exit codes, JSON, and one clear line."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.workflows.audit.attacker import lift_the_guards
from tests.workflows.audit.test_record import entry
from workflows.audit.models import Decision
from workflows.audit.record import record

pytestmark = pytest.mark.django_db


def verified(*arguments: str) -> tuple[int, str]:
    """The exit code and what was said."""
    said = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=said, stderr=said)
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_a_sound_record_is_told_with_its_number():
    record(entry(1), entry(2), entry(1))

    assert verified() == (0, "Sound: 3 records and 0 rows of history are what was written.\n")
    code, said = verified("--json")
    assert (code, json.loads(said)) == (0, {"sound": True, "checked": 3, "covered": 0, "broken": None})


def test_a_broken_record_is_named_and_ends_with_1():
    decisions = record(entry(1), entry(1), entry(1))
    lift_the_guards()
    Decision.objects.filter(pk=decisions[1].pk).update(tier="Diubah")

    code, said = verified()
    assert code == 1
    assert said == f"Broken: record 2 of stream {decisions[1].stream} was edited. 1 records before it are sound.\n"
    code, said = verified("--json")
    broken = {"stream": decisions[1].stream, "seq": 2, "kind": "edited", "id": decisions[1].pk}
    assert (code, json.loads(said)) == (1, {"sound": False, "checked": 1, "covered": 0, "broken": broken})


def test_from_a_place_on_it_trusts_what_is_before():
    decisions = record(entry(1), entry(1), entry(1))
    lift_the_guards()
    Decision.objects.filter(pk=decisions[0].pk).update(tier="Diubah")

    assert verified("--since", "1")[0] == 0


def test_a_place_that_is_no_number_is_bad_input(capsys):
    assert verified("--since", "kemarin")[0] == 2
    assert capsys.readouterr().err == (
        "--since: “kemarin” is no number. Give the place behind which to verify, as 1200.\n"
    )
