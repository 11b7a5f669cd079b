"""Store the demo's teams, users, products, accounts and contacts."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from accounts.models import Account, Contact
from pipeline.demo import logins, story
from pipeline.demo.world import World
from pipeline.models import Product
from teams.demo_logins import DEMO_PASSWORD
from teams.models import Role, Team, User


def store_users(*, with_logins: bool) -> dict[str, User]:
    """Create everybody with their teams; return them by name, sellers in the story's order first.

    Only those whom a visitor may sign in as get a password, and only `with_logins`.
    """
    known = make_password(DEMO_PASSWORD) if with_logins else ""
    managers = User.objects.bulk_create(_user(office.manager, Role.MANAGER, None, known) for office in story.OFFICES)
    teams = Team.objects.bulk_create(
        Team(name=office.team, regional_office=office.office, manager=manager)
        for office, manager in zip(story.OFFICES, managers, strict=True)
    )
    team_called = {team.name: team for team in teams}
    sellers = [_user(one.name, Role.REP, team_called[one.team], known) for one in story.SELLERS]
    others = {story.DIRECTOR: Role.DIRECTOR, story.ANALYST: Role.ANALYST, story.ADMINISTRATOR: Role.ADMIN}
    staff = [_user(name, role, None, known) for name, role in others.items()]
    return {user.name: user for user in [*User.objects.bulk_create([*sellers, *staff]), *managers]}


def _user(name: str, role: Role, team: Team | None, known_password: str) -> User:
    password = known_password if name in logins.LOGINS else ""
    return User(name=name, email=logins.email_of(name), role=role, team=team, password=password or make_password(None))


def store_products(today: date) -> list[Product]:
    return Product.objects.bulk_create(
        Product(
            name=one.name,
            series=one.series,
            list_price=Decimal(one.list_price),
            launch_date=today - timedelta(days=one.launched_days_ago),
        )
        for one in story.PRODUCTS
    )


def store_accounts(world: World) -> list[Account]:
    """Create the accounts in the world's order; parents of some of them follow in a second write."""
    first_won: dict[int | None, date] = {}
    for deal in world.won:
        if deal.closed:
            first_won[deal.company] = min(deal.closed, first_won.get(deal.company, deal.closed))
    accounts = Account.objects.bulk_create(
        Account(
            name=one.name,
            sector=one.sector,
            type=Account.Type.CUSTOMER if place in first_won else Account.Type.PROSPECT,
            customer_since=first_won.get(place),
            year_established=one.founded,
            annual_revenue=Decimal(str(one.revenue_millions)),
            employees=one.employees,
            country=one.country,
        )
        for place, one in enumerate(world.companies)
    )
    subsidiaries = []
    for account, one in zip(accounts, world.companies, strict=True):
        if one.parent is not None:
            account.parent = accounts[one.parent]
            subsidiaries.append(account)
    Account.objects.bulk_update(subsidiaries, ["parent"])
    return accounts


def store_contacts(world: World, accounts: list[Account]) -> list[Contact]:
    return Contact.objects.bulk_create(
        Contact(
            account=accounts[one.company], name=one.name, job_title=one.job_title, email=one.email, phone=one.phone
        )
        for one in world.contacts
    )
