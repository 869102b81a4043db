"""Where numbers come from: the only SQL."""

import data.tenancy  # noqa: F401  # first: its guard needs every table, and the tables need its building blocks
