"""Measuring sohoa beside other engines and against made documents; writes docs/benchmarks.md."""
