"""The whole office in memory answers as the live one, for everybody, and asks the database a handful of times."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tests import factories as make
from tests.workflows.random_office import DAY, build, plans
from workflows.approvals.dry_run import try_chain
from workflows.approvals.dry_run_office import difference, try_many
from workflows.approvals.models import ChainVersion
from workflows.approvals.resolver import Asked, Skipped, explain, who_decides
from workflows.organization.models import Employee, Position, Unit
from workflows.organization.reporting import LiveOffice, WholeOffice, officers, superior

pytestmark = pytest.mark.django_db


def facts(officer):
    return (
        officer.employee.pk,
        officer.position.pk,
        getattr(officer.acting, "pk", None),
        getattr(officer.holder, "pk", None),
    )


def plain(found):
    """What a tier came to, as values that can be compared."""
    if isinstance(found, Asked):
        asked = [facts(officer) for officer in found.officers], [user.pk for user in found.users]
        return found.tier.pk, *asked, found.needed, found.perhaps_before
    return found.tier.pk, type(found).__name__, found.why, isinstance(found, Skipped) and found.line_ends


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_both_offices_give_everybody_the_same_deciders(plan):
    with transaction.atomic():
        _, version = build(plan)
        whole, live = WholeOffice(DAY), LiveOffice(DAY)
        posts = list(Position.objects.select_related("unit"))

        assert {key: facts(o) for key, o in whole.officers(whole.posts.values()).items()} == {
            key: facts(o) for key, o in officers(posts, DAY).items()
        }
        for process in ("daily", "skp"):
            assert whole.delegations_of(posts, process) == live.delegations_of(posts, process)
        for unit in Unit.objects.all():
            assert whole.head_of(unit.pk) == live.head_of(unit.pk)
        for person in Employee.objects.select_related("user"):
            assert whole.position_of(person) == live.position_of(person)
            one_by_one = [plain(found) for found in explain(version, person, DAY)]
            assert [plain(found) for found in explain(version, person, DAY, office=whole)] == one_by_one
            assert try_chain("daily", person, DAY, version=version, office=whole).decided_by == (
                try_chain("daily", person, DAY, version=version).decided_by
            )
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans())
def test_nobody_is_asked_about_themselves_and_no_tier_without_its_quorum(plan):
    with transaction.atomic():
        drawn, version = build(plan)
        office = WholeOffice(DAY)
        for person in drawn.people:
            decided: set[str] = set()
            for found in explain(version, person, DAY, office=office):
                if not isinstance(found, Asked):
                    continue
                assert person.nip not in found.nips
                assert not any(officer.concerns(person) for officer in found.officers)
                assert len(found.nips) == len(found.officers) + len(found.users) >= found.needed >= 1
                if not version.same_person_may_decide_twice:
                    assert not found.nips & decided
                if found.needed == len(found.nips):
                    decided |= found.nips
        transaction.set_rollback(True)


def test_many_are_tried_without_a_query_for_each(django_assert_num_queries):
    office = make.office()
    make.acting(office.other, office.posts["section"], "PLH")
    with django_assert_num_queries(7):
        whole = WholeOffice(DAY)
    version = ChainVersion.objects.select_related("chain").prefetch_related("tiers").get(chain__code="assessment")
    with django_assert_num_queries(1):  # the chains in force with their tiers
        assert len(try_many("assessment", whole).trials) == 7
        assert difference(version, whole).groups == []


def test_an_office_of_another_day_is_refused():
    office = make.office()
    whole = WholeOffice(date(2026, 11, 23))

    with pytest.raises(ValueError, match="2026-11-23"):
        superior(office.staff, DAY, 1, office=whole)
    with pytest.raises(ValueError, match="2026-11-23"):
        who_decides(make.chain().tiers.get(), office.staff, DAY, office=whole)


def test_units_below_and_vacant_posts_are_known():
    office = make.office()
    posts = office.posts
    whole = WholeOffice(DAY)

    assert whole.units_below(posts["division"].unit_id) == {posts["division"].unit_id, posts["section"].unit_id}
    assert whole.vacant() == [posts["second_section"]]
    assert [person for person, _ in whole.in_posts()] == list(Employee.objects.order_by("pk"))
