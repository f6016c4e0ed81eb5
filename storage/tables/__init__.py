"""Every table, one file a subject.

Personal words are in `personal_text` alone (see `message.py`); other tables point there. Denunciations
are in `sealed_words` alone. Every column that can hold words declares whether it is personal.
"""

from storage.tables import case, consultation, message, person, service, work
from storage.tables.base import metadata

__all__ = ["case", "consultation", "message", "metadata", "person", "service", "work"]
