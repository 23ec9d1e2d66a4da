"""What is measured, never asserted in a test. ``python -m benchmarks`` prints it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))  # a clone is run in place, not installed
