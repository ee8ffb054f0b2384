"""The dry run's pages: who may look, what they say, and that nothing is stored by looking."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as make
from workflows.approvals.models import ChainVersion, Seat, Tier
from workflows.organization.models import DelegatedProcess, Delegation, Unit

ADDRESS = "/admin/approvals/dry-run/"


def draft(*rules):
    in_force = ChainVersion.objects.get(chain__code="skp")
    version = ChainVersion.objects.create(chain=in_force.chain, number=2)
    for number, rule in enumerate(rules, start=1):
        Tier.objects.create(version=version, number=number, title=f"Tahap {number}", **rule)
    return version


def committee_draft(people):
    version = draft({"rule": "DIRECT_SUPERIOR"}, {"rule": "COMMITTEE", "mode": "QUORUM", "quorum": 2})
    for name in ("head", "division", "second_section"):
        Seat.objects.create(tier=version.tiers.get(number=2), position=people.office.posts[name])
    return version


def page(client, **asked):
    answer = client.get(ADDRESS, asked)
    return answer, answer.content.decode()


def every_table() -> dict[str, int]:
    counted = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{name}"')  # noqa: S608  names from the database itself
            counted[name] = cursor.fetchone()[0]
    return counted


def test_the_address_has_its_name(db):
    assert reverse("admin:approvals_dry_run") == ADDRESS


@pytest.mark.parametrize("who", ["hr", "auditor", "team"])
def test_those_who_see_everybody_may_try(people, enter, who):
    answer, text = page(enter(getattr(people, who)), process="skp", nip=people.office.staff.nip)

    assert answer.status_code == 200
    assert "Jaya Ramadan" in text
    assert "Uji coba rantai" in text


def test_others_may_not(people, enter):
    asked = {"process": "skp", "nip": people.office.staff.nip}

    assert page(enter(people.technical), **asked)[0].status_code == 403
    refused, text = page(enter(people.office.section), **asked)
    assert refused.status_code in {302, 403}
    assert "Jaya Ramadan" not in text
    assert "Uji coba rantai" not in enter(people.technical).get("/admin/").content.decode()


def test_nothing_is_stored_and_nothing_is_taken_by_post(people, enter):
    version = committee_draft(people)
    client = enter(people.hr)
    client.get("/admin/")
    before = every_table()

    for asked in (
        {"process": "skp", "nip": people.office.staff.nip},
        {"process": "daily", "unit": people.office.posts["division"].unit.code},
        {"version": version.pk},
        {"version": version.pk, "unit": people.office.posts["division"].unit.code},
        {"version": version.pk, "nip": people.office.staff.nip},
    ):
        assert page(client, **asked)[0].status_code == 200
    assert client.post(ADDRESS, {"process": "skp", "nip": people.office.staff.nip}).status_code == 405

    assert every_table() == before


def test_a_person_is_told_who_acts_for_whom_and_why(people, enter):
    office = people.office
    make.acting(office.other, office.posts["section"], "PLH", start=date(2026, 11, 16), end=date(2026, 11, 28))
    given = Delegation.objects.create(
        delegator=office.division, delegate=office.stranger, start=date(2026, 11, 20), end=date(2026, 12, 1),
        reason="Cuti",
    )  # fmt: skip
    DelegatedProcess.objects.create(delegation=given, process="skp")

    _, text = page(enter(people.hr), process="skp", nip=office.staff.nip, on="2026-11-24")

    assert "Plh Kepala Sub Bidang Mutasi, SP-821/2026, dari 16" in text
    assert "mewakili Jaya Ramadan" in text
    assert "Pemegang jabatan Kepala Bidang Mutasi dan Promosi" in text
    assert "Dapat juga memutus, dengan delegasi dari Siti Pratama" in text
    assert "Setiap tahap menemukan orangnya." in text


def test_the_day_decides_who_acts(people, enter):
    office = people.office
    make.acting(office.other, office.posts["section"], "PLH", start=date(2026, 11, 16), end=date(2026, 11, 28))

    assert "SP-821/2026" not in page(enter(people.hr), process="skp", nip=office.staff.nip, on="2026-11-28")[1]
    assert "SP-821/2026" in page(enter(people.hr), process="skp", nip=office.staff.nip, on="2026-11-27")[1]


def test_a_gap_is_told_with_what_to_do(people, enter):
    make.vacant(people.office.posts["section"])

    _, text = page(enter(people.hr), process="daily", nip=people.office.staff.nip)

    assert "Celah" in text
    assert "Tetapkan pejabat atau Plt di data jabatan." in text
    assert "menunggu pada tim pengelola kinerja" in text


def test_a_draft_is_tried_with_its_committee(people, enter):
    version = committee_draft(people)

    _, text = page(enter(people.hr), version=version.pk, nip=people.office.staff.nip)

    assert "versi 2 (rancangan)" in text
    assert "2 dari 2 orang memutus." in text


def test_a_version_that_is_not_for_the_post_says_so(people, enter):
    version = make.chain("khusus", process="skp", eselon="IV.a", publish=False)

    assert (
        "tidak dimaksudkan untuk jabatan ini"
        in page(enter(people.hr), version=version.pk, nip=people.office.staff.nip)[1]
    )
    assert "tidak dimaksudkan" not in page(enter(people.hr), version=version.pk, nip=people.office.section.nip)[1]


def test_a_version_without_tiers_says_what_that_would_mean(people, enter):
    version = draft()

    assert "belum mempunyai tahap" in page(enter(people.hr), version=version.pk, nip=people.office.staff.nip)[1]


def test_a_unit_lists_its_gaps_first_and_counts_their_causes(people, enter):
    office = people.office
    make.vacant(office.posts["section"])

    answer, text = page(enter(people.hr), process="daily", unit=office.posts["division"].unit.name)

    assert [trial.employee.name for trial, _ in answer.context["rows"]] == [
        "Ani Sirait", "Cornelia Oktaviani", "Ghaliyati Wahyuni", "Siti Pratama",
    ]  # fmt: skip
    assert text.index("Yang belum ada, dan apa yang harus dilakukan") < text.index("Siti Pratama</a>")
    assert "3 di antaranya tidak menemukan pemutus" in text


def test_a_draft_shows_its_difference_group_by_group(people, enter):
    version = draft({"rule": "DIRECT_SUPERIOR"}, {"rule": "POSITION", "position": people.office.posts["head"]})

    answer, text = page(enter(people.hr), version=version.pk)

    assert answer.context["changes"].changed == 6
    assert "Yang berubah dengan Persetujuan SKP, versi 2" in text
    assert "Setelah terbit" in text
    assert "Ghaliyati Wahyuni</a>" in text


def test_the_version_in_force_changes_nobody(people, enter):
    version = ChainVersion.objects.get(chain__code="skp")

    assert "Tidak seorang pun mendapat pemutus lain." in page(enter(people.hr), version=version.pk)[1]


def test_a_name_that_many_bear_is_chosen_first(people, enter):
    make.employee("Siti Palastri")

    answer, text = page(enter(people.hr), process="skp", nip="siti")

    assert answer.status_code == 200
    assert "Siapa yang Anda maksud?" in text
    assert f"nip={people.office.division.nip}" in text
    assert "trial" not in answer.context


def test_one_name_that_only_one_bears_is_enough(people, enter):
    assert "Pemegang jabatan" in page(enter(people.hr), process="skp", nip="ghaliyati")[1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"process": "skp", "nip": "Nyi Roro"}, "Tidak ada pegawai dengan nama atau NIP Nyi Roro."),
        ({"process": "skp", "unit": "Dinas Sihir"}, "Tidak ada unit dengan nama atau kode Dinas Sihir."),
        ({"process": "skp", "on": "1026-01-01"}, "Pilih tanggal antara tahun 2000 dan 2100."),
        ({"process": "skp", "on": "besok"}, "Masukkan tanggal yang valid."),
        ({"process": "tari"}, "tari"),
        ({"version": "999999"}, "Pilih"),
        ({"version": "abc"}, "Pilih"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_tried(people, enter, asked, said):
    answer, text = page(enter(people.hr), **asked)

    assert answer.status_code == 422
    assert said in text
    assert 'role="alert"' in text


@pytest.mark.parametrize("number", ["0", "7", "x", "99999999999"])
def test_a_page_that_is_not_there_is_the_nearest(people, enter, number):
    answer, _ = page(enter(people.hr), process="skp", unit=people.office.posts["division"].unit.code, page=number)

    assert (answer.status_code, answer.context["page"].number) == (200, 1)


def test_long_units_come_in_pages(people, enter):
    section = people.office.posts["section"]
    for number in range(60):
        make.employee(f"Pegawai {number:02}", make.position(f"Analis {number}", section.unit, section))

    first, text = page(enter(people.hr), process="skp", unit=section.unit.code)
    second, _ = page(enter(people.hr), process="skp", unit=section.unit.code, page="2")

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 13)
    assert "Halaman 1 dari 2" in text


def test_the_pages_cost_no_more_queries_with_more_people(people, enter):
    version = committee_draft(people)
    client = enter(people.hr)
    section = people.office.posts["section"]

    def queries(asked):
        client.get(ADDRESS, asked)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS, asked).status_code == 200
        return len(captured)

    asks = (
        {"version": version.pk},
        {"process": "skp", "unit": section.unit.code},
        {"unit": section.unit.code, "version": version.pk},
    )
    before = [queries(asked) for asked in asks]
    for number in range(30):
        make.employee(f"Pegawai {number:02}", make.position(f"Analis {number}", section.unit, section))

    assert [queries(asked) for asked in asks] == before
    assert max(before) <= 22
    assert Unit.objects.count() == 4


def test_the_menu_leads_to_it(people, enter):
    text = enter(people.auditor).get("/admin/").content.decode()

    assert ADDRESS in text
