"""Several people merge and undo at the same moment: each merge happens once, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Account
from accounts.services import merged_into
from accounts.tests.factories import AccountFactory
from pipeline.merge_models import MergeRun
from pipeline.merge_preview import StaleMerge, preview
from pipeline.merge_undo import undo_merge
from pipeline.merging import merge_accounts
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Call all at the same moment; return what each returned, or the exception that it was refused by."""
    start = Barrier(len(calls))

    def one(call):
        start.wait(timeout=10)
        try:
            return call()
        except (StaleMerge, ValidationError) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(one, calls))


def merging(survivor, merged, dana):
    seen = preview(survivor, merged, by=dana).seen
    return lambda: merge_accounts(survivor, merged, by=dana, seen=seen, take={})


@pytest.fixture
def three(alice):
    accounts = [AccountFactory(name=name) for name in ("Acme", "Acme Inc", "Acme Ltd")]
    for account in accounts:
        OpportunityFactory(account=account, owner=alice)
    return accounts


def test_two_merge_the_same_pair(dana, three):
    one, other, _ = three
    done = at_once(merging(one, other, dana), merging(one, other, dana), merging(other, one, dana))
    assert sorted(type(each).__name__ for each in done) == ["MergeRun", "StaleMerge", "StaleMerge"]
    assert Account.objects.count() == 2


def test_three_in_a_ring(dana, three):
    one, two, last = three
    done = at_once(merging(one, two, dana), merging(two, last, dana), merging(last, one, dana))
    merged = [each for each in done if isinstance(each, MergeRun)]
    assert merged
    assert Account.objects.count() == 3 - len(merged)
    assert Opportunity.objects.filter(account__isnull=False).count() == 3
    for run in merged:
        assert Account.objects.filter(pk=merged_into(run.merged_id)).exists()


def test_two_undo_the_same_merge(dana, three):
    one, other, _ = three
    run = merging(one, other, dana)()
    done = at_once(*[lambda: undo_merge(run, by=dana)] * 3)
    assert sorted(type(each).__name__ for each in done) == ["MergeRun", "ValidationError", "ValidationError"]
    assert Opportunity.objects.filter(account=other.pk).count() == 1
