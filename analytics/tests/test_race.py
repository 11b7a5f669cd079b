"""Six writers change the same accounts at once, by every path, while drains go on: no account ends up wrong."""

import pytest
from django.db import connection

from accounts.models import AccountChange
from analytics import services
from analytics.bench import race
from analytics.bench.scratch import _fill
from analytics.models import AccountMetrics


@pytest.mark.django_db(transaction=True)
def test_six_writers_leave_no_account_wrong():
    _fill(1000, 7)
    services.fit_and_rescore()
    before = dict(AccountMetrics.objects.values_list("account_id", "monetary"))
    race.race(7, writers=6, writes=25)
    assert not AccountChange.objects.exists()
    assert services.differences() == []
    assert dict(AccountMetrics.objects.values_list("account_id", "monetary")) != before


@pytest.mark.django_db(transaction=True)
def test_the_measurement_sees_an_account_that_is_wrong():
    _fill(1000, 7)
    services.fit_and_rescore()
    wrong = AccountMetrics.objects.buyers().first().account_id
    with connection.cursor() as cursor:
        cursor.execute("update analytics_accountmetrics set monetary = monetary + 1 where account_id = %s", [wrong])
    assert services.differences() == [wrong]
