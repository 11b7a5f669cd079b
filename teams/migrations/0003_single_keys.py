from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0002_notifications_and_quotas'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='single_keys',
            field=models.BooleanField(db_default=True, default=True, help_text='Off for who dictates, or presses keys by accident.', verbose_name='single-letter keys'),
        ),
    ]
