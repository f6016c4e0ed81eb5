"""Every table, one file a neighbourhood.

Personal words lie in `personal_text` alone (see `message.py`); everything else points there, so
that erasing a person is one delete. Denunciations lie in `sealed_words` alone.
"""

from storage.tables import case, consultation, message, person, service, work
from storage.tables.base import metadata

__all__ = ["case", "consultation", "message", "metadata", "person", "service", "work"]
