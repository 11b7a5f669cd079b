"""`seed_demo` loads, says how to come in, and removes."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from pipeline.models import Opportunity
from teams.demo_logins import DEMO_LOGINS, TOKEN_OWNER
from teams.models import ApiToken

SMALL = ["--deals", "300"]


def test_the_demo_prints_logins_and_a_token_that_writes(db, settings, capsys):
    settings.DEMO = True
    call_command("seed_demo", *SMALL, "--no-fit")
    printed = capsys.readouterr().out
    token = ApiToken.objects.get()
    assert all(login.email in printed for login in DEMO_LOGINS)
    assert token.token_key in printed
    assert (token.user.email, token.scope) == (TOKEN_OWNER, "write")


def test_elsewhere_there_is_no_token_and_it_says_so(db, settings, capsys):
    settings.DEMO = False
    call_command("seed_demo", *SMALL, "--no-fit")
    assert "no passwords" in capsys.readouterr().out
    assert not ApiToken.objects.exists()


def test_without_a_terminal_it_reports_in_lines(db, capsys):
    call_command("seed_demo", *SMALL, "--no-fit")
    assert "300 deals\n" in capsys.readouterr().err


def test_it_fits_the_customers_figures_and_clears_them(db, capsys):
    call_command("seed_demo", *SMALL)
    metrics = apps.get_model("analytics", "AccountMetrics")
    assert metrics.objects.count() == 90
    call_command("seed_demo", "--clear", "--no-fit")
    assert "Removed" in capsys.readouterr().out
    assert not metrics.objects.exists()
    assert not Opportunity.objects.exists()


def test_the_answers_are_printed_without_loading(db, capsys):
    call_command("seed_demo", "--answers")
    assert "Ingrid Solheim" in capsys.readouterr().out
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(["--deals", "20"], "300 or more"), (["--clear"], "no demo data"), (["--seed", "-1"], "0")],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(db, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("seed_demo", *options)
