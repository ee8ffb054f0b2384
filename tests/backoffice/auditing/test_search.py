"""The record searched: by people, cases, verbs, periods, ways in and remarks; newest first, a page at a time."""

from datetime import date, timedelta

import pytest

from backoffice.auditing import facts, search
from backoffice.auditing.remarks import Remark
from backoffice.auditing.search import PAGE
from backoffice.auditing.search_form import ACTED, CONCERNED, Asked
from tests import factories as make
from tests.backoffice.auditing.recorded import JAYA, JUNE, SITI, at, entry, many, one, recorded
from workflows.audit.models import Decision
from workflows.audit.verbs import Verb
from workflows.organization.models import Holiday

pytestmark = pytest.mark.django_db


def keys(asked: Asked, before: int | None = None) -> list[int]:
    return [each.pk for each in search.search(asked, before).decisions]


def pks(*decisions: Decision) -> list[int]:
    return [each.pk for each in decisions]


def test_a_person_is_found_as_actor_as_concerned_or_as_either():
    acted = one(JAYA)
    concerned = one(SITI, person_nip=JAYA)
    both = one(JAYA, person_nip=JAYA)
    one(SITI)

    assert keys(Asked(nip=JAYA)) == pks(both, concerned, acted)
    assert keys(Asked(nip=JAYA, role=ACTED)) == pks(both, acted)
    assert keys(Asked(nip=JAYA, role=CONCERNED)) == pks(both, concerned)
    assert keys(Asked(nip="19990101")) == []


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last():
    before, first, last, after = (
        one(at=moment)
        for moment in (at(date(2026, 5, 31), 23, 59, 59), at(date(2026, 6, 1), 0), at(date(2026, 6, 30), 23, 59, 59),
                       at(date(2026, 7, 1), 0))
    )  # fmt: skip
    june = {"since": at(date(2026, 6, 1), 0), "until": at(date(2026, 7, 1), 0)}

    assert keys(Asked(**june)) == pks(last, first)
    assert keys(Asked(nip=JAYA, **june)) == pks(last, first)
    assert keys(Asked(nip=JAYA, since=june["since"])) == pks(after, last, first)
    assert keys(Asked(nip=JAYA, until=june["since"])) == pks(before)


def test_moments_order_what_nobody_is_named_for_whatever_the_record_says():
    late_in_the_record = [one(at=JUNE - timedelta(days=number)) for number in range(3)]

    assert keys(Asked(since=JUNE - timedelta(days=9), until=JUNE + timedelta(1))) == pks(*late_in_the_record)


def test_everything_that_is_asked_narrows():
    wanted = one(verb=Verb.RETURN, process="daily", channel="BACKOFFICE")
    one(verb=Verb.APPROVE, process="daily", channel="BACKOFFICE")
    one(verb=Verb.RETURN, process="skp", channel="BACKOFFICE")
    one(verb=Verb.RETURN, process="daily", channel="PAGE")
    one(SITI, verb=Verb.RETURN, process="daily", channel="BACKOFFICE")
    asked = {"verbs": ("RETURN",), "process": "daily", "channel": "BACKOFFICE"}

    assert keys(Asked(nip=JAYA, role=ACTED, **asked)) == pks(wanted)
    assert len(keys(Asked(**asked))) == 2
    assert len(keys(Asked(verbs=("RETURN", "APPROVE"), process="daily"))) == 4
    assert keys(Asked(subject=wanted.subject, **asked)) == pks(wanted)
    assert keys(Asked(subject=wanted.subject, nip=SITI)) == []


@pytest.mark.parametrize("asked", [
    Asked(nip=JAYA), Asked(nip=JAYA, role=ACTED), Asked(since=JUNE - timedelta(1), until=JUNE + timedelta(1)),
    Asked(verbs=("APPROVE",)), Asked(verbs=("APPROVE", "RETURN")), Asked(process="skp", nip=JAYA),
])  # fmt: skip
def test_pages_follow_each_other_without_a_gap_or_a_line_twice(asked):
    lines = many(2 * PAGE + 3)
    found, before, pages = [], None, 0
    while True:
        page = search.search(asked, before)
        found += [each.pk for each in page.decisions]
        pages += 1
        if page.before is None:
            break
        assert len(page.decisions) == PAGE
        assert page.looked_until is None
        before = page.before

    assert found == pks(*reversed(lines))
    assert pages == 3


def test_lines_of_one_moment_are_paged_too():
    lines = [one(at=JUNE) for _ in range(PAGE + 2)]
    asked = Asked(since=JUNE, until=JUNE + timedelta(minutes=1))
    first = search.search(asked)

    assert [each.pk for each in first.decisions] == pks(*reversed(lines[2:]))
    assert keys(asked, first.before) == pks(lines[1], lines[0])


@pytest.mark.parametrize("asked", [
    Asked(nip=JAYA, role=ACTED, process="daily"), Asked(nip=JAYA, process="daily"),
    Asked(process="daily", since=JUNE - timedelta(1), until=JUNE + timedelta(1)),
    Asked(process="daily", verbs=("RETURN", "APPROVE"), since=JUNE - timedelta(1), until=JUNE + timedelta(1)),
])  # fmt: skip
def test_a_page_looks_at_so_many_and_says_how_far_it_came(monkeypatch, asked):
    rare = one(process="daily")
    lines = many(25, at=JUNE + timedelta(minutes=1))
    monkeypatch.setattr(search, "LOOK_AT", 10)
    pages = [search.search(asked)]
    while pages[-1].before is not None:
        pages.append(search.search(asked, pages[-1].before))

    assert [[each.pk for each in page.decisions] for page in pages] == [[], [], pks(rare)]
    assert [page.looked_until and page.looked_until.pk for page in pages] == [lines[15].pk, lines[5].pk, None]


def test_a_place_that_is_none_is_the_beginning():
    line = one()

    assert keys(Asked(nip=JAYA), before=10**17) == pks(line)


def remarkable_lines() -> None:
    """Lines of every kind, and such as are nearly remarkable."""
    at_once = JUNE + timedelta(hours=1)
    recorded(*(entry(at=at_once) for _ in range(3)), entry(SITI, at=at_once))
    one(request_id="a", at=JUNE + timedelta(hours=2))
    one(request_id="a", at=JUNE + timedelta(hours=2, seconds=1))
    one(SITI, request_id="a", at=JUNE + timedelta(hours=2, seconds=2))
    case = one(at=JUNE, verb=Verb.SUBMIT).case_id
    one(SITI, case_id=case, at=JUNE + timedelta(seconds=5))
    one(SITI, case_id=case, at=JUNE + timedelta(seconds=11))
    one(SITI, at=JUNE + timedelta(seconds=13), request_id="b")
    one(verb=Verb.OVERRIDE, at=JUNE + timedelta(hours=3))
    one(capacity="PLT", at=JUNE + timedelta(hours=4))
    one(verb=Verb.RECORD_OUTSIDE, at=JUNE + timedelta(hours=5))
    one(verb=Verb.IMPORT, at=JUNE + timedelta(minutes=5))
    one(verb=Verb.SET, channel="IMPORT", at=JUNE + timedelta(minutes=6))
    one("system:tick", at=JUNE + timedelta(minutes=7))
    one("system:tick", at=JUNE + timedelta(minutes=7))
    one(at=at(date(2026, 6, 13)))
    one(SITI, at=at(date(2026, 6, 10), 18))
    one(SITI, verb=Verb.SUBMIT, at=at(date(2026, 6, 10), 19))


def said(remark: Remark) -> set[int]:
    """About which lines the pages make the remark."""
    rows = list(facts.with_facts(Decision.objects.filter(effective_at__lt=JUNE + timedelta(days=9))))
    return {key for key, flags in facts.flags_on(rows).items() if remark in {flag.remark for flag in flags}}


@pytest.mark.parametrize(("remark", "number"), [
    (Remark.OVERRIDE, 1), (Remark.FOR_ANOTHER, 1), (Remark.OUTSIDE_DOCUMENT, 1), (Remark.IMPORT, 2),
    (Remark.LATE, 0), (Remark.BULK, 5), (Remark.QUICK, 2), (Remark.HOURS, 2),
])  # fmt: skip
def test_the_search_finds_just_what_the_pages_remark(remark, number):
    remarkable_lines()
    found = keys(Asked(remarks=(remark.value,), until=JUNE + timedelta(days=9)))

    assert set(found) == said(remark)
    assert len(found) == number


def test_late_entries_are_found_and_said(people):
    late = make.submitted_report(people.office.staff, date(2026, 6, 9), when=at(date(2026, 6, 11)))
    make.submitted_report(people.office.other, date(2026, 6, 10), when=at(date(2026, 6, 10), 16))
    found = search.search(Asked(remarks=("late",))).decisions

    assert [each.subject for each in found] == [f"daily.DailyReport#{late.pk}"]
    assert [flag.sentence for flag in facts.flags_on(found)[found[0].pk]] == ["Masuk 2 hari kerja sesudah harinya."]
    assert said(Remark.LATE) == {found[0].pk}


def test_any_of_several_remarks_is_enough_and_what_is_asked_besides_still_holds():
    remarkable_lines()
    asked = {"until": JUNE + timedelta(days=9)}

    assert len(keys(Asked(remarks=("override", "for-another"), **asked))) == 2
    assert len(keys(Asked(remarks=("override", "hours"), **asked))) == 3
    assert len(keys(Asked(remarks=("override", "hours"), nip=SITI, **asked))) == 1
    assert keys(Asked(remarks=("override",), verbs=("APPROVE",), **asked)) == []
    assert len(keys(Asked(remarks=("hours",), process="skp", nip=JAYA, role=ACTED, **asked))) == 1


def test_hours_are_asked_of_so_many_a_page(monkeypatch):
    Holiday.objects.create(day=date(2026, 6, 10), name="Libur", kind="LOCAL")
    monkeypatch.setattr(search, "LOOK_AT_BY_HOUR", 4)
    lines = many(6)
    asked = Asked(remarks=("hours",), since=JUNE, until=JUNE + timedelta(hours=1))
    page = search.search(asked)

    assert [each.pk for each in page.decisions] == pks(*reversed(lines[2:]))
    assert page.looked_until.pk == lines[2].pk
    assert keys(asked, page.before) == pks(lines[1], lines[0])
