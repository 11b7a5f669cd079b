"""`manage.py export`."""

import csv
import io
import json
import os
import sys

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from analytics.management.commands import export as command


@pytest.fixture
def target(tmp_path):
    return tmp_path / "deals"


def run(view="deal", email="alice@example.com", **options):
    call_command("export", view, **{"email": email, **options})


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "parquet"])
def test_a_file_in_each_format(alice, market, target, extension, capsys):
    run(
        output=str(target),
        format=extension,
        columns="code,won_value",
        filter=["is_won=yes", "close_date_from=2025-12"],
    )
    counts = {
        "csv": lambda: len(list(csv.reader(io.StringIO(target.read_text(encoding="utf-8"))))) - 1,
        "xlsx": lambda: openpyxl.load_workbook(io.BytesIO(target.read_bytes())).active.max_row - 1,
        "json": lambda: len(json.loads(target.read_text())),
        "parquet": lambda: parquet.read_table(target).num_rows,
    }
    count = counts[extension]()
    assert count > 0
    assert capsys.readouterr().out == f"{count:,} rows in {target}.\n"
    assert [path.name for path in target.parent.iterdir()] == ["deals"]


def test_rows_are_those_that_the_user_sees(alice, charlie, dora, market, target):
    counts = {}
    for user in (alice, charlie, dora):
        run(email=user.email.upper(), output=str(target), format="json")
        counts[user.name] = len(json.loads(target.read_text()))
    assert counts["Dora Dahl"] == counts["Alice Ames"] + counts["Charlie Cole"]
    assert 0 < counts["Charlie Cole"] < counts["Dora Dahl"]


def test_the_standard_output_has_the_file_and_nothing_else(alice, market, capfdbinary):
    run("product_performance", format="csv", columns="product", filter=["product=GTX Pro"], output="-")
    assert capfdbinary.readouterr().out == b'"product"\r\n"GTX Pro"\r\n'


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"view": "deals"}, "There is no view deals. There are: account_360, "),
        ({"email": "nobody@example.com"}, "No active user has the e-mail address nobody@example.com."),
        ({"columns": "colour"}, "No column is called colour. There are: deal_id, "),
        ({"filter": ["region=Wst"]}, "There are: West."),
        ({"filter": ["colour"]}, "No column is called colour"),
        ({"output": "/no/such/folder/deals.csv"}, "/no/such/folder/deals.csv cannot be written: No such file"),
    ],
)
def test_refusals_name_the_choices(alice, market, target, options, words):
    with pytest.raises(CommandError) as refused:
        run(**{"output": str(target), **options})
    assert words in str(refused.value)
    assert list(target.parent.iterdir()) == []


def test_who_has_left_sees_nothing(alice, market, target):
    alice.is_active = False
    alice.save()
    with pytest.raises(CommandError, match="No active user"):
        run(output=str(target))


def test_a_file_that_fails_half_way_leaves_the_old_one(alice, market, target, monkeypatch):
    def fail(file, table, to):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    target.write_text("old")
    monkeypatch.setattr(command, "write", fail)
    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        run(output=str(target))
    assert target.read_text() == "old"
    assert [path.name for path in target.parent.iterdir()] == ["deals"]


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json", "parquet"])
def test_a_reader_who_has_seen_enough_is_no_error(alice, market, monkeypatch, extension, caplog):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        run(format=extension, output="-")
    assert f"export of deal as {extension}" in caplog.text
