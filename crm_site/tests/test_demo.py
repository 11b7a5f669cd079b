"""`manage.py demo` serves the demo's data and no others."""

import os
import signal

import pytest
from django.core.management import CommandError, call_command

from crm_site.demo_server import post_worker_init
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


@pytest.fixture
def interrupt_handler():
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_web_worker_leaves_ctrl_c_to_its_master(interrupt_handler):
    post_worker_init(None)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_the_demo_is_served_that_way(db, settings, monkeypatch):
    settings.DEMO, served = True, []
    monkeypatch.setattr(os, "execve", lambda program, command, environment: served.append(command))
    call_command("seed_demo", "--deals", "300", "--no-fit")
    call_command("demo")
    assert "python:crm_site.demo_server" in served[0]
