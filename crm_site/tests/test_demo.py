"""`manage.py demo` serves the demo's data and no others."""

import pytest
from django.core.management import CommandError, call_command

from pipeline.models import Opportunity


def test_the_demo_says_where_it_is_and_how_to_sign_in(db, settings, capsys):
    settings.DEMO = True
    call_command("seed_demo", "--deals", "300", "--no-fit")
    capsys.readouterr()
    call_command("demo", "--no-serve")
    printed = capsys.readouterr().out
    assert "/api/docs" in printed
    assert "rep@example.com" in printed


def test_the_demo_leaves_a_history_of_your_own_alone(deal, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="not the demo's"):
        call_command("demo", "--no-serve")
    assert Opportunity.objects.count() == 1
