
import django.core.validators
import django.db.models.deletion
import simple_history.models
import workflows.objection.models.point
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('approvals', '0006_default_chain_for_objections'),
        ('assessment', '0007_objected'),
        ('organization', '0003_quarters_and_distribution'),
        ('viewflow', '0015_task_scheduled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalObjection',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('raters', models.JSONField(blank=True, default=list, verbose_name='who gave the rating')),
                ('status', models.CharField(choices=[('WAITING', 'waiting for a ruling'), ('UPHELD', 'result upheld'), ('CHANGED', 'result changed'), ('WITHDRAWN', 'withdrawn')], default='WAITING', max_length=10, verbose_name='status')),
                ('objected_at', models.DateTimeField(verbose_name='objected at')),
                ('before_work_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='work result before')),
                ('before_behaviour_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='behaviour before')),
                ('before_work_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of work before')),
                ('before_behaviour_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of behaviour before')),
                ('before_total', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='total before')),
                ('before_predicate', models.CharField(choices=[('VERY_GOOD', 'Sangat Baik'), ('GOOD', 'Baik'), ('SUFFICIENT', 'Cukup'), ('NEEDS_IMPROVEMENT', 'Butuh Perbaikan'), ('POOR', 'Kurang'), ('VERY_POOR', 'Sangat Kurang'), ('BAD', 'Buruk')], max_length=20, verbose_name='predicate before')),
                ('after_work_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='work result after')),
                ('after_behaviour_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='behaviour after')),
                ('after_work_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of work after')),
                ('after_behaviour_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of behaviour after')),
                ('after_total', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='total after')),
                ('after_predicate', models.CharField(blank=True, choices=[('VERY_GOOD', 'Sangat Baik'), ('GOOD', 'Baik'), ('SUFFICIENT', 'Cukup'), ('NEEDS_IMPROVEMENT', 'Butuh Perbaikan'), ('POOR', 'Kurang'), ('VERY_POOR', 'Sangat Kurang'), ('BAD', 'Buruk')], max_length=20, verbose_name='predicate after')),
                ('ruling_reason', models.TextField(blank=True, verbose_name='reason of the ruling')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('statement', models.TextField(blank=True, verbose_name="the assessor's statement")),
                ('stated_by', models.CharField(blank=True, max_length=200, verbose_name='stated by')),
                ('stated_at', models.DateTimeField(blank=True, null=True, verbose_name='stated at')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('assessment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assessment.assessment', verbose_name='assessment')),
                ('assessor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organization.employee', verbose_name='assessor')),
                ('contested', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assessment.assessmentprocess', verbose_name='contested case')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical objection',
                'verbose_name_plural': 'historical objections',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('raters', models.JSONField(blank=True, default=list, verbose_name='who gave the rating')),
                ('status', models.CharField(choices=[('WAITING', 'waiting for a ruling'), ('UPHELD', 'result upheld'), ('CHANGED', 'result changed'), ('WITHDRAWN', 'withdrawn')], default='WAITING', max_length=10, verbose_name='status')),
                ('objected_at', models.DateTimeField(verbose_name='objected at')),
                ('before_work_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='work result before')),
                ('before_behaviour_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='behaviour before')),
                ('before_work_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of work before')),
                ('before_behaviour_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of behaviour before')),
                ('before_total', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='total before')),
                ('before_predicate', models.CharField(choices=[('VERY_GOOD', 'Sangat Baik'), ('GOOD', 'Baik'), ('SUFFICIENT', 'Cukup'), ('NEEDS_IMPROVEMENT', 'Butuh Perbaikan'), ('POOR', 'Kurang'), ('VERY_POOR', 'Sangat Kurang'), ('BAD', 'Buruk')], max_length=20, verbose_name='predicate before')),
                ('after_work_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='work result after')),
                ('after_behaviour_rating', models.CharField(blank=True, choices=[('ABOVE', 'Di atas ekspektasi'), ('MEETS', 'Sesuai ekspektasi'), ('BELOW', 'Di bawah ekspektasi')], max_length=8, verbose_name='behaviour after')),
                ('after_work_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of work after')),
                ('after_behaviour_value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value of behaviour after')),
                ('after_total', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='total after')),
                ('after_predicate', models.CharField(blank=True, choices=[('VERY_GOOD', 'Sangat Baik'), ('GOOD', 'Baik'), ('SUFFICIENT', 'Cukup'), ('NEEDS_IMPROVEMENT', 'Butuh Perbaikan'), ('POOR', 'Kurang'), ('VERY_POOR', 'Sangat Kurang'), ('BAD', 'Buruk')], max_length=20, verbose_name='predicate after')),
                ('ruling_reason', models.TextField(blank=True, verbose_name='reason of the ruling')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('statement', models.TextField(blank=True, verbose_name="the assessor's statement")),
                ('stated_by', models.CharField(blank=True, max_length=200, verbose_name='stated by')),
                ('stated_at', models.DateTimeField(blank=True, null=True, verbose_name='stated at')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='assessment.assessment', verbose_name='assessment')),
                ('assessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.employee', verbose_name='assessor')),
                ('contested', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.assessmentprocess', verbose_name='contested case')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
            },
        ),
        migrations.CreateModel(
            name='HistoricalObjectionPoint',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('about', models.CharField(choices=[('WORK_RESULT', 'work result'), ('BEHAVIOUR', 'behaviour'), ('REALISATION', 'realisation of an indicator')], max_length=12, verbose_name='about')),
                ('reason', models.TextField(verbose_name='reason')),
                ('evidence_file', models.TextField(blank=True, max_length=250, validators=[django.core.validators.FileExtensionValidator(['pdf', 'jpg', 'jpeg', 'png', 'webp'])], verbose_name='evidence')),
                ('evidence_link', models.URLField(blank=True, verbose_name='link to evidence')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('realisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assessment.resultrealisation', verbose_name='realisation of an indicator')),
                ('objection', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='objection.objection', verbose_name='objection')),
            ],
            options={
                'verbose_name': 'historical point of an objection',
                'verbose_name_plural': 'historical points of objections',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ObjectionPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('about', models.CharField(choices=[('WORK_RESULT', 'work result'), ('BEHAVIOUR', 'behaviour'), ('REALISATION', 'realisation of an indicator')], max_length=12, verbose_name='about')),
                ('reason', models.TextField(verbose_name='reason')),
                ('evidence_file', models.FileField(blank=True, max_length=250, upload_to=workflows.objection.models.point.evidence_path, validators=[django.core.validators.FileExtensionValidator(['pdf', 'jpg', 'jpeg', 'png', 'webp'])], verbose_name='evidence')),
                ('evidence_link', models.URLField(blank=True, verbose_name='link to evidence')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='objection.objection', verbose_name='objection')),
                ('realisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.resultrealisation', verbose_name='realisation of an indicator')),
            ],
            options={
                'verbose_name': 'point of an objection',
                'verbose_name_plural': 'points of objections',
            },
        ),
        migrations.CreateModel(
            name='ObjectionProcess',
            fields=[
                ('process_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='viewflow.process')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('asked_from', models.PositiveSmallIntegerField(default=1, verbose_name='this round began at tier')),
                ('outcome', models.CharField(blank=True, choices=[('', 'none yet'), ('APPROVED', 'approved'), ('RETURNED', 'returned'), ('REJECTED', 'rejected'), ('WITHDRAWN', 'withdrawn'), ('LAPSED', 'lapsed')], max_length=10, verbose_name='last outcome')),
                ('chain_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.chainversion', verbose_name='chain version')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='objection.objection', verbose_name='objection')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.employee', verbose_name='person')),
                ('position', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.position', verbose_name='post')),
                ('tier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.tier', verbose_name='tier')),
            ],
            options={
                'verbose_name': 'objection process',
                'verbose_name_plural': 'objection processes',
            },
            bases=('viewflow.process',),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(fields=('contested',), name='objection_once_a_result'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('status__in', ('UPHELD', 'CHANGED')), models.Q(('ruling_reason', ''), _negated=True), models.Q(('after_predicate', ''), _negated=True)), models.Q(models.Q(('status__in', ('UPHELD', 'CHANGED')), _negated=True), ('after_predicate', ''), ('ruling_reason', '')), _connector='OR'), name='objection_ruling_says_why_and_what'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stated_at__isnull', True), ('statement', '')), models.Q(models.Q(('statement', ''), _negated=True), ('stated_at__isnull', False)), _connector='OR'), name='objection_statement_says_when'),
        ),
        migrations.AddConstraint(
            model_name='objectionpoint',
            constraint=models.UniqueConstraint(fields=('objection', 'number'), name='objection_point_number_once'),
        ),
        migrations.AddConstraint(
            model_name='objectionpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', 'REALISATION'), ('realisation__isnull', False)), models.Q(models.Q(('about', 'REALISATION'), _negated=True), ('realisation__isnull', True)), _connector='OR'), name='objection_point_names_its_realisation'),
        ),
        migrations.AddConstraint(
            model_name='objectionpoint',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='objection_point_says_why'),
        ),
    ]
