"""Parts of shops that write a revision here and none there."""

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

JOINT = " / "
"""Between the parts of a code that is made of two columns."""


def meant(used: pd.Series, known: Iterable[str]) -> dict[str, str]:
    """Used code of a part that nothing knows -> the one that can only be meant.

    That is the case where the part is known with one revision (or none), and either side names none.
    """
    known, revisions = set(known), defaultdict(set)
    for code in known:
        part, revision = _split(code)
        revisions[part].add(revision)
    found = {}
    for code in set(used.dropna()) - known:
        part, revision = _split(code)
        only = next(iter(revisions[part])) if len(revisions[part]) == 1 else None
        if only is not None and (only == "" or revision == ""):
            found[code] = part + (JOINT + only if only else "")
    return found


def revision_of(code: str) -> str:
    return _split(code)[1]


def _split(code: str) -> tuple[str, str]:
    part, joint, revision = code.rpartition(JOINT)
    return (part, revision) if joint else (revision, "")
