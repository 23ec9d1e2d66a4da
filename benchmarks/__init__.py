"""What is measured, never asserted in a test. ``python -m benchmarks`` prints it."""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_ROOT / "src"))  # a clone is run in place, not installed
sys.path.append(str(_ROOT / "tests"))  # displays, buses and fakes are those of the tests
