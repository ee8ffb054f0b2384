"""Strangers and peers find nothing on any page; those above, HR and auditors read; nobody writes in another's name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories as make
from tests.workflows.feedback import states as given
from workflows.audit.models import Decision
from workflows.feedback.models import Incident, Note
from workflows.organization.models import Employee, User
from workflows.rules.berakhlak import BEHAVIOURS

pytestmark = pytest.mark.django_db
UPWARDS = "Pembagian tugas kurang jelas."


@pytest.fixture
def written(office, hr):
    """A note down, a note up, an incident with a file, and a released round about `staff`: their addresses."""
    photo = SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0")
    down = given.note(office.section, office.staff)
    up = given.note(office.staff, office.section, text=UPWARDS)
    incident = given.incident(office.section, office.staff, evidence_file=photo)
    raters = given.colleagues(office, 3)
    opened = given.opened(hr, office.staff, raters)
    for rater in raters:
        given.answered(opened, rater, "BELOW", "Sering menunda.")
    given.closed(opened, hr)
    return {
        "down": reverse("feedback:note", args=[down.pk]),
        "up": reverse("feedback:note", args=[up.pk]),
        "incident": reverse("feedback:incident", args=[incident.pk]),
        "evidence": reverse("feedback:evidence", args=[incident.pk]),
        "result": reverse("feedback:opinion_result", args=[opened.pk]),
        "person": reverse("feedback:person", args=[office.staff.nip]),
    }


def who_reads(enter, written, person):
    client = enter(person)
    answers = {name: client.get(address) for name, address in written.items()}
    for answer in answers.values():
        assert not answer.streaming or b"".join(answer.streaming_content) == b"\xff\xd8\xff\xe0"
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return {name for name, answer in answers.items() if answer.status_code == 200}


ALL = {"down", "up", "incident", "evidence", "result", "person"}


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("staff", ALL), ("section", ALL), ("division", ALL), ("head", ALL), ("outside", ALL), ("hr", ALL),
        ("auditor", ALL), ("team", ALL), ("other", set()), ("stranger", set()), ("technical", set()),
    ],
)  # fmt: skip
def test_who_reads_what(office, hr, enter, written, who, reads):
    office.hr, office.auditor = hr, make.with_role("AUDITOR")
    office.team, office.technical = make.with_role("PERFORMANCE_TEAM"), make.with_role("TECHNICAL_ADMIN")
    assert who_reads(enter, written, getattr(office, who)) == reads


def test_the_next_superior_does_not_read_what_was_written_to_the_last(office, enter, written):
    make.vacant(office.posts["section"], since=given.TODAY)
    make.acting(office.stranger, office.posts["section"], start=given.TODAY)

    assert who_reads(enter, written, office.stranger) == ALL - {"up"}
    page = enter(office.stranger).get(written["person"]).content.decode()
    assert given.WORDS in page
    assert UPWARDS not in page
    assert who_reads(enter, written, office.section) == {"down", "up", "incident", "evidence"}


def test_what_somebody_wrote_to_their_people_is_not_on_their_own_page_for_others(office, enter, written):
    given.note(office.section, office.other, text="Rahasia lain.")
    page = enter(office.division).get(reverse("feedback:person", args=[office.section.nip])).content.decode()
    assert "Rahasia lain." not in page
    assert UPWARDS in page
    own = enter(office.section).get("/feedback/").content.decode()
    assert "Rahasia lain." in own


def test_without_logging_in_every_page_asks_to(client, office, written):
    own = [reverse(f"feedback:{name}") for name in ("mine", "opinions")]
    new = [reverse(f"feedback:{name}", args=[office.staff.nip]) for name in ("write_note", "record_incident")]
    for address in [*written.values(), *own, *new]:
        for answer in (client.get(address), client.post(address, {})):
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("login"))


def test_a_technical_log_in_has_no_page_of_its_own(client, office):
    client.force_login(
        User.objects.create_user("teknis", "rahasia-sekali"), backend="workflows.organization.login.RoleBackend"
    )
    for address in ("/feedback/", "/feedback/opinions/", f"/feedback/person/{office.staff.nip}/note/"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("who", ["other", "stranger", "hr", "auditor"])
def test_nobody_writes_or_records_but_from_their_place(office, hr, enter, who):
    office.hr, office.auditor = hr, make.with_role("AUDITOR")
    client = enter(getattr(office, who))
    for name, values in (
        ("write_note", {"kind": "FEEDBACK", "on": "24-11-2026", "text": given.WORDS}),
        ("record_incident", {"nature": "NEGATIVE", "on": "24-11-2026", "text": "x", "evidence_link": given.LINK}),
    ):
        address = reverse(f"feedback:{name}", args=[office.staff.nip])
        assert client.get(address).status_code == 404
        assert client.post(address, values).status_code == 404
    assert (Note.objects.count(), Incident.objects.count(), Decision.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("who", ["section", "division", "hr"])
def test_nobody_answers_for_another_through_the_page(office, hr, enter, written, who):
    office.hr = hr
    before = Decision.objects.count()
    client = enter(getattr(office, who))
    for name in ("down", "incident"):
        assert "<textarea" not in client.get(written[name]).content.decode()
        assert client.post(written[name], {"answer": "Saya setuju."}).status_code == 403
    assert Decision.objects.count() == before


def test_an_invitation_exists_for_its_rater_alone(office, hr, enter):
    raters = [office.other, *given.colleagues(office, 2)]
    opened = given.opened(hr, office.staff, raters)
    address = f"/feedback/opinions/{given.invited(opened, raters[0]).pk}/"
    values = {value.code: "BELOW" for value in BEHAVIOURS}
    for person in (office.staff, office.section, office.stranger, raters[1], hr):
        client = enter(person)
        assert client.get(address).status_code == 404
        assert client.post(address, values).status_code == 404
    assert not given.invited(opened, raters[0]).is_answered
    assert enter(raters[0]).get(address).status_code == 200
    assert address not in enter(raters[1]).get("/feedback/opinions/").content.decode()


def test_raters_do_not_read_the_result(office, enter, written):
    for rater in Employee.objects.filter(name__startswith="Rekan"):
        assert who_reads(enter, written, rater) == set()


def test_evidence_is_handed_out_as_a_download(office, enter, written):
    answer = enter(office.staff).get(written["evidence"])
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"\xff\xd8\xff\xe0"
