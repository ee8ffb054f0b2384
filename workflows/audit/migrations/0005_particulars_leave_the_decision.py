"""The particulars stand beside their decisions now; the guards of before, which know no door, make room."""

from django.db import migrations


def drop_the_guards_of_before(apps, schema_editor):
    """Installed anew after every migration."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, tgrelid::regclass FROM pg_trigger "
                "WHERE tgname LIKE '%_append_only' OR tgname LIKE '%_not_emptied'"
            )
            drops = [f"DROP TRIGGER {name} ON {table}" for name, table in cursor.fetchall()]
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_append_only%'"
            )
            drops = [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]
        for drop in drops:
            cursor.execute(drop)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_particulars_of_earlier_decisions'),
    ]

    operations = [
        migrations.RunPython(drop_the_guards_of_before, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='decision',
            name='decision_person',
        ),
        migrations.RemoveIndex(
            model_name='decision',
            name='decision_actor',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='actor_name',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='actor_nip',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='actor_post',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='details',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='person_name',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='person_nip',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='principal_name',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='principal_post',
        ),
        migrations.RemoveField(
            model_name='decision',
            name='reason',
        ),
    ]
