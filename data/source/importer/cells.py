"""CSV text -> records of text with the line each begins on."""

import csv
import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Iterator

from data.source.importer.bundle import Bundle
from data.source.importer.shape import Record

_AGAIN = 64 << 20
"""Characters of a file that may be read again after quotation marks that swallowed them."""


def decode(bundle: Bundle, name: str, data: bytes) -> str | None:
    """The text of a file; None when it is not text, which the bundle then knows."""
    try:
        if name.lower().endswith(".gz"):
            data = bundle.unpack(name, gzip.GzipFile(fileobj=io.BytesIO(data)).read)
        text = data.decode("utf-8-sig")
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        bundle.fault(name, f"is not a whole gzip file ({error})")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        bundle.fault(name, f"is not UTF-8 text (byte 0x{data[error.start]:02x}); save it as CSV UTF-8", line)
    else:
        if "\0" not in text:
            return text
        bundle.fault(name, "is not text (it holds zero bytes)", text.count("\n", 0, text.index("\0")) + 1)
    return None


class _Lines:
    """The lines of a text; `taken` are those since it was last cleared, all but the first of which can be put back."""

    def __init__(self, text: str) -> None:
        self.source = io.StringIO(text, newline="")
        self.taken: list[str] = []
        self.before: deque[str] = deque()
        self.room = _AGAIN

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.before.popleft() if self.before else next(self.source)
        self.taken.append(line)
        return line

    def put_back(self) -> bool:
        """False where that was done too often: a file of nothing but quotation marks would be read for ever."""
        self.room -= sum(map(len, self.taken[1:]))
        self.before.extendleft(reversed(self.taken[1:]))
        return self.room > 0


def csv_records(bundle: Bundle, name: str, text: str, mark: str) -> Iterator[Record]:
    """The records of a CSV file separated by `mark`; blank ones are passed over.

    A line in which a quotation mark is missing is torn alone: what it swallowed is read again.
    """
    lines, line, begun = _Lines(text), 1, False
    reader = csv.reader(lines, delimiter=mark, strict=True)
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if not lines.put_back():
                return bundle.fault(name, "has too many quotation marks that are not closed", line)
            raw = lines.taken[0].rstrip("\r\n")
            told = f"cannot be read as CSV ({error}); is a quotation mark missing? Within a cell it is written twice"
            bundle.raw[name, line] = raw
            bundle.tear(name, line, next(csv.reader([raw], delimiter=mark)), told, fatal=not begun)
            reader = csv.reader(lines, delimiter=mark, strict=True)
            line += 1
        else:
            if any(cells) and not (line == 1 and re.fullmatch("sep=.?", mark.join(cells), re.IGNORECASE)):
                yield line, cells
                begun = True
            line += len(lines.taken)
