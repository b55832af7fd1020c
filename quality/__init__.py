"""Measuring: error rates, calibration, benchmarks and reports. Never writes to the archive."""
