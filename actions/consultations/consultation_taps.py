"""The buttons about consultations: what each one's data begins with. The argument is the code.

Residents' links are printed on paper: their prefixes never change.
"""

VIEW = "consultation-view"
OPINIONS = "consultation-opinions"
"""`CODE` or `CODE:offset`."""
FILES = "consultation-files"
"""The id of an opinion."""
NEW = "consultation-new"
"""No argument."""
CLOSE = "consultation-close"
CLOSE_NOW = "consultation-close-now"
ANSWER = "consultation-answer"
ANNOUNCE = "consultation-announce"
OPINE = "opinion"
"""No argument: the open ones. `CODE`, or `CODE+behalf` to speak for somebody else."""
BEHALF = "+behalf"

LINK = "plan"
"""A deep link's payload is `plan-CODE`."""
