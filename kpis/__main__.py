"""`python -m kpis > docs/kpis.md`: write the documentation of every KPI."""

import sys

from kpis.document import document

sys.stdout.write(document())
