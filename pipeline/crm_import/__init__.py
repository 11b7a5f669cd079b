"""Import of a CRM export: four CSV files, checked by the rules of a deal and loaded in sets."""

from pipeline.crm_import.files import FileFault
from pipeline.crm_import.load import import_folder
from pipeline.crm_import.report import FileCounts, ImportReport, IssueGroup

__all__ = ["FileCounts", "FileFault", "ImportReport", "IssueGroup", "import_folder"]
