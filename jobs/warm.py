"""Fill the cache before somebody asks."""

from datetime import date

import answers
from data.tenancy import Scope


def warm(scope: Scope, _day: date) -> None:
    """The pages of one factory."""
    answers.warm(scope)
