"""A Bot API that only serves updates and counts answers. It needs less time than any bot."""
