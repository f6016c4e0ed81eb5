"""A Bot API that only hands out updates and counts answers, lighter than any bot."""
