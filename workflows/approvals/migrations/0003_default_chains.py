"""Publish the default chains: SKP two tiers, targets and daily reports one, assessments rated and ratified."""

from django.db import migrations

from workflows.approvals.defaults import publish_defaults


def publish(apps, schema_editor):
    """Publish them with the models as they stand in this migration."""
    publish_defaults(apps.get_model("approvals", "ApprovalChain"), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_initial")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
