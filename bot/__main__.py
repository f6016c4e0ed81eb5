"""`python -m bot` is `nghedan`."""

import sys

from bot.cli import main

sys.exit(main())
