"""`make chaos`: runs the real process against the sandbox, and kills it at random.

An oracle knows every text and every tap, and checks the result.
"""
