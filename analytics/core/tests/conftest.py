import pytest

from analytics.core.tests import histories


@pytest.fixture(scope="session")
def crm():
    """The won deals of the public CRM data set, of which the reference figures are known."""
    history = histories.crm_wins()
    if history is None:
        pytest.skip("CRM_DATASET_DIR does not name the folder of the CRM Sales Opportunities data set.")
    return history


@pytest.fixture(scope="session")
def cdnow():
    return histories.cdnow()


@pytest.fixture(scope="session")
def leaving():
    """800 accounts of which some drop out after each purchase."""
    return histories.simulate(seed=11, accounts=800, rate=(1.5, 30.0), dropout=(1.0, 5.0))


@pytest.fixture(scope="session")
def staying():
    """800 accounts that never drop out."""
    return histories.simulate(seed=12, accounts=800, rate=(1.5, 30.0), dropout=None)
