"""Hold a deal's stage, its type and its flag together, so that the rules of a deal can be checks of one table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0002_initial")]

    operations = [
        migrations.RunSQL(
            """
            alter table pipeline_opportunity add constraint opportunity_stage_with_type
                foreign key (stage_id, stage_type, stage_needs_engage_date)
                references pipeline_stage (id, type, needs_engage_date) match full on update cascade
            """,
            "alter table pipeline_opportunity drop constraint opportunity_stage_with_type",
        )
    ]
