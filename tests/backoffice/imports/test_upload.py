"""One file that came with a form, read against what the database holds."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from backoffice.imports.folder import ACTIVITIES, ATTENDANCE, KINDS
from backoffice.imports.office import import_file
from tests.backoffice.imports.conftest import problems
from workflows.audit.models import Decision
from workflows.organization.actor import Actor, Channel
from workflows.organization.models import Employee, Unit

pytestmark = pytest.mark.django_db
FILES = {ATTENDANCE: "attendance-2026.csv", ACTIVITIES: "daily-activities-2026.csv"}
HEAD = "196806061994031029"


@pytest.fixture
def upload(files):
    """Imports the whole office first; then one of its files by the head's log-in."""
    files.run()
    by = Actor(user=Employee.objects.get(nip=HEAD).user, channel=Channel.BACKOFFICE)

    def run(kind, content=None, **options):
        name = FILES.get(kind, f"{kind}.csv")
        held = SimpleUploadedFile(name, (content or files.read(name)).encode())
        return import_file(kind, held, by=by, year=2026, **options)

    return run


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_can_come_alone(upload, kind):
    outcome = upload(kind)

    assert problems(outcome) == []
    assert outcome.tallies
    assert not any(tally.touched for tally in outcome.tallies.values())


def test_who_imported_stands_in_history_and_record(upload):
    outcome = upload("units", "code,name,parent,kind\nPLG.BKPSDM.6,Bidang Baru,PLG.BKPSDM,division\n")

    assert outcome.masters_stored
    row = Unit.objects.get(code="PLG.BKPSDM.6").history.get()
    assert (row.history_user.username, row.history_change_reason) == (HEAD, "import units.csv")
    decision = Decision.objects.latest("id")
    assert (decision.actor_name, decision.channel, decision.subject) == ("Uda Waluyo", "BACKOFFICE", "import units.csv")


def test_a_mistake_is_told_and_nothing_is_stored(upload):
    outcome = upload("units", "code,name,parent,kind\nBARU,Bidang Baru,X,division\n")

    assert problems(outcome) == [
        "units.csv, baris 2, kolom parent, “X”: Unit ini tidak dikenal. "
        "Tambahkan unit ini ke units.csv atau perbaiki kodenya."
    ]
    assert not Unit.objects.filter(code="BARU").exists()


def test_a_file_too_large_for_memory_is_read_from_where_it_lies(upload):
    by = Actor(user=Employee.objects.get(nip=HEAD).user, channel=Channel.BACKOFFICE)
    with TemporaryUploadedFile("units.csv", "text/csv", 0, None) as held:
        held.write(b"code,name,parent,kind\nBARU,Bidang Baru,PLG,division\n")

        outcome = import_file("units", held, by=by, year=2026)

    assert outcome.tallies["units"].created == 1
