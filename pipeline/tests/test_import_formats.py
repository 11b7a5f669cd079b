"""What spreadsheets do to a CSV file does no harm."""

from accounts.models import Account
from pipeline.import_models import ImportIssue
from pipeline.models import Opportunity
from pipeline.tests.crm_folder import ACCOUNTS, DEALS


def test_a_byte_order_mark_and_crlf(crm_folder):
    crm_folder.write_bytes("sales_pipeline", b"\xef\xbb\xbf" + "\r\n".join(DEALS).encode())
    report = crm_folder.load()
    assert report.counts["sales_pipeline.csv"].new == 4
    assert report.refused == 0


def test_columns_in_another_order_and_one_more(crm_folder):
    crm_folder.write(products=["Sales_Price , note,series,product", "4821,x,GTX,GTX Pro", "55,y,MG,MG Special"])
    assert crm_folder.load().counts["sales_pipeline.csv"].new == 4


def test_blank_lines_and_spaces_around_cells(crm_folder):
    crm_folder.write(sales_pipeline=[DEALS[0], "", DEALS[1].replace(",", " , "), "", ""])
    report = crm_folder.load()
    assert (report.counts["sales_pipeline.csv"].rows, report.counts["sales_pipeline.csv"].new) == (1, 1)


def test_a_name_with_every_awkward_character_arrives_as_it_is(crm_folder):
    name = 'Back\\slash \\N "quoted", Ünïcode'
    crm_folder.add(accounts='"' + name.replace('"', '""') + '",retail,,,,,')
    crm_folder.load()
    assert Account.objects.filter(name=name).exists()


def test_a_tab_or_line_break_in_a_name_is_read_as_a_space(crm_folder):
    crm_folder.add(accounts='"Two\tpart\nname",retail,,,,,')
    crm_folder.load()
    assert Account.objects.filter(name="Two part name").exists()


def test_lines_are_counted_as_an_editor_counts_them(crm_folder):
    crm_folder.write(
        accounts=[ACCOUNTS[0], "", '"Line\nbreak",retail,,,,,', "Acme,retail,bad,,,,"], sales_pipeline=DEALS[:1]
    )
    crm_folder.load()
    assert ImportIssue.objects.get(kind="refused").line == 5


def test_a_file_without_rows_is_no_fault(crm_folder):
    crm_folder.write(sales_pipeline=DEALS[:1])
    assert crm_folder.load().imported
    assert not Opportunity.objects.exists()
