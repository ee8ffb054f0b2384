"""Publish the default chain for objections where a database has the others already."""

from django.db import migrations

from workflows.approvals.defaults import publish_defaults


def publish(apps, schema_editor):
    """Publish what is missing, with the models as they stand in this migration."""
    publish_defaults(apps.get_model("approvals", "ApprovalChain"), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_chain_for_objections")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
