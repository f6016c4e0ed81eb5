"""The demo: sandbox and bot as two processes, with a switch that pulls the bot's plug."""
