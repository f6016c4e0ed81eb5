"""Measures turns, lists and statistics on a database of a million cases."""
