"""Words of other systems, and hints that do not name the opposite."""

import re
from collections.abc import Mapping

STATUS_WORDS: Mapping[str, str] = {
    "in progress": "Start", "in process": "Start", "work in progress": "Start", "on hold": "Hold",
    "finished": "Completed", "done": "Completed", "complete": "Completed", "canceled": "Cancelled",
}  # fmt: skip
"""What other systems call our statuses, where that can mean nothing else."""
_NO = {"not", "no", "non", "never", "without", "off", "pending", "awaiting", "waiting", "before", "to", "kein", "nicht"}
_UN = ("un", "non", "in", "im", "dis", "de", "not", "off", "pre", "anti")


def bare(word: str) -> str:
    """Letters alone, lower case: In_Progress and "in progress" are one word."""
    return re.sub(r"[\W_]+", "", word).lower()


def opposed(value: str, near: str) -> bool:
    """Whether one of two like words denies the other: "Not Started" and "Start", "unplanned" and "planned"."""
    one, other = ([part.lower() for part in re.findall(r"[^\W\d_]+", text)] for text in (value, near))
    if bool(_NO & set(one)) != bool(_NO & set(other)):
        return True
    longer, shorter = sorted((bare(value), bare(near)), key=len, reverse=True)
    before = [end for end in _UN if longer.startswith(end) and not shorter.startswith(end)]
    return any(longer.removeprefix(end)[:2] == shorter[:2] for end in before)


_STATUSES = {bare(word): status for word, status in STATUS_WORDS.items()}


def status_of(word: str, statuses: tuple[str, ...]) -> str:
    """The status that a word means, or the word itself."""
    return {**_STATUSES, **{bare(one): one for one in statuses}}.get(bare(word), word)
