"""`python -m data.quality > docs/quality.md`: write the documentation of the rules for doubtful data."""

import sys

from data.quality.document import document

sys.stdout.write(document())
