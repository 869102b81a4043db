"""`kpi quality`: doubtful data by rule, with examples and what to do."""

from typing import Any

from commands.common import AnyFactory, Json, print_json, print_table, scopes
from data.quality import BY_ID
from data.summary import findings
from data.summary.findings import Kept
from data.tenancy import Scope

EXAMPLES = 3
SHOWN = ("order", "asset_id", "day", "subject", "detail")


def quality(factory: AnyFactory = None, as_json: Json = False) -> None:
    """Doubtful data: what the rules found at imports and in the night, why it matters, how to mend it."""
    found = [_of(scope) for scope in scopes(factory)]
    if as_json:
        print_json({"factories": found})
        return
    for one in found:
        if not one["rules"]:
            print(f"{one['factory']}: nothing doubtful.")
            continue
        print(f"{one['factory']}: {one['doubtful']:,} doubtful.")
        for rule in one["rules"]:
            print(f"\n{rule['count']:,} {rule['title']} ({rule['rule']})")
            print(f"  What: {rule['means']}\n  Why:  {rule['why']}\n  Mend: {rule['mend']}")
            print_table(["subject", "day", "detail"], [(e["subject"], e["day"], e["detail"]) for e in rule["examples"]])


def _of(scope: Scope) -> dict[str, Any]:
    rules = []
    for key, count in findings.counts(scope).items():
        rule, examples = BY_ID[key], findings.listed(scope, Kept([key]), EXAMPLES)
        told = {"title": rule.title, "means": rule.means, "why": rule.why, "mend": rule.mend}
        rules.append({"rule": key, "count": count, **told, "examples": examples[list(SHOWN)].to_dict("records")})
    return {"factory": scope.factory.slug, "doubtful": sum(rule["count"] for rule in rules), "rules": rules}
