"""Every gate has its number beside what is needed, and shown is what passed them all."""

import pytest

from analytics.core.fitting import fit
from analytics.core.rfm import Thresholds
from analytics.core.scoring import place_figures

NAMES = ["dropout", "value", "independence", "purchases", "revenue"]


@pytest.fixture(scope="module")
def leaving_fit(leaving):
    return fit(*leaving.rows, as_of=729)


def test_gates_agree_with_what_is_shown(leaving_fit):
    gates = leaving_fit.metrics["gates"]
    assert [gate["gate"] for gate in gates] == NAMES
    assert all(gate["passed"] for gate in gates) is (leaving_fit.parameters["shown"] == "bg_nbd")


def test_each_gate_compares_its_two_numbers(leaving_fit):
    dropout, value, _, purchases, revenue = leaving_fit.metrics["gates"]
    assert dropout["passed"] is (dropout["value"] > dropout["needed"] == 3.84)
    assert value["passed"] is (value["value"] > value["needed"] == 1)
    assert purchases["passed"] is (purchases["value"] < purchases["needed"])
    assert revenue["passed"] is (revenue["value"] < revenue["needed"])
    assert dropout["passed"] is True


def test_without_data_every_gate_is_shut():
    gates = fit([], [], [], [], as_of=729).metrics["gates"]
    assert [gate["gate"] for gate in gates] == NAMES
    assert not any(gate["passed"] for gate in gates)


def test_steps_are_reported_in_order(leaving):
    heard = []
    fit(*leaving.rows, as_of=729, report=heard.append)
    assert heard == ["fit", "test", "judge"]


def test_the_fixed_scheme_takes_fixed_thresholds_whatever_the_data(leaving):
    fitted = fit(*leaving.rows, as_of=729, fixed=True)
    assert Thresholds.from_dict(fitted.parameters["thresholds"]) == Thresholds.fixed()
    assert fitted.parameters["scheme"] == "fixed"
    assert fitted.reasons["thresholds"].startswith("Fixed days, deals and dollars")


def test_figures_alone_are_placed_as_an_account_is():
    parameters = {"thresholds": Thresholds.fixed().as_dict()}
    scores, segments = place_figures([10, 200, 30], [12, 1, 2], [9000.0, 100.0, 500.0], [900, 200, 31], parameters)
    assert scores.code.tolist() == [555, 111, 522]
    assert segments.tolist() == ["champions", "quiet", "new"]


def test_figures_that_no_account_can_have_are_refused():
    parameters = {"thresholds": Thresholds.fixed().as_dict()}
    with pytest.raises(ValueError, match="cannot lie before"):
        place_figures([10], [2], [100.0], [9], parameters)
