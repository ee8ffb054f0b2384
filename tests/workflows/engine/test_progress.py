"""The stairs and the history of a case: overrides as overrides, votes, delegations, rounds, what was taken back."""

from datetime import timedelta

import pytest

from tests import factories as make
from tests.workflows.engine.taking import WHEN, open_items, take
from workflows.approvals.publishing import publish_first
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.models import WorkItem
from workflows.engine.progress import arrived_words, chain_steps, so_far, step_words, whose_turn
from workflows.engine.timeline import timeline
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import User

pytestmark = pytest.mark.django_db
TODAY = make.A_MONDAY
TWO = [{"rule": "DIRECT_SUPERIOR"}, {"rule": "SUPERIOR_OF_SUPERIOR"}]
WHY = "Data kehadiran sudah diperiksa."


@pytest.fixture
def office():
    return make.office()


def on_two_tiers(office):
    make.chain(tiers=TWO, unit=office.posts["section"].unit)
    make.submitted_report(office.staff)


def steps(on=TODAY):
    case = DailyProcess.objects.select_related("person__user", "position", "chain_version", "tier").get()
    found = so_far(case)
    return [(s.name, s.small, s.tag, s.state) for s in chain_steps(case, found.decisions, found.items, on)]


def history():
    return timeline(list(Decision.objects.order_by("id")))


def turn_words(on=TODAY):
    return whose_turn(so_far(DailyProcess.objects.get()).items, on)


def test_a_tier_that_waits_names_its_person_and_the_next_one(office):
    on_two_tiers(office)

    assert [(name, state) for name, _, _, state in steps()] == [
        ("Ghaliyati Wahyuni", "done"), ("Jaya Ramadan", "now"), ("Siti Pratama", ""),
    ]  # fmt: skip
    assert turn_words() == "Menunggu Jaya Ramadan"


def test_an_override_is_never_shown_as_the_tiers_own_decision(office):
    on_two_tiers(office)
    hr = make.with_role("HR_ADMIN", "Ratna HR")
    by = Actor(user=User.objects.get(pk=hr.user_id), channel=Channel.DEMO, overrides=True)
    take(by, lambda t: t.approve(WHY))

    name, small, tag, state = steps()[1]
    assert (name, tag, state) == ("Ratna HR", "Override", "done")
    assert small.startswith("Diputus admin kepegawaian (override), Tahap 1")
    assert history()[0].what == "Disetujui admin kepegawaian (override)"
    assert history()[0].quote == WHY


def test_a_tier_passed_on_because_overdue_says_so(office):
    on_two_tiers(office)
    with_job = Actor.system("tick", channel=Channel.DEMO)
    take(with_job, lambda t: t.pass_on("Lewat batas 3 hari kerja."), duty=True)

    assert steps()[1][2:] == ("Dilewati karena lewat batas", "done")
    assert history()[0].what == "Dilewati karena lewat batas"
    assert history()[0].by == "Jenjang"


def test_a_delegates_decision_shows_both_names(office):
    make.submitted_report(office.staff)
    make.delegation(office.section, office.division, "daily")
    said = "Menunggu Jaya Ramadan (Kepala Sub Bidang Mutasi, didelegasikan kepada Siti Pratama sampai %s)"
    assert turn_words() == said % "30\u00a0Desember 2026"

    take(office.division)

    entry = history()[0]
    assert (entry.by, entry.post, entry.acting) == ("Siti Pratama", "Atas delegasi Kepala Sub Bidang Mutasi", True)
    assert entry.principal.startswith("Mewakili Jaya Ramadan, Delegasi 01-09-2026")
    name, small, tag, _ = steps()[1]
    assert (name, tag) == ("Siti Pratama", "Selesai")
    assert small.startswith("Atas delegasi Kepala Sub Bidang Mutasi, ")


def test_a_committee_shows_who_voted_and_who_is_still_asked(office):
    members = [make.with_role("PERFORMANCE_TEAM", name) for name in ("Anggota A", "Anggota B", "Anggota C")]
    committee = {"rule": "COMMITTEE", "role": "PERFORMANCE_TEAM", "mode": "QUORUM", "quorum": 2, "title": "Sidang"}
    make.chain(tiers=[committee], unit=office.posts["section"].unit)
    make.submitted_report(office.staff)

    assert steps()[1][:3] == (
        "Sidang", "Diperlukan 2 dari 3 suara; masih menunggu: Anggota A, Anggota B, Anggota C", "0 suara sejauh ini",
    )  # fmt: skip
    take(members[1], item=open_items().get(owner=members[1].user))
    assert steps()[1] == (
        "Sidang", "Diperlukan 2 dari 3 suara; setuju: Anggota B; masih menunggu: Anggota A, Anggota C",
        "1 suara sejauh ini", "now",
    )  # fmt: skip
    assert turn_words() == "Menunggu Anggota A, Anggota C"
    take(members[0], item=open_items().get(owner=members[0].user), when=WHEN + timedelta(minutes=1))

    name, small, tag, state = steps()[1]
    assert (name, tag, state) == ("Anggota B, Anggota A", "Selesai", "done")
    assert small.startswith("2 dari 2 suara setuju, Sidang")


def test_a_returned_tier_is_shown_as_returned(office):
    on_two_tiers(office)
    take(office.section, lambda t: t.send_back("Lampirkan bukti."))

    assert steps()[1] == ("Jaya Ramadan", "Tahap 1, 23\u00a0November 2026", "Dikembalikan", "")


def test_an_earlier_tier_still_stands_where_the_round_began_later(office):
    version = make.chain(tiers=TWO, unit=office.posts["section"].unit, publish=False)
    version.again_from_tier = 2
    version.save()
    publish_first(version, "Ratna HR")
    make.submitted_report(office.staff)
    take(office.section)
    take(office.division, lambda t: t.send_back("Lampirkan bukti."), when=WHEN + timedelta(minutes=1))
    take(office.staff, lambda t: t.hand_in(), when=WHEN + timedelta(minutes=2))

    found = steps()
    assert found[1][0] == "Jaya Ramadan"
    assert found[1][1].endswith("masih berlaku dari putaran 1")
    assert [state for *_, state in found] == ["done", "done", "now"]


def test_the_tier_in_words_is_left_out_where_there_is_one(office):
    make.submitted_report(office.staff)
    assert step_words(DailyProcess.objects.get()) == ""


def test_the_tier_in_words(office):
    on_two_tiers(office)
    take(office.section)

    assert step_words(DailyProcess.objects.get()) == "Tahap 2 dari 2"


def test_a_case_in_the_queue_waits_for_the_team(office):
    make.vacant(office.posts["section"])
    make.submitted_report(office.staff)

    assert turn_words() == "Menunggu tim pengelola kinerja: pemutusnya belum ada."
    assert steps()[1][2:] == ("Celah", "gap")


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("ESCALATE", "Dinaikkan kepada Anda, lewat batas pada Kepala X"),
        ("REASSIGN", "Dialihkan kepada Anda oleh Kepala X"),
        ("HAND_OVER", "Diserahkan kepada Anda dari Kepala X"),
        ("CLAIM", "Diambil dari antrean Kepala X"),
        ("", ""),
    ],
)
def test_how_a_task_came_is_said(db, verb, said):
    assert arrived_words(verb, "Kepala X") == said


def test_the_acting_officer_is_named_with_the_post(office):
    make.submitted_report(office.staff)
    make.acting(office.other, office.posts["section"], "PLH", start=TODAY)

    assert turn_words() == "Menunggu Cornelia Oktaviani (Plh Kepala Sub Bidang Mutasi)"
    assert WorkItem.objects.open().count() == 1
