import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pipeline', '0003_stage_with_type'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=255)),
                ('as_of', models.DateField()),
                ('state', models.CharField(choices=[('finished', 'Finished'), ('failed', 'Failed')], max_length=8)),
                ('message', models.TextField(blank=True)),
                ('counts', models.JSONField(default=dict, help_text='by file: rows, new, changed, unchanged, refused, repaired')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(null=True)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(max_length=60)),
                ('line', models.PositiveIntegerField(help_text='Line of the file where the row begins; the header is line 1.')),
                ('column', models.CharField(max_length=60)),
                ('value', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('refused', 'Refused'), ('repaired', 'Repaired')], max_length=8)),
                ('rule', models.CharField(max_length=60)),
                ('reason', models.CharField(max_length=200)),
                ('repaired_to', models.CharField(blank=True, max_length=200)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='pipeline.importrun')),
            ],
            options={
                'ordering': ['run', 'file', 'line', 'id'],
            },
        ),
    ]
