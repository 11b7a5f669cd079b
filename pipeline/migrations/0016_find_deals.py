import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import accounts.full_text


class Migration(migrations.Migration):

    # An index that is built under writers wants no transaction.
    atomic = False

    dependencies = [
        ('accounts', '0003_find_by_words'),
        ('pipeline', '0015_index_the_board'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RecentRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('deal', 'Deal'), ('account', 'Account')], max_length=7)),
                ('record_id', models.BigIntegerField()),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'record_id'), name='recent_record_once_a_user')],
            },
        ),
        # The new index is there before the key's own goes.
        AddIndexConcurrently(
            model_name='opportunity',
            index=models.Index(fields=['product', '-id'], name='opportunity_of_product'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='product',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='opportunities', to='pipeline.product'),
        ),
        AddIndexConcurrently(
            model_name='opportunity',
            index=django.contrib.postgres.indexes.GinIndex(accounts.full_text.TextWords('next_step'), condition=models.Q(('stage_type', 'open'), models.Q(('next_step', ''), _negated=True)), name='opportunity_step_words'),
        ),
    ]
