"""The migrations say what the models say."""

import io

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration():
    output = io.StringIO()

    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output)
    except SystemExit:
        pytest.fail(f"Changes without a migration:\n{output.getvalue()}")


def test_each_app_has_one_last_migration():
    assert MigrationLoader(None).detect_conflicts() == {}
