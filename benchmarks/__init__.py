"""Measures the speed against other libraries (`make bench`, docs/performance.md)."""
