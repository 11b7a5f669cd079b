import subprocess
import sys


def test_importing_the_calculations_loads_no_heavy_package():
    """pandas, scipy and lifetimes cost seconds, which a web process must not pay before its first page."""
    code = (
        "import sys, analytics.core.fitting, analytics.core.scoring, analytics.core.homogeneity, "
        "analytics.core.clustering;"
        "print(sorted({'pandas', 'sklearn', 'scipy', 'lifetimes', 'django'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_data_module_of_lifetimes_is_never_loaded(cdnow):
    from analytics.core.fitting import fit

    fit(*cdnow.rows, as_of=cdnow.day.max())
    assert "lifetimes" in sys.modules
    assert "lifetimes.datasets" not in sys.modules
