from pathlib import Path

import pytest

from pipeline.tests.crm_folder import CrmFolder


@pytest.fixture
def crm_folder(tmp_path: Path, db: None) -> CrmFolder:
    folder = tmp_path / "crm"
    folder.mkdir()
    return CrmFolder(folder)
