"""The same bot with other libraries, written as their documents recommend."""
