"""A file that cannot be read as what it should be changes nothing, and one sentence says why."""

import pytest

from accounts.models import Account
from pipeline.crm_import import FileFault
from pipeline.import_models import ImportRun
from pipeline.models import Opportunity, Product, ReportingDay
from pipeline.tests.crm_folder import DEALS
from teams.models import Team, User

HEADER, FIRST, *REST = DEALS
FAULTS = {
    "empty": (b"", "sales_pipeline.csv is empty"),
    "only a line break": (b"\n", "sales_pipeline.csv is empty"),
    "missing column": (HEADER.replace("close_value", "value").encode(), "no column “close_value”"),
    "other separator": (HEADER.replace(",", ";").encode(), "no column “opportunity_id” and no column"),
    "duplicate column": (f"{HEADER},account\n{FIRST},Acme\n".encode(), "more than one column “account”"),
    "too few cells": (f"{HEADER}\n{FIRST}\nX,Y\n".encode(), "line 3: 2 cells under 8 columns"),
    "too many cells": (f"{HEADER}\n{FIRST},\n".encode(), "line 2: 9 cells under 8 columns"),
    "latin-1": (f"{HEADER}\n{FIRST.replace('Acme', 'Acmé')}\n".encode("latin-1"), "line 2: this is not UTF-8"),
    "utf-16": ("\n".join(DEALS).encode("utf-16"), "line 1: this is not UTF-8"),
    "open quote": (f'{HEADER}\n"{FIRST}\n{REST[0]}\n'.encode(), "not proper CSV"),
    "endless line": (f"{HEADER}\n{'x' * 1_100_000}\n".encode(), "line 2: the row is too long"),
    "endless row": (b"%s\n%s\n" % (HEADER.encode(), b'"x\n",' * 300_000), r"line 1999\d\d: the row is too long"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\xff", "line 1: this is not UTF-8"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_last_file_changes_nothing(crm_folder, fault):
    content, message = FAULTS[fault]
    crm_folder.write_bytes("sales_pipeline", content)
    with pytest.raises(FileFault, match=message) as refused:
        crm_folder.load()
    assert "\n" not in str(refused.value)
    for model in (Account, Opportunity, Product, ReportingDay, Team, User):
        assert not model.objects.exists(), model


def test_a_missing_file_is_named(crm_folder):
    (crm_folder.path / "products.csv").unlink()
    with pytest.raises(FileFault, match=r"has no products\.csv"):
        crm_folder.load()


def test_a_missing_folder_is_named(crm_folder):
    crm_folder.path = crm_folder.path / "nowhere"
    with pytest.raises(FileFault, match="nowhere is not a folder"):
        crm_folder.load()


def test_the_failed_run_is_remembered(crm_folder):
    crm_folder.write_bytes("accounts", b"")
    with pytest.raises(FileFault):
        crm_folder.load()
    run = ImportRun.objects.get()
    assert (run.state, run.message) == ("failed", "accounts.csv is empty: it needs a header.")
