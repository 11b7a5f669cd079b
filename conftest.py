"""The cast: alice a rep, bob her manager, charlie of another team who must see nothing of hers, dana an admin."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.cache import cache
from django.test import override_settings
from rest_framework.test import APIClient

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from assistant import askers
from pipeline.models import LostReason, Opportunity, Product, Stage
from pipeline.tests.factories import OpportunityFactory, ProductFactory
from teams.models import ApiToken, Role, Team, User
from teams.tests.factories import TeamFactory, UserFactory


@pytest.fixture(scope="session", autouse=True)
def files_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests attach is kept apart from what a developer has attached."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """A strong hash takes 0.2 s a user, on purpose; tests make hundreds."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_provider(settings) -> None:
    """Questions of tests go to no language model, whatever the environment names."""
    settings.ASSISTANT_LLM = ""


@pytest.fixture(autouse=True)
def no_lists_of_another_test() -> None:
    """What the assistant remembers of the names there are, while the books of tests come and go."""
    askers.forget()


def skip_or_fail(reason: str) -> None:
    """Skip with a clear line; where services are required (REQUIRE_SERVICES) their absence is a failure."""
    if os.environ.get("REQUIRE_SERVICES"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def redis_url() -> str:
    url = os.environ.get("REDIS_URL", "")
    if not url:
        skip_or_fail("REDIS_URL is not set: tests with a real broker are skipped.")
    # A database for each worker of the run: what one worker's processes take off the queue, another's wait for.
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{(int(parts.path.strip('/') or 0) - place) % 16}"))


@pytest.fixture
def west(db: None) -> Team:
    return TeamFactory(name="West", regional_office="West")


@pytest.fixture
def east(db: None) -> Team:
    return TeamFactory(name="East", regional_office="East")


@pytest.fixture
def alice(west: Team) -> User:
    return UserFactory(email="alice@example.com", name="Alice Ames", team=west)


@pytest.fixture
def bob(west: Team) -> User:
    bob = UserFactory(email="bob@example.com", name="Bob Berg", role=Role.MANAGER)
    west.manager = bob
    west.save()
    return bob


@pytest.fixture
def charlie(east: Team) -> User:
    return UserFactory(email="charlie@example.com", name="Charlie Cole", team=east)


@pytest.fixture
def dana(db: None) -> User:
    return UserFactory(email="dana@example.com", name="Dana Dorn", role=Role.ADMIN)


@pytest.fixture
def dora(db: None) -> User:
    """A director: sees and changes everything, without Django admin."""
    return UserFactory(email="dora@example.com", name="Dora Dahl", role=Role.DIRECTOR)


@pytest.fixture
def anna(db: None) -> User:
    """An analyst: reads everything, changes nothing."""
    return UserFactory(email="anna@example.com", name="Anna Arlt", role=Role.ANALYST)


@pytest.fixture
def acme(db: None) -> Account:
    return AccountFactory(name="Acme")


@pytest.fixture
def gtx(db: None) -> Product:
    return ProductFactory(name="GTX Pro", series="GTX", list_price=Decimal(4821))


@pytest.fixture
def stages(db: None) -> dict[str, Stage]:
    """The default stages by name."""
    return {stage.name: stage for stage in Stage.objects.all()}


@pytest.fixture
def price(db: None) -> LostReason:
    return LostReason.objects.get(name="Price")


@pytest.fixture
def deal(alice: User, acme: Account, gtx: Product, stages: dict[str, Stage]) -> Opportunity:
    """An open deal of alice's with Acme."""
    return OpportunityFactory(
        owner=alice, account=acme, product=gtx, stage=stages["Engaging"], engage_date=date(2025, 1, 7)
    )


@pytest.fixture
def api(db: None) -> Callable[..., APIClient]:
    """Sign users in to the API with a token of their own: `api(alice).get("/api/v1/accounts")`."""
    cache.clear()  # what throttles remember

    def sign_in(user: User, scope: str = "write") -> APIClient:
        client = APIClient()
        _, token = ApiToken.objects.create(user, label="Test", scope=scope)
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        return client

    return sign_in
