"""Strangers see nothing of an objection, on any page; while it is heard, no side reads what the other was asked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories as make
from tests.workflows.assessment import states as assessed
from tests.workflows.objection import states as given
from workflows.engine.models import Question
from workflows.engine.questions import answer, ask
from workflows.objection import actions
from workflows.objection.models import Objection, ObjectionPoint
from workflows.objection.points import Point

pytestmark = pytest.mark.django_db
ANSWER = "Berkas itu tidak pernah dilaporkan."
STATEMENT = "Saya menilai menurut laporan yang masuk."


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO_TODAY = given.RULED_ON


@pytest.fixture
def office():
    return make.office()


def get(client, person, url):
    client.force_login(person.user, backend="workflows.organization.login.RoleBackend")
    return client.get(url)


def status_of(client, person, url):
    response = get(client, person, url)
    if response.streaming:
        response.getvalue()  # an evidence file is handed out as an open one, closed when read
    return response.status_code


def objected_with_file(office):
    assessment = given.contested(office)
    file = SimpleUploadedFile("map.pdf", b"%PDF-1.7 bukti")
    points = [Point(about="BEHAVIOUR", reason=given.WHY, file=file)]
    return actions.object_to(
        task_id=assessed.task(assessment).task_id, points=points, by=make.actor(office.staff),
        at=make.at(given.OBJECTED_ON),
    )  # fmt: skip


def urls_of(objection):
    evidence = ObjectionPoint.objects.exclude(evidence_file="").get()
    return [
        reverse("objection:detail", args=[objection.pk]), reverse("objection:evidence", args=[evidence.pk]),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["other", "stranger"])
def test_a_colleague_finds_nothing(client, office, who):
    assessment = given.contested(office)
    form = reverse("objection:object_to", args=[assessed.task(assessment).task_id])
    colleague = getattr(office, who)
    assert get(client, colleague, form).status_code == 403
    assert client.post(form, {"reason_WORK_RESULT": given.WHY}).status_code == 403
    assert not Objection.objects.exists()
    objection = given.object_to(assessment, office.staff)
    task = reverse("engine:task", args=[given.task(objection).task_id])

    assert get(client, colleague, reverse("objection:detail", args=[objection.pk])).status_code == 404
    assert client.post(reverse("objection:detail", args=[objection.pk]), {"text": STATEMENT}).status_code == 404
    assert client.get(task).status_code == 403
    assert client.post(task, {"outcome": "uphold", "reason": "Sesuai."}).status_code == 403
    assert client.get(reverse("engine:withdraw", args=[given.task(objection).task_id])).status_code == 404
    assert client.get(reverse("engine:ask", args=[given.task(objection).task_id])).status_code == 403
    assert Objection.objects.get().status == "WAITING"


@pytest.mark.parametrize("who", ["other", "stranger", "TECHNICAL_ADMIN"])
def test_evidence_is_handed_to_nobody_else(client, office, who):
    objection = objected_with_file(office)
    person = make.with_role(who) if who.isupper() else getattr(office, who)

    assert [get(client, person, url).status_code for url in urls_of(objection)] == [404, 404]


@pytest.mark.parametrize("who", ["staff", "section", "division", "head", "HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR"])
def test_both_sides_those_above_and_those_who_check_read_it(client, office, who):
    objection = objected_with_file(office)
    person = make.with_role(who) if who.isupper() else getattr(office, who)

    page, file = (get(client, person, url) for url in urls_of(objection))

    assert (page.status_code, file.status_code) == (200, 200)
    assert given.WHY in page.content.decode()
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 bukti"


def test_without_logging_in_every_page_asks_to(client, office):
    objection = objected_with_file(office)

    for url in urls_of(objection):
        response = client.get(url)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("login"))


def test_only_the_person_opens_the_form_and_only_whoever_is_asked_the_hearing(client, office):
    assessment = given.contested(office)
    form = reverse("objection:object_to", args=[assessed.task(assessment).task_id])
    for who in ("section", "division", "head"):
        assert get(client, getattr(office, who), form).status_code == 403
    objection = given.object_to(assessment, office.staff)
    task = reverse("engine:task", args=[given.task(objection).task_id])

    for who in ("staff", "section", "head"):
        response = get(client, getattr(office, who), task)
        assert (response.status_code, response["Location"]) == (302, reverse("objection:detail", args=[objection.pk]))
        assert client.post(task, {"outcome": "uphold", "reason": "Sesuai bukti."}).status_code == 403
    assert Objection.objects.get().status == "WAITING"


def test_while_it_is_heard_neither_side_reads_what_the_other_was_asked(client, office):
    objection = given.objected(office)
    task_id, division = given.task(objection).task_id, make.actor(office.division)
    ask(task_id=task_id, by=division, text="Mengapa tidak dihitung?", of=office.section, at=make.at(given.RULED_ON, 8))
    ask(task_id=task_id, by=division, text="Kapan diserahkan?", at=make.at(given.RULED_ON, 8))
    to_section, to_staff = Question.objects.order_by("pk")
    answer(question_id=to_section.pk, by=make.actor(office.section), text=ANSWER, at=make.at(given.RULED_ON, 9))
    answer(question_id=to_staff.pk, by=make.actor(office.staff), text="Tanggal tiga.", at=make.at(given.RULED_ON, 9))
    actions.state(
        objection_id=objection.pk, text=STATEMENT, by=make.actor(office.section), at=make.at(given.RULED_ON, 9)
    )  # fmt: skip
    url = reverse("objection:detail", args=[objection.pk])

    own = get(client, office.staff, url).content.decode()
    assert [text for text in (ANSWER, STATEMENT, "Mengapa tidak dihitung?") if text in own] == []
    assert "Tanggal tiga." in own
    theirs = get(client, office.section, url).content.decode()
    assert "Tanggal tiga." not in theirs
    assert ANSWER in theirs
    assert STATEMENT in theirs

    actions.uphold(
        task_id=task_id, reason="Sesuai bukti.", by=make.actor(office.division), at=make.at(given.RULED_ON, 15)
    )  # fmt: skip
    after = get(client, office.staff, url).content.decode()
    assert [text for text in (ANSWER, STATEMENT, "Tanggal tiga.") if text not in after] == []


def test_an_assessor_who_has_left_the_line_still_reads_and_states(client, office):
    objection = given.objected(office)
    make.vacant(office.posts["section"], since=given.RULED_ON)
    url = reverse("objection:detail", args=[objection.pk])

    assert get(client, office.section, url).status_code == 200
    assert client.post(url, {"text": STATEMENT}).status_code == 302
    objection.refresh_from_db()
    assert objection.statement == STATEMENT


def test_nobody_states_through_the_page_who_did_not_rate(client, office):
    objection = given.objected(office)
    url = reverse("objection:detail", args=[objection.pk])

    for who in ("staff", "division"):
        get(client, getattr(office, who), url)
        assert client.post(url, {"text": STATEMENT}).status_code == 403
    objection.refresh_from_db()
    assert objection.statement == ""


def test_a_hearer_out_of_the_line_opens_what_it_rests_on_and_nobody_else_does(client, office):
    hearer = make.employee("Inspektur", make.position("Inspektur", office.posts["outside"].unit))
    tier = {"rule": "POSITION", "position": hearer.tenures.get().position}
    make.chain("keberatan-inspektur", tiers=[tier], process="objection", position_kind="EXECUTING")
    deputy = make.employee("Wakil Inspektur", make.position("Wakil Inspektur", office.posts["outside"].unit))
    make.delegation(hearer, deputy, "objection", start=given.OBJECTED_ON)
    objection = objected_with_file(office)
    urls = [*urls_of(objection), reverse("objection:behind", args=[objection.pk])]

    for person in (hearer, deputy):
        assert [status_of(client, person, url) for url in urls] == [200, 200, 200]
        assert get(client, person, reverse("assessment:detail", args=[objection.assessment_id])).status_code == 404
    assert client.post(urls[-1], {"indicator": 1, "realised": 1, "reason": "Koreksi."}).status_code == 404
    assert [get(client, office.other, url).status_code for url in urls] == [404, 404, 404]
