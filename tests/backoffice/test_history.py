"""Field history is shown and never written by its pages: the library's own page would save what is posted to it."""

from tests.backoffice.conftest import list_url, one_more_of_everything, registered
from workflows.organization.models import Position, Unit
from workflows.organization.models.history import save_changed


def test_a_post_to_an_old_version_does_not_change_the_live_row(people, enter):
    row = Unit.objects.get(name="Sub Bidang Mutasi")
    version = row.history.latest("history_date")
    rows = Unit.history.count()
    for person in (people.auditor, people.hr):
        client = enter(person)
        address = list_url(Unit, f"{row.pk}/history/{version.pk}/")
        given = {"code": row.code, "name": "Ditimpa", "kind": "", "parent": "", "_save": "1", "_change_history": "1"}
        assert client.post(address, given).status_code == 405
        assert client.post(list_url(Unit, f"{row.pk}/history/"), given).status_code == 405
        assert client.put(address, given).status_code == 405
    row.refresh_from_db()
    assert row.name == "Sub Bidang Mutasi"
    assert Unit.history.count() == rows


def test_history_says_who_when_why_and_what(people, enter):
    row = people.office.posts["staff"]
    save_changed(row, user=people.hr.user, reason="SK 821.2/114/2026", title="Analis Kepegawaian", job_class=7)
    page = enter(people.auditor).get(list_url(Position, f"{row.pk}/history/")).content.decode()
    for said in (
        "Ratna HR",
        people.hr.nip,
        "SK 821.2/114/2026",
        "Pengelola Mutasi Kepegawaian → Analis Kepegawaian",
        "6 → 7",
    ):
        assert said in page, said


def test_an_old_version_is_shown_without_anything_to_type(people, enter):
    row = people.office.posts["staff"]
    save_changed(row, user=people.hr.user, reason="SK", title="Analis Kepegawaian")
    old = row.history.order_by("history_date", "pk").first()
    page = enter(people.hr).get(list_url(Position, f"{row.pk}/history/{old.pk}/"))
    assert page.status_code == 200
    assert "Pengelola Mutasi Kepegawaian" in page.content.decode()
    assert page.context["adminform"].form.fields.keys() <= {"change_reason"}
    assert 'name="title"' not in page.content.decode()


def test_every_history_opens_and_every_model_without_one_answers_404(people, enter):
    one_more_of_everything(people)
    client = enter(people.auditor)
    for model in registered():
        row = model._default_manager.order_by("pk").last()
        if row is None:
            continue
        expected = 200 if hasattr(model, "history") else 404
        assert client.get(list_url(model, f"{row.pk}/history/")).status_code == expected, model
        if expected == 200 and (version := row.history.first()) is not None:
            assert client.get(list_url(model, f"{row.pk}/history/{version.pk}/")).status_code == 200, model


def test_history_of_another_row_is_not_reached_by_its_number(people, enter):
    one, other = Unit.objects.order_by("pk")[:2]
    version = other.history.first()
    assert enter(people.hr).get(list_url(Unit, f"{one.pk}/history/{version.pk}/")).status_code == 404
