"""A small CRM export for tests of the importer: two accounts, two products, two agents and a deal in each stage."""

from datetime import date
from pathlib import Path
from typing import Any

from pipeline.crm_import import ImportReport, import_folder

AS_OF = date(2017, 12, 31)

ACCOUNTS = [
    "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
    "Acme,retail,1996,1100.04,2822,United States,",
    "Betasoloin,medical,1999,251.41,495,Kenya,Acme",
]
PRODUCTS = ["product,series,sales_price", "GTX Pro,GTX,4821", "MG Special,MG,55"]
TEAMS = ["sales_agent,manager,regional_office", "Ann Lee,Max Orr,Central", "Bo Ray,Max Orr,Central"]
DEALS = [
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
    "WON00001,Ann Lee,GTX Pro,Acme,Won,2017-01-10,2017-03-01,4514",
    "LOST0001,Bo Ray,MG Special,Acme,Lost,2017-02-01,2017-03-05,0",
    "ENGAGED1,Ann Lee,GTX Pro,,Engaging,2017-05-01,,",
    "PROSPECT,Bo Ray,MG Special,Betasoloin,Prospecting,,,",
]


class CrmFolder:
    """A folder whose files the tests write anew; each file is a list of lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write(accounts=ACCOUNTS, products=PRODUCTS, sales_teams=TEAMS, sales_pipeline=DEALS)

    def write(self, **files: list[str]) -> None:
        for name, lines in files.items():
            self.write_bytes(name, "".join(f"{line}\n" for line in lines).encode())

    def write_bytes(self, name: str, content: bytes) -> None:
        (self.path / f"{name}.csv").write_bytes(content)

    def add(self, **lines: str) -> None:
        """Append one line to a file."""
        for name, line in lines.items():
            with (self.path / f"{name}.csv").open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.path / f"{name}.csv"
        text = path.read_text()
        assert text.count(old) == 1, f"“{old}” is in the file {text.count(old)} times"
        path.write_text(text.replace(old, new))

    def load(self, **options: Any) -> ImportReport:
        return import_folder(self.path, **{"as_of": AS_OF, **options})
