"""Tells a person in chat when something is out of order, once, and again when it is mended."""
