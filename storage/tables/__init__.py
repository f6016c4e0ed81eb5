"""Every table, one file a neighbourhood.

Personal words lie in `personal_text` alone (see `messages.py`); everything else points there, so
that erasing a person is one delete. Denunciations lie in `sealed_words` alone.
"""

from storage.tables import cases, consultations, messages, people, services, work
from storage.tables.base import metadata

__all__ = ["cases", "consultations", "messages", "metadata", "people", "services", "work"]
