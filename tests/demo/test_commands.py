"""`explain_chain`, `tick` and `status` on the played office: who decides and why, duties done once, counts."""

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from workflows.audit.models import Decision
from workflows.daily.models import DailyReport
from workflows.engine.models import WorkItem
from workflows.organization.models import ActingAppointment, Tenure

LATER = date(2026, 12, 10)


@pytest.fixture
def undone(played: str) -> Iterator[None]:
    """Whatever the test changes in the played office is taken back."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's test cases mark theirs: a durable block may stand inside
    with outer:
        yield
        transaction.set_rollback(True)


def nip(post: str) -> str:
    """The NIP of whoever holds the post in November."""
    return Tenure.objects.on(date(2026, 11, 20)).get(position__code=post).employee.nip


def explain(process: str, person: str, on: str = "2026-11-20", *, exits: int = 0) -> dict[str, Any]:
    """What `explain_chain … --json` says, and that it ends so."""
    said = StringIO()
    try:
        call_command("explain_chain", process, person, "--on", on, "--json", stdout=said)
        ended = 0
    except SystemExit as end:
        ended = int(str(end.code))
    assert ended == exits
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


def who(tier: dict[str, Any]) -> list[tuple[str, str]]:
    """Each person of a tier and why."""
    return [(person["nip"], person["why"]) for person in tier["persons"]]


def test_a_holder_decides_in_their_own_post(played):
    found = explain("daily", nip("BKPSDM-31-05"))

    (tier,) = found["tiers"]
    assert (found["process"], found["employee"]["nip"], found["on"]) == ("daily", nip("BKPSDM-31-05"), "2026-11-20")
    assert (tier["rule"], tier["why"]) == ("direct_superior", "holder")
    assert who(tier) == [(nip("BKPSDM-31"), "holder")]
    assert tier["persons"][0]["post"] == "Kepala Sub Bidang Mutasi"


def test_a_plt_decides_for_a_vacant_post(played):
    first, second = explain("skp", nip("BKPSDM-52-01"))["tiers"]

    assert (first["why"], who(first)) == ("acting", [(nip("BKPSDM-53"), "acting")])
    (plt,) = first["persons"]
    assert (plt["capacity"], plt["decree"], plt["on_behalf_of"]) == ("Plt", "SK 821.2/014/BKPSDM/2026", None)
    assert plt["post"] == "Kepala Sub Bidang Disiplin"
    assert (second["rule"], who(second)) == ("superior_of_superior", [(nip("BKPSDM-50"), "holder")])


@pytest.mark.parametrize(("on", "acts"), [("2026-11-15", False), ("2026-11-16", True), ("2026-11-27", True),
                                          ("2026-11-28", False)])  # fmt: skip
def test_a_plh_decides_on_the_days_of_the_decree_and_no_other(played, on, acts):
    _first, second = explain("assessment", nip("BKPSDM-31-05"), on)["tiers"]

    if not acts:
        assert who(second) == [(nip("BKPSDM-30"), "holder")]
        return
    (plh,) = second["persons"]
    assert (plh["nip"], plh["why"], plh["capacity"]) == (nip("BKPSDM-40"), "acting", "Plh")
    holder = Tenure.objects.get(position__code="BKPSDM-30").employee
    assert (plh["decree"], plh["on_behalf_of"]) == ("SP 800/256/BKPSDM/2026", holder.name)


def test_above_the_head_the_line_ends_and_the_tier_is_skipped(played):
    first, second = explain("skp", nip("BKPSDM-00"))["tiers"]

    assert who(first) == [(nip("BKN-DEP"), "holder")]
    assert (second["why"], second["persons"]) == ("skipped", [])
    assert second["note"]


def test_a_post_without_anybody_is_a_gap_and_is_found_wrong(played):
    found = explain("daily", nip("BKPSDM-52-01"), "2026-01-01", exits=1)

    (tier,) = found["tiers"]
    assert (tier["why"], tier["persons"]) == ("gap", [])
    assert "Kepala Sub Bidang Disiplin" in tier["note"]
    assert not ActingAppointment.objects.on(date(2026, 1, 1)).exists()


def test_in_words_it_says_the_same(played):
    said = StringIO()
    call_command("explain_chain", "daily", nip("BKPSDM-52-01"), "--on", "2026-11-20", stdout=said)

    lines = said.getvalue().splitlines()
    assert len(lines) == 2
    assert "Plt, SK 821.2/014/BKPSDM/2026" in lines[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("daily", "199999999999999999"), ("daily", "1.97E+17"), ("payroll", "199999999999999999"),
        ("daily", "199999999999999999", "--on", "24-11-2026"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(played, capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        call_command("explain_chain", *arguments, stdout=StringIO())

    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_whoever_held_no_post_on_the_day_is_said_so(played, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("explain_chain", "daily", nip("BKPSDM-31-05"), "--on", "1990-01-01", stdout=StringIO())

    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "1990-01-01" in line


def tick() -> dict[str, int]:
    """What `tick --json` did."""
    said = StringIO()
    call_command("tick", "--json", stdout=said)
    done: dict[str, int] = json.loads(said.getvalue())
    return done


def test_tick_does_each_duty_once(undone, monkeypatch):
    monkeypatch.setattr(settings, "DEMO_TODAY", LATER)
    returned = DailyReport.objects.filter(status="RETURNED").count()
    unanswered = WorkItem.objects.open().filter(process="assessment", node="acknowledge").count()
    assert unanswered > 0

    first = tick()
    after_first = Decision.objects.count()
    second = tick()

    assert (first["lapsed"], first["finalised"], first["moved_meanwhile"]) == (returned, unanswered, 0)
    assert not any(second.values())
    assert Decision.objects.count() == after_first
    assert not WorkItem.objects.open().filter(process="assessment", node="acknowledge").exists()
    assert DailyReport.objects.filter(status="SUBMITTED").exists()  # what waits for its verifier never lapses


def test_tick_leaves_alone_what_is_not_due(undone, monkeypatch):
    monkeypatch.setattr(settings, "DEMO_TODAY", date(2026, 11, 24))
    tick()
    before = Decision.objects.count()

    assert not any(tick().values())
    assert Decision.objects.count() == before


def test_status_in_words_says_what_the_json_says(played):
    words, as_json = StringIO(), StringIO()
    call_command("status", stdout=words)
    call_command("status", "--json", stdout=as_json)

    found = json.loads(as_json.getvalue())
    assert f"employees: {found['employees']}" in words.getvalue().splitlines()
    assert f"  daily: {found['open_tasks']['daily']}" in words.getvalue().splitlines()


@pytest.mark.django_db
def test_status_of_an_empty_system_is_noughts():
    said = StringIO()
    call_command("status", "--json", stdout=said)

    found = json.loads(said.getvalue())
    assert (found["employees"], found["skp_set"], found["decisions"], found["oldest_open_working_days"]) == (0, 0, 0, 0)
    assert set(found["open_tasks"].values()) == {0}
