"""`python -m envguard`."""

import sys

from envguard.cli.front import main

sys.exit(main())
