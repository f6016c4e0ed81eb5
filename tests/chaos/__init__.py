"""`make chaos`: the real process against the sandbox, killed at random, and an oracle that knows
what was said and tapped."""
