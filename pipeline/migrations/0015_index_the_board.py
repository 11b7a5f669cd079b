from datetime import date

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):

    # Indexes that are built under writers want no transaction.
    atomic = False

    dependencies = [
        ('pipeline', '0014_parts_of_deals'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='opportunity',
            index=models.Index(models.F('stage'), Coalesce(Coalesce('close_date', 'expected_close_date'), date.max), models.F('id'), condition=models.Q(('stage_type', 'open')), name='opportunity_open_by_close'),
        ),
        AddIndexConcurrently(
            model_name='stagechange',
            index=models.Index(condition=models.Q(('left_at__isnull', True)), fields=['to_stage', 'changed_at', 'opportunity'], name='stagechange_not_left'),
        ),
    ]
