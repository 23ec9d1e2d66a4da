"""What is measured, never asserted in a test. ``python -m benchmarks`` prints it."""
