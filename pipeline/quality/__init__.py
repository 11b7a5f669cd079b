"""Rules of data quality: what a good record is, asked of what people entered and of what files brought.

One list: the nightly check counts by it, pages list the rows that fail by it, the import names its issues by it.
The rules that the database itself holds are in `pipeline/rules.py`; here they count the rows that an import refused.
"""

from pipeline.quality.accounts import ACCOUNT_RULES, CONTACT_RULES
from pipeline.quality.activities import ACTIVITY_RULES, TASK_RULES
from pipeline.quality.deals import DEAL_RULES
from pipeline.quality.imports import IMPORT_RULES, ImportRule
from pipeline.quality.products import PRODUCT_RULES
from pipeline.quality.rule import Dimension, RecordRule, Severity, Table, Tally

QualityRule = RecordRule | ImportRule

_RECORD_RULES = [*DEAL_RULES, *ACCOUNT_RULES, *CONTACT_RULES, *PRODUCT_RULES, *ACTIVITY_RULES, *TASK_RULES]
QUALITY_RULES: dict[str, QualityRule] = {**{rule.key: rule for rule in _RECORD_RULES}, **IMPORT_RULES}

__all__ = ["QUALITY_RULES", "Dimension", "ImportRule", "QualityRule", "RecordRule", "Severity", "Table", "Tally"]
