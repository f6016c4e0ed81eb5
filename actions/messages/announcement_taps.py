"""The buttons about announcements: what each one's data begins with."""

STOP = "announcement-stop"
"""An official stops one that is going out; its id."""
READ = "announced"
"""The announcement that a discreet notice is about; its id."""
SWITCH = "news"
"""`on` or `off`: whether a resident gets announcements."""
ON, OFF = "on", "off"
