"""Fill when stays ended and when deals were last touched, for the deals before the triggers that keep both.

In batches of deals, each in transactions of its own: nobody who writes waits for longer than one batch takes. It may be
run again: what is filled is left alone.
"""

from django.db import migrations, transaction

DEALS = 5_000

# What a new step has written meanwhile stays: only empty ends are filled.
STAYS = """
    update pipeline_stagechange as step
    set left_at = stay.left_at, next_stage_id = stay.next_stage_id
    from (
        select id, lead(changed_at) over in_order as left_at, lead(to_stage_id) over in_order as next_stage_id
        from pipeline_stagechange
        where opportunity_id >= %(first)s and opportunity_id < %(end)s
        window in_order as (partition by opportunity_id order by changed_at, id)
    ) as stay
    where step.id = stay.id and step.left_at is null and stay.left_at is not null
"""
# First the rows, committed; then, under their locks, what belongs in them. So an activity that is removed meanwhile
# waits for this, or this for it.
ROWS = """
    insert into pipeline_lasttouch (opportunity_id)
    select opportunity_id from pipeline_stagechange where opportunity_id >= %(first)s and opportunity_id < %(end)s
    union
    select opportunity_id from pipeline_activity where opportunity_id >= %(first)s and opportunity_id < %(end)s
    order by opportunity_id
    on conflict do nothing
"""
LOCKS = """
    select from pipeline_lasttouch where opportunity_id >= %(first)s and opportunity_id < %(end)s
    order by opportunity_id for update
"""
TOUCHES = """
    update pipeline_lasttouch as touch
    set entered_stage_at = step.moment, last_activity_at = activity.moment
    from pipeline_lasttouch as own
    left join (
        select opportunity_id, max(changed_at) as moment from pipeline_stagechange
        where opportunity_id >= %(first)s and opportunity_id < %(end)s group by opportunity_id
    ) as step using (opportunity_id)
    left join (
        select opportunity_id, max(happened_at) as moment from pipeline_activity
        where opportunity_id >= %(first)s and opportunity_id < %(end)s group by opportunity_id
    ) as activity using (opportunity_id)
    where own.opportunity_id = touch.opportunity_id
        and touch.opportunity_id >= %(first)s and touch.opportunity_id < %(end)s
        and (touch.entered_stage_at, touch.last_activity_at) is distinct from (step.moment, activity.moment)
"""


def fill(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(min(id), 0), coalesce(max(id), -1) from pipeline_opportunity")
        lowest, highest = cursor.fetchone()
        for first in range(lowest, highest + 1, DEALS):
            deals = {"first": first, "end": first + DEALS}
            for batch in ((STAYS,), (ROWS,), (LOCKS, TOUCHES)):
                with transaction.atomic(using=connection.alias):
                    for statement in batch:
                        cursor.execute(statement, deals)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('pipeline', '0008_stays_of_deals'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
