"""On the demo's data, of which six accounts are planted to have left, P(alive) is shown and finds them."""

from datetime import date

import numpy as np
import pytest

from analytics.core.fitting import fit
from analytics.core.purchases import summarise
from analytics.core.scoring import score_all
from pipeline.demo import story
from pipeline.demo.generate import generate


@pytest.fixture(scope="module", params=[(7, date(2025, 6, 30)), (8, date(2026, 2, 1)), (1, date(2024, 11, 20))])
def scored(request):
    seed, today = request.param
    world = generate(today, seed=seed)
    won = [deal for deal in world.won if deal.company is not None]
    rows = (
        np.array([deal.company for deal in won]), np.array([deal.closed for deal in won], dtype="datetime64[D]"),
        np.array([float(deal.value) for deal in won]), np.ones(len(won), dtype=int),
    )  # fmt: skip
    fitted, found = fit(*rows, as_of=today), summarise(*rows, as_of=today)
    names = [world.companies[place].name for place in found.accounts]
    left = np.isin(names, [one.name for one in story.CHURNED])
    return fitted, score_all(found.summary, fitted.parameters), left


def test_p_alive_is_shown(scored):
    fitted, _, left = scored
    assert fitted.parameters["p_alive_shown"], fitted.reasons["p_alive"]
    assert left.sum() == len(story.CHURNED)


def test_p_alive_ranks_those_that_left(scored):
    _, alive, left = scored
    gone, here = alive.p_alive[left], alive.p_alive[~left]
    # The area under the ROC curve is the chance that one who left ranks below one who did not.
    above = (gone[:, None] < here).mean() + (gone[:, None] == here).mean() / 2
    assert above >= 0.9


def test_little_is_expected_of_those_that_left_where_the_model_is_shown(scored):
    fitted, alive, left = scored
    if fitted.parameters["shown"] == "baseline":
        pytest.skip("The baseline, which knows of nobody that leaves, forecasts revenue better on this day.")
    assert alive.cltv[left].max() < alive.cltv[~left].min()
