import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # An index that is built under writers wants no transaction.
    atomic = False

    dependencies = [
        ('pipeline', '0009_fill_stays_of_deals'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='stagechange',
            index=models.Index(fields=['to_stage', 'left_at'], include=('opportunity', 'next_stage', 'changed_at'), name='stagechange_stays'),
        ),
        migrations.AlterField(
            model_name='stagechange',
            name='to_stage',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pipeline.stage'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagechange',
            trigger=pgtrigger.compiler.Trigger(name='never_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (pg_trigger_depth() = 0 or row(old.id, old.opportunity_id, old.from_stage_id, old.to_stage_id, old.changed_at, old.changed_by_id, old.source) is distinct from row(new.id, new.opportunity_id, new.from_stage_id, new.to_stage_id, new.changed_at, new.changed_by_id, new.source))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e7a42739534b6e2c9a7be958a9a191482acfdee9', operation='UPDATE', pgid='pgtrigger_never_changed_7e75e', table='pipeline_stagechange', when='BEFORE')),
        ),
    ]
