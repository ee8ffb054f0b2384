"""The inbox: where work waits for a person, in order of due date, page by page, flat in its queries."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests import factories as make
from workflows.engine.inbox import Part, arms_of, count_waiting, read_page
from workflows.engine.models import WorkItem
from workflows.organization.models import RoleGrant

pytestmark = pytest.mark.django_db
TODAY = make.A_MONDAY
START = make.at(TODAY, 23)


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def template(office):
    """A task to copy: the staff's report waits for the section's head."""
    make.submitted_report(office.staff)
    return WorkItem.objects.get()


def copies(template, *many, **values):
    """Work items like the template, one for each number of hours until due; all of one task, for speed."""
    rows = []
    for number, hours in enumerate(many):
        row = WorkItem.objects.get(pk=template.pk)
        row.pk, row.due_at, row.title = None, START + timedelta(hours=hours), f"Pekerjaan {number}"
        for name, value in values.items():
            setattr(row, name, value)
        rows.append(row)
    return WorkItem.objects.bulk_create(rows)


def arms(person, **kwargs):
    return arms_of(person.user, person, kwargs.pop("on", TODAY), **kwargs)


def keys(page):
    return [waiting.item.pk for waiting in page.waiting]


def test_task_of_a_post_waits_for_whoever_stands_in_it(office, template):
    assert keys(read_page(arms(office.section))) == [template.pk]
    for who in (office.staff, office.other, office.division, office.head):
        assert keys(read_page(arms(who))) == []

    make.acting(office.other, office.posts["section"], "PLH", start=TODAY, end=TODAY + timedelta(days=1))
    (waiting,) = read_page(arms(office.other)).waiting
    assert waiting.acted_for.title == "Plh Kepala Sub Bidang Mutasi"
    assert keys(read_page(arms(office.other, on=TODAY + timedelta(days=1)))) == []
    assert keys(read_page(arms(office.section))) == [template.pk]
    assert read_page(arms(office.section)).waiting[0].acted_for is None


def test_ones_own_case_is_not_in_the_inbox_of_the_post_acted_for(office, template):
    make.acting(office.staff, office.posts["section"], "PLH", start=TODAY)

    assert keys(read_page(arms(office.staff))) == []
    assert count_waiting(arms(office.staff)) == 0


def test_personal_and_teams_tasks_have_their_arms(office, template):
    (mine,) = copies(template, 1, owner=office.section.user, principal=None, tier=None)
    (parked,) = copies(template, 2, owner=None, principal=None, team="PERFORMANCE_TEAM", gap="Kosong")
    member = make.with_role("PERFORMANCE_TEAM")

    assert set(keys(read_page(arms(office.section)))) == {template.pk, mine.pk}
    page = read_page(arms(member))
    assert keys(page) == [parked.pk]
    assert page.waiting[0].arm.team == "PERFORMANCE_TEAM"
    RoleGrant.objects.filter(user=member.user).update(end=TODAY)
    assert keys(read_page(arms_of(make.User.objects.get(pk=member.user_id), member, TODAY))) == []


def test_closed_items_wait_for_nobody(office, template):
    WorkItem.objects.update(closed_at=START, closing="DONE")

    assert keys(read_page(arms(office.section))) == []


def test_inbox_is_narrowed_to_a_process_or_to_a_post(office, template):
    (skp,) = copies(template, 1, process="skp")
    make.acting(office.section, office.posts["second_section"])
    (acted,) = copies(template, 2, principal=office.posts["second_section"])

    assert keys(read_page(arms(office.section, part=Part(process="skp")))) == [skp.pk]
    assert keys(read_page(arms(office.section, part=Part(post=office.posts["second_section"].pk)))) == [acted.pk]


def test_arms_are_merged_in_order_of_due_date_then_age(office, template):
    make.acting(office.section, office.posts["second_section"])
    WorkItem.objects.filter(pk=template.pk).update(due_at=START + timedelta(hours=3))
    held = copies(template, 5, 1, 3)
    acted = copies(template, 4, 3, 0, principal=office.posts["second_section"])
    own = copies(template, 2, 3, owner=office.section.user, principal=None)

    found = read_page(arms(office.section)).waiting

    places = [(each.item.due_at, each.item.pk) for each in found]
    assert places == sorted(places)
    assert {each.item.pk for each in found} == {template.pk, *(row.pk for row in (*held, *acted, *own))}
    assert len(found) == 9


@pytest.mark.parametrize("size", [1, 2, 5, 25])
def test_pages_follow_each_other_without_gap_or_repetition(office, template, size):
    """Also where many are due at the same minute, which is how deadlines are."""
    make.acting(office.section, office.posts["second_section"])
    copies(template, *[1] * 6, 2, 2, 3)
    copies(template, *[1] * 5, 2, 0, principal=office.posts["second_section"])
    everything = keys(read_page(arms(office.section), size=100))

    seen, after = [], None
    for _ in range(40):
        page = read_page(arms(office.section), after=after, size=size)
        seen += keys(page)
        after = page.next_place
        if after is None:
            break

    assert len(everything) == 17
    assert seen == everything


def test_last_full_page_has_no_next(office, template):
    copies(template, 1)

    assert read_page(arms(office.section), size=2).next_place is None
    assert read_page(arms(office.section), size=1).next_place is not None


def test_item_done_meanwhile_does_not_shift_the_next_page(office, template):
    rows = copies(template, *range(1, 7))
    WorkItem.objects.filter(pk=template.pk).update(due_at=START)
    first = read_page(arms(office.section), size=3)
    WorkItem.objects.filter(pk__in=keys(first)).update(closed_at=START, closing="DONE")

    second = read_page(arms(office.section), after=first.next_place, size=3)

    assert keys(second) == [row.pk for row in rows[2:5]]


def test_counting_stops_where_nobody_wants_to_know(office, template):
    copies(template, *range(30))

    assert count_waiting(arms(office.section)) == 31
    assert count_waiting(arms(office.section), up_to=10) == 11
    assert count_waiting([]) == 0
    assert read_page([]).waiting == []


def test_page_is_one_query_whatever_the_number_of_posts(office, template, django_assert_num_queries):
    for name in ("second_section", "division", "stranger"):
        make.acting(office.section, office.posts[name], "PLH" if name != "second_section" else "PLT")
    copies(template, *range(30))
    waiting = arms(office.section)
    assert len(waiting) == 5

    with django_assert_num_queries(1):
        assert len(read_page(waiting).waiting) == 25
    with django_assert_num_queries(1):
        count_waiting(waiting)


# ---- what the database refuses ---------------------------------------------------------------------------------------
def test_work_item_asks_somebody(office, template):
    with pytest.raises(DatabaseError, match="work_item_asks_somebody"), transaction.atomic():
        WorkItem.objects.update(owner=None, team="")


@pytest.mark.parametrize("values", [{"closed_at": START}, {"closing": "DONE"}])
def test_closed_work_item_says_when_and_how(office, template, values):
    with pytest.raises(DatabaseError, match="work_item_closed_says_how"), transaction.atomic():
        WorkItem.objects.update(**values)
