"""The particulars of the decisions that are there already: beside them, word for word.

Their signatures go on covering the words themselves (form 1), so they have no salt and nothing of them can be blanked.
"""

from django.db import migrations

COLUMNS = (
    "actor_nip, actor_name, actor_post, principal_name, principal_post, person_nip, person_name, reason, details"
)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_changes_and_particulars'),
    ]

    operations = [
        migrations.RunSQL(
            f"INSERT INTO audit_particulars (decision_id, {COLUMNS}, salt, address) "
            f"SELECT id, {COLUMNS}, '', '' FROM audit_decision",
            migrations.RunSQL.noop,
        ),
    ]
