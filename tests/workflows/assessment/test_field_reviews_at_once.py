"""A visit noted while somebody ratifies: whoever comes second is told, and nobody ratifies what was not read."""

import pytest

from tests import factories as make
from tests.workflows.assessment import states as given
from tests.workflows.assessment.test_field_reviews import review
from tests.workflows.audit.chain import broken_links
from tests.workflows.engine.test_concurrency import at_once, kinds
from workflows.assessment import actions
from workflows.assessment.models import FieldReview

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]
OUTCOMES = (
    {"FieldReview": 1, "ContentChanged": 1},
    {"Assessment": 1, "NotAllowedHere": 1},
)


def test_of_a_visit_and_a_ratification_at_once_the_second_is_told():
    office, hr = make.office(), make.with_role("HR_ADMIN")
    rated = given.rated(office.staff, office.posts["staff"], office.section)
    task, seen = given.task(rated).task_id, rated.cases.get().content_hash
    when = make.at(given.RATIFIED_ON)

    outcomes = at_once(
        lambda: review(rated, hr, at=when),
        lambda: actions.ratify(task_id=task, by=make.actor(office.division), seen=seen, at=when),
    )

    assert kinds(outcomes) in OUTCOMES
    rated.refresh_from_db()
    is_visited = FieldReview.objects.count()
    assert (rated.status, is_visited) in {("RATED", 1), ("RATIFIED", 0)}
    assert (rated.field_reviewed_at is not None) == bool(is_visited)
    assert broken_links() == []
