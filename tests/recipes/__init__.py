"""The recipes of docs/architecture.md, each carried out in a copy of the repository."""

from tests.recipes import a_channel, a_conversation, a_field, a_kind, a_page

RECIPES = tuple(one.recipe for one in (a_field, a_kind, a_conversation, a_channel, a_page))
