"""How fast, against what a user would pick instead. `make bench`; docs/performance.md reads it."""
