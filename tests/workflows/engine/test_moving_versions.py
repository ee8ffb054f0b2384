"""Running cases keep their version; HR moves chosen ones, told beforehand what changes; what is refused says why."""

from datetime import timedelta

import pytest

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, picture, take
from workflows.approvals.models import ChainVersion, Tier
from workflows.approvals.publishing import publish_first
from workflows.audit.models import Decision
from workflows.daily import actions as daily
from workflows.daily.models import DailyProcess, DailyReport
from workflows.engine.models import WorkItem
from workflows.engine.moving_versions import move_version, previews
from workflows.engine.refusals import DecidedBefore, NotYours
from workflows.engine.votes import deciders, votes_now
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db
CHECK = {"title": "Pemeriksaan", "rule": "DIRECT_SUPERIOR"}
RATIFY = {"title": "Pengesahan", "rule": "SUPERIOR_OF_SUPERIOR", "working_days": 5}


def next_version(version, *tiers, publish=True, **values):
    """A further version of the chain; the one before is retired."""
    if publish:
        version.status = ChainVersion.Status.RETIRED
        version.save(update_fields=["status"])
    made = ChainVersion.objects.create(chain=version.chain, number=version.number + 1, **values)
    for number, each in enumerate(tiers, start=1):
        Tier.objects.create(version=made, number=number, **each)
    if publish:
        publish_first(made, "Rina HR")
    return made


@pytest.fixture
def hr():
    return make.with_role("HR_ADMIN")


@pytest.fixture
def old(office):
    return make.chain(tiers=[CHECK, RATIFY], position_kind="EXECUTING")


@pytest.fixture
def case(office, old):
    """Waits at the first of two tiers."""
    make.submitted_report(office.staff)
    return DailyProcess.objects.get()


def move(case, to, hr, reason="Rantai diperbaiki."):
    (result,) = move_version(case_ids=[case.pk], to=to, by=make.actor(hr), reason=reason, at=WHEN)
    case.refresh_from_db()
    return result


def refused_so(case, to, hr):
    before = picture(), case.chain_version_id, Decision.objects.count()
    result = move(case, to, hr)
    assert not result.done
    assert (picture(), case.chain_version_id, Decision.objects.count()) == before
    return result.why


def test_running_case_keeps_its_version_until_it_is_moved(office, old, case, hr):
    other = {"title": "Pengesahan", "rule": "POSITION", "position": office.posts["head"]}
    new = next_version(old, CHECK, other)
    assert DailyProcess.objects.get().chain_version == old

    result = move(case, new, hr)

    assert (result.done, result.title) == (True, "Laporan Ghaliyati Wahyuni, 23\u00a0November")
    assert (case.chain_version, case.tier) == (new, new.tiers.get(number=1))
    item = open_items().get()
    assert (item.tier, item.owner) == (new.tiers.get(number=1), office.section.user)
    assert WorkItem.objects.get(closing="SKIPPED").tier == old.tiers.get(number=1)
    decision = Decision.objects.get(verb="MOVE_VERSION")
    assert (decision.actor_name, decision.reason, decision.tier) == ("Ratna HR", "Rantai diperbaiki.", "Pemeriksaan")
    assert decision.details == {
        "from": "percobaan v1", "from_hash": old.content_hash, "to": "percobaan v2", "to_hash": new.content_hash,
        "tiers": {"1": 1, "2": 2},
    }  # fmt: skip

    daily.verify(task_id=item.task_id, by=make.actor(office.section), at=WHEN)
    daily.verify(task_id=open_items().get().task_id, by=make.actor(office.head), at=WHEN)
    assert DailyReport.objects.get().status == "VERIFIED"


def test_new_tiers_people_are_asked_with_its_own_due_date(office, old, case, hr):
    new = next_version(old, {**CHECK, "rule": "POSITION", "position": office.posts["head"], "working_days": 1}, RATIFY)

    move(case, new, hr)

    item = open_items().get()
    assert (item.owner, item.principal) == (office.head.user, office.posts["head"])
    assert item.due_at.date() == make.A_MONDAY + timedelta(days=1)
    assert item.task.owner == office.head.user


def test_what_was_decided_stays_decided_when_tiers_are_numbered_anew(office, old, case, hr):
    """The first tier was approved; a tier before it is new, and the old first one is second now."""
    take(office.section)
    case.refresh_from_db()
    before = {"title": "Telaah", "rule": "POSITION", "position": office.posts["head"]}
    new = next_version(old, before, CHECK, RATIFY)

    assert move(case, new, hr).done

    case = DailyProcess.objects.select_related("chain_version", "tier").get()
    assert case.tier.number == 3
    assert deciders(case) == {office.section.nip}
    assert [vote.nip for vote in votes_now(case, 2)] == [office.section.nip]
    assert votes_now(case, 1) == votes_now(case, 3) == []
    assert Decision.objects.get(verb="MOVE_VERSION").details["tiers"] == {"1": 2, "2": 3}


def test_vote_of_a_tier_that_is_over_never_counts_in_one_to_come(office, old, case, hr):
    """The tier that was approved is third now; as a committee it needs all its voices anew, and not from them."""
    take(office.section)
    case.refresh_from_db()
    seats = {"title": "Pemeriksaan", "rule": "ROLE", "role": "PERFORMANCE_TEAM", "mode": "QUORUM", "quorum": 2}
    for name in ("Tika", "Tono"):
        make.with_role("PERFORMANCE_TEAM", name)
    new = next_version(old, RATIFY, seats)

    assert move(case, new, hr).done

    case = DailyProcess.objects.select_related("chain_version", "tier").get()
    assert case.tier.number == 1
    assert votes_now(case, 1) == votes_now(case, 2) == []
    assert deciders(case) == {office.section.nip}


def test_who_decided_before_the_move_does_not_decide_after_it(office, old, case, hr):
    take(office.section)
    case.refresh_from_db()
    new = next_version(old, CHECK, RATIFY, {"title": "Akhir", "rule": "POSITION", "position": office.posts["section"]})
    move(case, new, hr)
    take(office.division)

    assert open_items().get().gap.startswith("Yang ditunjuk tahap 3 sudah memutus")
    make.acting(office.section, office.posts["division"], "PLH")
    with pytest.raises((DecidedBefore, NotYours)):
        take(office.section)


def test_returned_case_changes_its_version_and_begins_there(office, old, case, hr):
    daily.send_back(
        task_id=open_items().get().task_id, by=make.actor(office.section), reason="Lampirkan bukti.", at=WHEN
    )
    case.refresh_from_db()
    waiting = open_items().get()
    new = next_version(old, {**CHECK, "rule": "POSITION", "position": office.posts["head"]})

    assert move(case, new, hr).done

    assert open_items().get() == waiting
    daily.correct(task_id=waiting.task_id, entries=None, by=make.actor(office.staff), at=WHEN)
    assert open_items().get().owner == office.head.user


# ---- refused by name ----
def test_finished_case_is_refused(office, old, case, hr):
    for person in (office.section, office.division):
        daily.verify(task_id=open_items().get().task_id, by=make.actor(person), at=WHEN)
    case.refresh_from_db()

    assert "sudah selesai" in refused_so(case, next_version(old, CHECK), hr)


def test_case_in_a_tier_that_no_longer_exists_is_refused(office, old, case, hr):
    new = next_version(old, RATIFY)

    assert refused_so(case, new, hr) == (
        "Tahap Pemeriksaan, tempat perkara ini menunggu, tidak ada di percobaan v2."
    )  # fmt: skip


def test_unpublished_version_is_refused(old, case, hr):
    assert "belum terbit" in refused_so(case, next_version(old, CHECK, publish=False), hr)


def test_version_of_another_process_does_not_find_the_case(case, hr):
    other = make.chain("lain", process="skp", tiers=[CHECK], position_kind="EXECUTING")

    assert not move(case, other, hr).done


def test_version_for_other_posts_is_refused(case, hr):
    other = make.chain("lain", tiers=[CHECK], position_kind="SUPERVISOR")

    assert "tidak berlaku untuk jabatan" in refused_so(case, other, hr)


def test_version_that_the_case_is_on_is_refused(old, case, hr):
    assert refused_so(case, old, hr) == "Perkara ini sudah pada versi itu."


def test_committee_that_has_begun_to_vote_is_refused(office, hr):
    team = {"title": "Pleno", "rule": "ROLE", "role": "PERFORMANCE_TEAM", "mode": "QUORUM", "quorum": 2}
    old = make.chain(tiers=[team], position_kind="EXECUTING")
    members = [make.with_role("PERFORMANCE_TEAM", name) for name in ("Tika", "Tono", "Tuti")]
    make.submitted_report(office.staff)
    case = DailyProcess.objects.get()
    new = next_version(old, team)
    take(members[0])

    assert "sudah ada suara" in refused_so(case, new, hr)


def test_hr_does_not_move_their_own_case(office, old):
    make.RoleGrant.objects.create(user=office.staff.user, role="HR_ADMIN", start=make.date(2026, 1, 1))
    make.submitted_report(office.staff)
    case = DailyProcess.objects.get()

    assert "menyangkut Anda sendiri" in refused_so(case, next_version(old, CHECK), office.staff)


def test_only_hr_admins_move_and_only_with_a_reason(office, old, case, hr):
    new = next_version(old, CHECK)
    before = picture()
    for person in (office.section, make.with_role("PERFORMANCE_TEAM"), make.with_role("AUDITOR")):
        with pytest.raises(NotYours):
            move(case, new, person)
    with pytest.raises(RuleViolation):
        move(case, new, hr, reason="")
    assert picture() == before


def test_one_that_is_refused_stops_none(office, old, case, hr):
    make.submitted_report(office.other)
    second = DailyProcess.objects.exclude(pk=case.pk).get()
    new = next_version(old, CHECK)

    results = move_version(
        case_ids=[0, case.pk, second.pk], to=new, by=make.actor(hr), reason="Rantai diperbaiki.", at=WHEN
    )

    assert [result.done for result in results] == [False, True, True]


# ---- beforehand ----
def test_preview_says_who_comes_and_who_goes_and_stores_nothing(office, old, case, hr):
    new = next_version(old, CHECK, {"title": "Pengesahan", "rule": "POSITION", "position": office.posts["head"]})
    before = picture()

    (seen,) = previews([case.pk], new, make.actor(hr), WHEN)

    assert [(tier.title, tier.who) for tier in seen.now] == [
        ("Pemeriksaan", "Jaya Ramadan"), ("Pengesahan", "Siti Pratama"),
    ]  # fmt: skip
    assert [(tier.title, tier.who) for tier in seen.then] == [
        ("Pemeriksaan", "Jaya Ramadan"), ("Pengesahan", "Uda Waluyo"),
    ]  # fmt: skip
    assert (seen.gained, seen.lost) == (["Pengesahan: Uda Waluyo"], ["Pengesahan: Siti Pratama"])
    assert picture() == before


def test_preview_shows_only_the_tiers_ahead(office, old, case, hr):
    take(office.section)
    new = next_version(old, CHECK, RATIFY, {"title": "Akhir", "rule": "POSITION", "position": office.posts["head"]})

    (seen,) = previews([case.pk], new, make.actor(hr), WHEN)

    assert [tier.title for tier in seen.now] == ["Pengesahan"]
    assert [tier.title for tier in seen.then] == ["Pengesahan", "Akhir"]
    assert (seen.gained, seen.lost) == (["Akhir: Uda Waluyo"], [])


def test_preview_says_what_would_be_refused(old, case, hr):
    (seen,) = previews([case.pk], next_version(old, RATIFY), make.actor(hr), WHEN)

    assert "tidak ada di percobaan v2" in seen.refused


def test_preview_of_many_reads_the_office_once(office, old, hr, django_assert_max_num_queries):
    for back in range(8):
        make.submitted_report(office.staff, make.A_MONDAY - timedelta(days=back))
    new = next_version(old, CHECK)
    cases = list(DailyProcess.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(20 + len(cases)):
        found = previews(cases, ChainVersion.objects.prefetch_related("tiers").get(pk=new.pk), make.actor(hr), WHEN)

    assert [each.lost for each in found] == [["Pengesahan: Siti Pratama"]] * 8
