"""One file under check."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

import pandas as pd

from data.facts.calendar import lasts, within
from data.source.importer.bundle import Bundle
from data.source.importer.files import BY_NAME
from data.source.importer.format import OPTIONAL_CODE, Column, File, Reference
from data.source.importer.kinds import PARSERS, near_choice
from data.source.importer.moments import begun_late, impossible
from data.source.importer.problems import Problem, Report, nearest, nearest_codes
from data.source.importer.revisions import JOINT, meant, revision_of
from data.source.importer.spelling import plain_numbers, plain_times, spelling
from data.source.importer.times import to_utc
from data.source.importer.words import bare

Known = Mapping[str, pd.Series]
"""By file: created_at (naive UTC, or NaT) of the rows that the factory has already, index = code."""
NOTHING: Mapping[str, str] = {}
NUMBERS = ("number", "whole")
WAYS = {
    ("work_orders", "bom"): "; a shop without BOMs names partnumber instead (and no boms file)",
    ("work_orders", "asset_id"): "; name the machine here, or as asset_id in the order's log",
}
"""What else than filling in a needed column will do."""
MIXED = "has a point, where other numbers of the file have decimal commas; use one"
CORRECT = (
    "is negative, and a log corrects no other; give the lines a log_id and change the wrong one, or import the whole "
    "log of the order with --replace, or correct it on the order's page"
)


def codes(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """The code that `columns` of a frame of text spell; NaN where a part of it is missing. Of a part without revision
    it is the part number alone."""
    code: pd.Series = frame[columns[0]]
    for name in columns[1:]:
        code = code + (JOINT + frame[name]).where(frame[name] != "", "")
    return code


class Sheet:
    """One file under check: its text, the typed values so far, and which rows are bad."""

    def __init__(self, file: File, bundle: Bundle, report: Report) -> None:
        self.file, self.bundle, self.report = file, bundle, report
        self.name, self.text = bundle.names[file.name], bundle.frames[file.name]
        self.mark = bundle.separators.get(file.name)
        self.typed = pd.DataFrame(index=self.text.index)
        self.bad = pd.Series(False, index=self.text.index)

    def has_the_columns(self) -> bool:
        header, before = list(self.text.columns), len(self.report.errors)
        for name in dict.fromkeys(header):
            if name not in self.file.columns:
                self._fault(name, "is not a column of this file", nearest(name.lower(), self.file.columns))
            elif header.count(name) > 1:
                self._fault(name, "is there twice")
        for name in self.file.needs:
            if name not in header:
                self._fault(name, "is missing, and needed" + WAYS.get((self.file.name, name), ""))
        if len(self.text) != 1 and self.file.name == "factory":
            self._fault("", f"must hold one row, not {len(self.text)}")
        elif self.text.empty and self.file.needed:
            self.report.warnings.append(Problem(self.name, None, "", "", "has no rows"))
        return len(self.report.errors) == before

    def read(self, zone: str, now: pd.Timestamp) -> None:
        """Type every column. `now`: naive UTC."""
        numbers = [name for name in self.text.columns if self.file.columns[name].kind in NUMBERS]
        self.spelling = spelling(self.text[numbers], self.mark)
        for name, column in self.file.columns.items():
            if name in self.text.columns:
                cells = self.text[name]
                if not column.blank:
                    self._refuse(cells.isna(), name, "is empty, and needed" + WAYS.get((self.file.name, name), ""))
                self.typed[name] = self._parse(cells.dropna(), column, zone).reindex(cells.index)
                if name in self.file.defaults:
                    self.typed[name] = self.typed[name].fillna(self.file.defaults[name])
        for name, mask, why in impossible(self.file, self.typed, now):
            self._refuse(mask, name, why)

    def _parse(self, cells: pd.Series, column: Column, zone: str) -> pd.Series:
        if column.kind in NUMBERS:
            cells, mixed = plain_numbers(cells, self.spelling)
            self._refuse(mixed, column.name, MIXED)
        elif self.mark is None and column.kind in ("moment", "day", "clock"):
            cells = plain_times(cells, column.kind)
        if column.kind != "moment":
            values, wrong = PARSERS[column.kind](cells, column)
            for message, mask in wrong.items():
                near = {value: near_choice(value, column) for value in cells[mask].unique()[:200]}
                correction = message == "is negative" and self.file.name == "work_order_logs"
                self._refuse(mask, column.name, CORRECT if correction else message, near=near, fatal=correction)
            if column.kind == "choice":
                self._other_words(column, cells, values)
            return values
        orders = self.text.loc[cells.index, "work_order"] if self.file.name == "work_order_logs" else None
        values, gap = to_utc(cells, zone, orders)
        self._refuse(values.isna(), column.name, "is not a time (as 2026-11-22T06:00:00)")
        told = values[gap].dt.tz_localize("UTC").dt.tz_convert(zone).dt.strftime("%H:%M")
        for line, value, clock in zip(told.index, cells[gap], told, strict=True):
            message = f"does not exist in {zone}, where the clock went forward: read as {clock}"
            self.report.warnings.append(Problem(self.name, line, column.name, value, message))
        return values

    def _other_words(self, column: Column, cells: pd.Series, values: pd.Series) -> None:
        """Tell once of each word of another system as what it was read."""
        other = cells[cells != values]
        for word, lines in other.groupby(other).groups.items():
            told = values[lines[0]]
            if bare(str(word)) != bare(told):
                message = f'is read as "{told}" (in {len(lines):,} row{"s" if len(lines) > 1 else ""})'
                self.report.warnings.append(Problem(self.name, lines[0], column.name, str(word), message))

    def keep_keys_single(self) -> None:
        """Refuse a row whose key stands on an earlier line."""
        key = [name for name in self.file.key if name in self.typed.columns]
        whole = self.typed.dropna(subset=[name for name in key if not self.file.columns[name].blank])
        again = whole.duplicated(key).reindex(self.bad.index, fill_value=False) if key else self.bad[:0]
        if again.any():
            lines = pd.Series(whole.index, index=whole.index)
            line = lines.groupby([whole[name] for name in key], dropna=False).transform("min").astype(str)
            self._refuse(again, key[0], "is on line " + line + " already")
        for name in self.file.single:
            if name in self.typed.columns:
                given = self.typed[name].dropna()
                first = pd.Series(given.index, index=given.index).groupby(given).transform("min").astype(str)
                again = given.duplicated().reindex(self.bad.index, fill_value=False)
                self._refuse(again, name, "is on line " + first + " already")

    def follow(self, sheets: Mapping[str, "Sheet"], known: Known) -> None:
        """Refuse codes that nothing has; mark rows as orphans whose parent is refused."""
        for ref in self.file.refs:
            absent = [name for name in ref.columns if name not in self.text.columns]
            unread = ref.file not in sheets and (ref.file in self.bundle.names or BY_NAME[ref.file].needed)
            if absent or unread:
                continue
            parent, stored = sheets.get(ref.file), known.get(ref.file, pd.Series(dtype="datetime64[us]"))
            used = codes(self.text, ref.columns)
            if self.file.name == "shift_breaks" and parent:
                self._inside(used, parent)
            if ref.file == "work_orders" and parent:
                self._created_far_before(used, parent)
            sound = parent.sound_codes() if parent else pd.Series(dtype="str")
            refused = parent.refused_codes() if parent else sound
            if OPTIONAL_CODE in ref.columns:
                self._one_revision(ref, {*sound, *refused, *stored.index})
                used = codes(self.text, ref.columns)
            noun = BY_NAME[ref.file].noun
            lost = used.isin(refused) & ~used.isin(sound)
            if lost.any():
                line = pd.Series(refused.index, index=refused).groupby(level=0).min().astype(str)
                lines = used.map(line).astype("str")
                self._orphan(lost, ref.columns[0], f"is a {noun} that is refused itself, on line " + lines)
            unknown = used.notna() & ~lost & ~used.isin(sound) & ~used.isin(stored.index)
            if unknown.any():
                near = nearest_codes(used[unknown].unique(), {*sound, *refused, *stored.index})
                why = "" if parent else f" ({ref.file} is not among the files)"
                self._refuse(unknown, ref.columns[0], f"is an unknown {noun}{why}", values=used, near=near)
            if ref.file == "work_orders":
                self._not_before_created(used, parent, stored)

    def sound_codes(self) -> pd.Series:
        return codes(self.text[~self.bad], self.file.code).dropna()

    def refused_codes(self) -> pd.Series:
        """Index = line. Of a torn row every cell and every two neighbours, as they may have been its code."""
        rows = [(line, cells) for (name, line), cells in self.bundle.torn.items() if name == self.name]
        pairs = [(line, JOINT.join(two)) for line, cells in rows for two in pairwise(cells)]
        torn = [(line, cell) for line, cells in rows for cell in cells] + (pairs if len(self.file.code) > 1 else [])
        cells = pd.Series([cell for _, cell in torn], index=[line for line, _ in torn], dtype="str")
        refused: pd.Series = pd.concat([codes(self.text[self.bad], self.file.code), cells])
        return refused.dropna()

    def _not_before_created(self, used: pd.Series, orders: "Sheet | None", stored: pd.Series) -> None:
        made = stored[~stored.index.duplicated()]
        if orders:
            here = pd.Series(orders.typed["created_at"].to_numpy(), index=orders.text["unique_id"])
            made = pd.concat([here[~here.index.duplicated()], made[~made.index.isin(here.index)]])
        created = pd.Series(made.reindex(used).to_numpy(), index=used.index)
        early = self.typed["changed_at"] < created - pd.Timedelta(days=1)
        told = created.dt.strftime("%Y-%m-%d %H:%M").fillna("")
        self._refuse(early, "changed_at", "is more than a day before its order was created (" + told + " UTC)")

    def _created_far_before(self, used: pd.Series, orders: "Sheet") -> None:
        """Refuse orders, not their logs, of which the first log is years later: the year is wrong there."""
        made, code = orders.typed["created_at"], orders.text["unique_id"]
        created = pd.Series(made.to_numpy(), index=code)
        created = created[created.notna().to_numpy() & ~created.index.duplicated() & created.index.notna()]
        first = begun_late(created, self.typed.loc[~self.bad, "changed_at"], used[~self.bad])
        day = code.map(first).dt.strftime("%Y-%m-%d") if len(first) else code
        told = "is more than five years before its first log (" + day.fillna("") + "); is the year right?"
        orders._refuse(code.isin(first.index) & ~orders.bad, "created_at", told)

    def _one_revision(self, ref: Reference, known: Iterable[str]) -> None:
        """Put in the revision that can only be meant, where these rows or the part's own have none; tell of it once."""
        used = codes(self.text, ref.columns)
        found = meant(used, known)
        if not found:
            return
        here = used.isin(found)
        said = used[here].map({code: revision_of(other) for code, other in found.items()}).astype("str")
        self.text = self.text.assign(revision=self.text[OPTIONAL_CODE].mask(here, said))
        self.typed[OPTIONAL_CODE] = self.text[OPTIONAL_CODE]
        code = used[here].iloc[0]
        more = f", and {len(said) - 1:,} more like it" if len(said) > 1 else ""
        told = f'is read as the only "{found[code]}" there is{more}'
        self.report.warnings.append(Problem(self.name, said.index[0], ref.columns[0], code, told))

    def _inside(self, used: pd.Series, shifts: "Sheet") -> None:
        """Refuse a break that lies in no line of its shift."""
        hours = shifts.typed.dropna(subset=["start_time", "end_time"]).groupby("name")
        of = {name: [*zip(rows.start_time, rows.end_time, strict=True)] for name, rows in hours}
        breaks = self.typed[["start_time", "end_time"]].assign(shift=used).dropna()
        breaks = breaks[breaks["shift"].isin(list(of))]
        out = [
            start == end or not any(within(one, start, end)[1] <= lasts(*one) for one in of[shift])
            for start, end, shift in breaks.itertuples(index=False)
        ]
        mask = pd.Series(out, index=breaks.index, dtype=bool).reindex(self.bad.index, fill_value=False)
        self._refuse(mask, "start_time", "begins a break that does not lie within the hours of its shift")

    def _fault(self, column: str, message: str, near: str = "") -> None:
        self.report.errors.append(Problem(self.name, 1, column, "", message, near, fatal=True))

    def _refuse(
        self,
        mask: pd.Series,
        column: str,
        message: str | pd.Series,
        *,
        values: pd.Series | None = None,
        near: Mapping[str, str] = NOTHING,
        fatal: bool = False,
    ) -> None:
        self.report.errors += self._problems(mask, column, message, values, near, fatal)

    def _orphan(self, mask: pd.Series, column: str, message: pd.Series) -> None:
        self.report.orphans += self._problems(mask, column, message)

    def _problems(
        self,
        mask: pd.Series,
        column: str,
        message: str | pd.Series,
        values: pd.Series | None = None,
        near: Mapping[str, str] = NOTHING,
        fatal: bool = False,
    ) -> list[Problem]:
        lines = mask.index[mask.astype(bool)]
        if not len(lines):
            return []
        self.bad[lines] = True
        shown = (self.text[column] if values is None else values)[lines].fillna("")
        told = message[lines] if isinstance(message, pd.Series) else [message] * len(lines)
        fatal = fatal or self.file.name == "factory"
        return [
            Problem(self.name, line, column, value, text, near.get(value, ""), fatal)
            for line, value, text in zip(lines, shown, told, strict=True)
        ]
