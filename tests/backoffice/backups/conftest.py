"""An office with evidence, where its backup goes, and a new server into which it comes back."""

import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from backoffice.backups import postgresql
from tests import factories as make
from tests.conftest import on_postgres
from workflows.audit.models import Change, Decision, Particulars, Stream
from workflows.daily.models import DailyActivity, DailyReport
from workflows.organization.models import Employee

PDF = b"%PDF-1.7 bukti dukung"
VENDOR = "postgresql" if on_postgres() else "sqlite"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """The uploaded files of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def office() -> make.Office:
    """An office that works: a report is submitted, with evidence."""
    office = make.office()
    make.submitted_report(office.staff)
    DailyActivity.objects.first().evidence_file.save("bukti.pdf", ContentFile(PDF))
    return office


@pytest.fixture
def backup(tmp_path) -> Path:
    """Where the backup is written."""
    return tmp_path / "office.backup"


@pytest.fixture
def new_server() -> Iterator[Callable[[], None]]:
    """Begin on another machine: a database without a table, and no uploaded files."""

    def begin() -> None:
        shutil.rmtree(django_settings.MEDIA_ROOT)
        if on_postgres():
            postgresql.drop_all()
            return
        connection.close()
        for end in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{end}").unlink(missing_ok=True)

    yield begin
    if not connection.introspection.table_names():  # the test failed: the others need a database
        call_command("migrate", verbosity=0)


def said_by(command: str, *arguments: object) -> tuple[int, str, str]:
    """Exit code, what was said, and the line of standard error."""
    out, errors = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stderr", errors)
        try:
            call_command(command, *map(str, arguments), stdout=out)
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue(), errors.getvalue()
    return 0, out.getvalue(), errors.getvalue()


def taken(path: Path, *arguments: str) -> str:
    """What was said when the backup was taken."""
    code, said, errors = said_by("backup", path, *arguments)
    assert (code, errors) == (0, "")
    return said


def everything() -> dict[str, list[object]]:
    """What stands in the database, as far as these tests look."""
    return {
        "decisions": list(Decision.objects.order_by("pk").values()),
        "particulars": list(Particulars.objects.order_by("pk").values()),
        "changes": list(Change.objects.order_by("pk").values()),
        "heads": list(Stream.objects.order_by("pk").values()),
        "people": list(Employee.objects.order_by("pk").values()),
        "histories": list(Employee.history.order_by("pk").values()),
        "reports": list(DailyReport.objects.order_by("pk").values()),
        "activities": list(DailyActivity.objects.order_by("pk").values()),
    }
