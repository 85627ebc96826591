import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from uccms.accounts import roles

RIGHTS = {roles.SUPERVISOR: ["keep_rules", "keep_texts"]}


def grant(apps, schema_editor):
    roles.grant(apps, "contacts", RIGHTS)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_areas_that_process_orders'),
        ('contacts', '0006_review'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PreparedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('text', models.TextField(max_length=5000)),
                ('is_offered', models.BooleanField(default=True)),
                ('submission_id', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'permissions': [('keep_texts', "Keep the prepared texts of one's areas")],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RoutingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveIntegerField()),
                ('is_running', models.BooleanField(default=False)),
                ('channel', models.CharField(blank=True, choices=[('phone', 'Phone'), ('email', 'E-mail'), ('fax', 'Fax'), ('postal', 'Postal'), ('walk_in', 'Walk-in')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('matter_kind', models.CharField(blank=True, choices=[('application', 'Application'), ('patent', 'Patent'), ('publication', 'Publication'), ('trademark_serial', 'Trademark serial'), ('registration', 'Registration'), ('docket', 'Docket'), ('order', 'Order')], max_length=20)),
                ('matter_prefix', models.CharField(blank=True, max_length=20)),
                ('open_ticket', models.CharField(blank=True, choices=[('', 'It does not matter'), ('yes', 'The customer has an open ticket'), ('no', 'The customer has no open ticket')], default='', max_length=3)),
                ('in_turn', models.BooleanField(default=False)),
                ('priority', models.CharField(blank=True, choices=[('normal', 'Normal'), ('high', 'High')], max_length=6)),
                ('submission_id', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'permissions': [('keep_rules', "Keep the routing rules of one's areas")],
                'default_permissions': (),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('matter_prefix', ''), models.Q(('matter_kind', ''), _negated=True), _connector='OR'), name='a_prefix_says_of_what_kind'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RoutingTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='priority',
            field=models.CharField(choices=[('normal', 'Normal'), ('high', 'High')], db_default='normal', default='normal', max_length=6),
        ),
        migrations.AddField(
            model_name='timelineentry',
            name='priority',
            field=models.CharField(blank=True, choices=[('normal', 'Normal'), ('high', 'High')], max_length=6),
        ),
        migrations.AlterField(
            model_name='timelineentry',
            name='kind',
            field=models.CharField(choices=[('note', 'Internal note'), ('assigned', 'Assigned'), ('forwarded', 'Forwarded'), ('promised', 'Follow-up promised'), ('kept', 'Follow-up kept'), ('withdrawn', 'Follow-up withdrawn'), ('waiting', 'Waiting'), ('due', 'Follow-up due'), ('resolved', 'Resolved'), ('reopened', 'Reopened'), ('corrected', 'Text corrected'), ('removed', 'Something was removed'), ('routed', 'Routed'), ('closed', 'Closed')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('assignee__isnull', True), ('priority', 'high'), ('state', 'open')), fields=['area', 'due_key', 'id'], name='ticket_high_that_nobody_has'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('priority', 'high')), fields=['-id'], name='ticket_high'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('priority', 'high')), fields=['area', '-id'], name='ticket_high_by_area'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('state', 'resolved')), fields=['resolved_at'], name='ticket_to_close'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', ['normal', 'high'])), name='ticket_priority_is_known'),
        ),
        migrations.AddField(
            model_name='preparedtext',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prepared_texts', to='accounts.businessarea'),
        ),
        migrations.AddField(
            model_name='preparedtext',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prepared_texts', to='contacts.topic'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routing_rules', to='accounts.businessarea'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.businessarea'),
        ),
        migrations.AddField(
            model_name='routingrule',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.topic'),
        ),
        migrations.AddField(
            model_name='timelineentry',
            name='rule',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.routingrule'),
        ),
        migrations.AddField(
            model_name='routingturn',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.businessarea'),
        ),
        migrations.AddField(
            model_name='routingturn',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='preparedtext',
            constraint=models.UniqueConstraint(fields=('area', 'name'), name='prepared_text_once_an_area', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('area', 'position'), name='routing_rule_has_its_place', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(('to__isnull', False), models.Q(('priority', ''), _negated=True), _connector='OR'), name='a_rule_does_something'),
        ),
        migrations.AddConstraint(
            model_name='routingrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('in_turn', False), ('person__isnull', True)), models.Q(('in_turn', False), ('person__isnull', False), ('to__isnull', False)), models.Q(('in_turn', True), ('person__isnull', True), ('to__isnull', False)), _connector='OR'), name='a_rule_gives_to_one_or_in_turn'),
        ),
        migrations.AddConstraint(
            model_name='routingturn',
            constraint=models.UniqueConstraint(fields=('area', 'user'), name='one_turn_each'),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
