import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # Indexes that are built under writers want no transaction. The new ones are there before the old ones go.
    atomic = False

    dependencies = [
        ('pipeline', '0010_index_stays_of_deals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='opportunity',
            index=models.Index(fields=['owner', '-id'], include=('product',), name='opportunity_of_owner'),
        ),
        AddIndexConcurrently(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('stage_type', 'open')), fields=['owner'], name='opportunity_open_of_owner'),
        ),
        AddIndexConcurrently(
            model_name='opportunity',
            index=models.Index(condition=models.Q(('close_date__isnull', False)), fields=['owner', 'close_date'], include=('id', 'account', 'product', 'stage_type', 'lost_reason', 'quantity', 'close_value', 'engage_date'), name='opportunity_closed_of_owner'),
        ),
        AddIndexConcurrently(
            model_name='stagechange',
            index=models.Index(fields=['to_stage', 'left_at'], include=('id', 'opportunity', 'next_stage', 'changed_at', 'source'), name='stagechange_as_stays'),
        ),
        RemoveIndexConcurrently(model_name='opportunity', name='opportunity_by_owner'),
        RemoveIndexConcurrently(model_name='opportunity', name='opportunity_closed_by_owner'),
        RemoveIndexConcurrently(model_name='stagechange', name='stagechange_stays'),
        migrations.AlterField(
            model_name='opportunity',
            name='owner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opportunities', to=settings.AUTH_USER_MODEL),
        ),
    ]
