"""Each remark about a decision: a function of values, with its sentence."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from backoffice.auditing import remarks
from backoffice.auditing.office_hours import Hours
from backoffice.auditing.remarks import Facts, Remark, flags_of
from workflows.audit.verbs import Verb

AT = timezone.make_aware(datetime.combine(date(2026, 6, 10), time(14, 5)))  # a Wednesday
A_DAY = Hours(time(7, 30), time(16))
APPROVED = Facts(verb=Verb.APPROVE, channel="PAGE", actor_nip="197301011995121034", at=AT)
SUBMITTED = replace(APPROVED, verb=Verb.SUBMIT)


def codes(facts: Facts) -> list[str]:
    return [flag.remark.value for flag in flags_of(facts, quick_within=5)]


def test_an_ordinary_decision_is_not_remarkable():
    facts = replace(
        APPROVED, hours=A_DAY, previous_at=AT - timedelta(minutes=1), arrived_at=AT - timedelta(days=1), days_late=3
    )

    assert flags_of(facts, quick_within=5) == []


def test_an_override_says_that_hr_decided():
    facts = replace(APPROVED, verb=Verb.OVERRIDE)

    assert remarks.overridden(facts) == "Admin kepegawaian memutus, bukan orang yang diminta."
    assert remarks.overridden(APPROVED) == ""


def test_acting_for_another_says_as_what_for_whom_and_by_which_decree():
    facts = replace(
        APPROVED,
        capacity="PLH",
        principal_post="Kepala Sub Bidang Mutasi",
        principal_name="Jaya Ramadan",
        decree="SP 1",
    )

    assert remarks.for_another(facts) == ("Bertindak sebagai Plh Kepala Sub Bidang Mutasi untuk Jaya Ramadan, SP 1.")
    assert remarks.for_another(replace(facts, capacity="PLT", principal_name="", decree="")) == (
        "Bertindak sebagai Plt Kepala Sub Bidang Mutasi untuk jabatan kosong, tanpa nomor surat perintah."
    )
    assert remarks.for_another(APPROVED) == ""


def test_a_delegate_decides_by_delegation():
    facts = replace(
        APPROVED, capacity="DELEGATE", principal_post="Kepala Bidang", principal_name="Siti", decree="Delegasi 1"
    )

    assert remarks.for_another(facts) == "Bertindak atas delegasi Kepala Bidang untuk Siti, Delegasi 1."


def test_what_was_keyed_in_names_its_paper():
    facts = replace(APPROVED, verb=Verb.RECORD_OUTSIDE, document="ditandatangani Luis Sihombing, nomor 7")

    assert remarks.from_document(facts) == "Dicatat dari dokumen: ditandatangani Luis Sihombing, nomor 7."
    assert remarks.from_document(replace(facts, document="")) == "Dicatat dari dokumen: dokumennya tidak disebut."
    assert remarks.from_document(APPROVED) == ""


@pytest.mark.parametrize(("verb", "channel", "is_import"), [
    (Verb.IMPORT, "COMMAND", True), (Verb.SET, "IMPORT", True), (Verb.SET, "BACKOFFICE", False),
])  # fmt: skip
def test_an_import_is_told_by_its_verb_or_its_way_in(verb, channel, is_import):
    assert bool(remarks.imported(replace(APPROVED, verb=verb, channel=channel))) is is_import


def test_a_late_entry_says_how_late():
    assert remarks.late(replace(SUBMITTED, days_late=3)) == "Masuk 3 hari kerja sesudah harinya."
    assert remarks.late(SUBMITTED) == ""
    assert remarks.late(replace(APPROVED, days_late=3)) == ""  # the entry was late, not the decision on it


def test_many_at_once_counts_the_others():
    assert remarks.in_bulk(replace(APPROVED, companions=48)) == "Diputus sekaligus bersama 48 kasus lain."
    assert remarks.in_bulk(APPROVED) == ""
    assert remarks.in_bulk(replace(SUBMITTED, companions=48)) == ""
    assert remarks.in_bulk(replace(APPROVED, companions=48, actor_nip="system:tick")) == ""
    assert remarks.in_bulk(replace(APPROVED, companions=48, actor_nip="")) == ""  # whose name was taken away


@pytest.mark.parametrize(("gap", "said"), [
    (timedelta(microseconds=400_000), "0 detik sesudah kasusnya masuk."),
    (timedelta(seconds=3), "3 detik sesudah kasusnya masuk."),
    (timedelta(seconds=5), "5 detik sesudah kasusnya masuk."),
    (timedelta(seconds=5, microseconds=1), ""),
    (timedelta(0), ""),  # one transaction: nobody was quick
    (timedelta(seconds=-3), ""),
])  # fmt: skip
def test_a_decision_is_quick_up_to_the_seconds_set(gap, said):
    assert remarks.quick(replace(APPROVED, arrived_at=AT - gap), 5) == said


def test_a_decision_is_quick_after_the_same_persons_step_too():
    facts = replace(APPROVED, previous_at=AT - timedelta(seconds=2), arrived_at=AT - timedelta(seconds=4))

    assert remarks.quick(replace(facts, arrived_at=None), 5) == (
        "2 detik sesudah tindakan sebelumnya dari orang yang sama."
    )
    assert remarks.quick(facts, 5) == (
        "4 detik sesudah kasusnya masuk. 2 detik sesudah tindakan sebelumnya dari orang yang sama."
    )
    assert remarks.quick(facts, 1) == ""
    assert remarks.quick(replace(facts, verb=Verb.SUBMIT), 5) == ""
    assert remarks.quick(replace(facts, actor_nip="system:tick"), 5) == ""


@pytest.mark.parametrize(("hour", "minute", "said"), [
    (7, 29, "Rabu, 07.29; jam kerja 07.30 sampai 16.00."),
    (7, 30, ""),
    (15, 59, ""),
    (16, 0, "Rabu, 16.00; jam kerja 07.30 sampai 16.00."),
    (23, 10, "Rabu, 23.10; jam kerja 07.30 sampai 16.00."),
])  # fmt: skip
def test_hours_begin_and_end_to_the_minute(hour, minute, said):
    at = AT.replace(hour=hour, minute=minute)

    assert remarks.outside_hours(replace(APPROVED, at=at, hours=A_DAY)) == said


def test_a_day_off_is_outside_at_any_hour():
    free = replace(APPROVED, hours=replace(A_DAY, is_weekend=True))

    assert remarks.outside_hours(free) == "Rabu, 14.05, bukan hari kerja."
    assert remarks.outside_hours(replace(APPROVED, hours=replace(A_DAY, holiday="Iduladha"))) == (
        "Rabu, 14.05, hari libur: Iduladha."
    )
    assert remarks.outside_hours(replace(APPROVED, hours=replace(A_DAY, is_on_leave=True))) == (
        "Rabu, 14.05, saat ia sedang cuti."
    )


@pytest.mark.parametrize(("verb", "channel", "nip", "is_asked"), [
    (Verb.APPROVE, "PAGE", "1973", True),
    (Verb.APPOINT, "BACKOFFICE", "1973", True),
    (Verb.AMEND, "BACKOFFICE", "1973", True),
    (Verb.AMEND, "DIRECT", "1973", True),
    (Verb.AMEND, "PAGE", "1973", False),  # somebody's own draft
    (Verb.SUBMIT, "PAGE", "1973", False),
    (Verb.ACKNOWLEDGE, "PAGE", "1973", False),
    (Verb.APPROVE, "JOB", "system:tick", False),
])  # fmt: skip
def test_the_hour_is_asked_of_decisions_and_not_of_ones_own_steps(verb, channel, nip, is_asked):
    facts = replace(APPROVED, verb=verb, channel=channel, actor_nip=nip, hours=replace(A_DAY, is_weekend=True))

    assert bool(remarks.outside_hours(facts)) is is_asked


def test_all_that_is_remarkable_is_told_in_one_order():
    facts = replace(
        APPROVED, verb=Verb.OVERRIDE, channel="IMPORT", capacity="PLT", companions=1,
        previous_at=AT - timedelta(seconds=1), hours=replace(A_DAY, is_weekend=True),
    )  # fmt: skip

    assert codes(facts) == ["override", "for-another", "import", "bulk", "quick", "hours"]
    assert codes(replace(SUBMITTED, days_late=1)) == ["late"]
    assert codes(replace(APPROVED, verb=Verb.RECORD_OUTSIDE)) == ["outside-document"]
    assert {*codes(facts), "late", "outside-document"} == {each.value for each in Remark}
