"""The demo: sandbox and bot as two processes, and a switch that kills the bot."""
