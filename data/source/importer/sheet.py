"""One file under check."""

from collections.abc import Mapping

import pandas as pd

from data.source.importer.bundle import Bundle
from data.source.importer.files import BY_NAME
from data.source.importer.format import Column, File
from data.source.importer.kinds import PARSERS, near_choice
from data.source.importer.problems import Problem, Report, nearest, nearest_codes
from data.source.importer.times import to_utc

JOINT = " / "
"""Between the parts of a code that is made of two columns."""
Known = Mapping[str, pd.Series]
"""By file: created_at (naive UTC, or NaT) of the rows that the factory has already, index = code."""
NOTHING: Mapping[str, str] = {}


def codes(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """The code that `columns` of a frame of text spell; NaN where a part of it is missing."""
    code: pd.Series = frame[columns[0]]
    for name in columns[1:]:
        code = code + JOINT + frame[name]
    return code


class Sheet:
    """One file under check: its text, the typed values so far, and which rows are bad."""

    def __init__(self, file: File, bundle: Bundle, report: Report) -> None:
        self.file, self.bundle, self.report = file, bundle, report
        self.name, self.text = bundle.names[file.name], bundle.frames[file.name]
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
                self._fault(name, "is missing, and needed")
        if len(self.text) != 1 and self.file.name == "factory":
            self._fault("", f"must hold one row, not {len(self.text)}")
        elif self.text.empty and self.file.needed:
            self.report.warnings.append(Problem(self.name, None, "", "", "has no rows"))
        return len(self.report.errors) == before

    def read(self, zone: str) -> None:
        """Type every column."""
        for name, column in self.file.columns.items():
            if name in self.text.columns:
                cells = self.text[name]
                if not column.blank:
                    self._refuse(cells.isna(), name, "is empty, and needed")
                self.typed[name] = self._parse(cells.dropna(), column, zone).reindex(cells.index)
                if name in self.file.defaults:
                    self.typed[name] = self.typed[name].fillna(self.file.defaults[name])

    def _parse(self, cells: pd.Series, column: Column, zone: str) -> pd.Series:
        if column.kind != "moment":
            values, wrong = PARSERS[column.kind](cells, column)
            for message, mask in wrong.items():
                near = {value: near_choice(value, column) for value in cells[mask].unique()[:200]}
                self._refuse(mask, column.name, message, near=near)
            return values
        orders = self.text.loc[cells.index, "work_order"] if self.file.name == "work_order_logs" else None
        values, gap = to_utc(cells, zone, orders)
        self._refuse(values.isna(), column.name, "is not a time (as 2026-11-22T06:00:00)")
        told = values[gap].dt.tz_localize("UTC").dt.tz_convert(zone).dt.strftime("%H:%M")
        for line, value, clock in zip(told.index, cells[gap], told, strict=True):
            message = f"does not exist in {zone}, where the clock went forward: read as {clock}"
            self.report.warnings.append(Problem(self.name, line, column.name, value, message))
        return values

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
            sound = parent.sound_codes() if parent else pd.Series(dtype="str")
            refused = parent.refused_codes() if parent else sound
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
        """Index = line. Of a torn row every cell, as one of them may have been its code."""
        torn = [(line, cell) for (name, line), cells in self.bundle.torn.items() if name == self.name for cell in cells]
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
    ) -> None:
        self.report.errors += self._problems(mask, column, message, values, near)

    def _orphan(self, mask: pd.Series, column: str, message: pd.Series) -> None:
        self.report.orphans += self._problems(mask, column, message)

    def _problems(
        self,
        mask: pd.Series,
        column: str,
        message: str | pd.Series,
        values: pd.Series | None = None,
        near: Mapping[str, str] = NOTHING,
    ) -> list[Problem]:
        lines = mask.index[mask.astype(bool)]
        if not len(lines):
            return []
        self.bad[lines] = True
        shown = (self.text[column] if values is None else values)[lines].fillna("")
        told = message[lines] if isinstance(message, pd.Series) else [message] * len(lines)
        fatal = self.file.name == "factory"
        return [
            Problem(self.name, line, column, value, text, near.get(value, ""), fatal)
            for line, value, text in zip(lines, shown, told, strict=True)
        ]
