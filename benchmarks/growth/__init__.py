"""What becomes of turns, lists and figures when a database has a million cases."""
