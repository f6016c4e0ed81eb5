"""What the data of buttons begins with: one name for each thing that a press does.

Behind the name stands `:` and the argument. Buttons stay on people's screens for years, so a name is
never given to another act.
"""

from storage.cases import sealed

MENU = "menu"
REPORT = "report"
GRIEVANCE = "grievance"
"""Asks whether it is a complaint or a denunciation."""
COMPLAIN = "complain"
RESUME = "resume"
LANGUAGE = "lang"

LET_IN = "letin"
KEEP_OUT = "keepout"
DISMISS = "dismiss"
"""Asks whether it is meant."""
DISMISS_NOW = "dismiss:yes"
BIND_GROUP = "bind"

PRIVACY = "privacy"
EXPORT = "privacy:export"
DISCREET = "privacy:discreet"
PLAIN = "privacy:plain"
ERASE = "privacy:erase"
"""Asks whether it is meant."""
ERASE_NOW = "privacy:erase-now"

ACCOUNTS = "link"
MAKE_PIN = "link:pin"
JOIN = "link:join"
PREFER = "link:to"
TURN_OFF = "link:off"
SPLIT_OFF = "link:undo"

OPEN_CALL_BACK = "callback:view"
CALLED_BACK = "callback:done"

DENOUNCE = sealed.ACTION
"""What begins with it is of the denunciation screen, and known by that."""
ASK_CALL_BACK = f"{DENOUNCE}:call"
CALL_KNOWN_NUMBER = f"{DENOUNCE}:call-known"
SHOW_WAY = f"{DENOUNCE}:way"
DELETE_WORDS = f"{DENOUNCE}:delete"
RELEASE_WORDS = f"{DENOUNCE}:not"
BACK = f"{DENOUNCE}:back"
LEAVE_SCREEN = f"{DENOUNCE}:leave"

RESEND = "resend"
RESEND_ALL = "resend:all"
RERUN = "rerun"
