"""The admin pages in a browser."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import redis
from playwright.sync_api import expect
from rq import Queue, SimpleWorker

from access import users
from data.source import breaks, factory_settings, masters, unrecorded
from data.tenancy import open_scope
from settings import settings
from tests.data.source.importer import plant
from tests.web.conftest import Visitor

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS")


def test_a_manager_sets_a_target_and_takes_it_back(visitor: Callable[..., Visitor]) -> None:
    who = visitor("manager")
    page = who.open("/admin/targets")
    page.get_by_label("KPI", exact=True).select_option("scrap_rate")
    page.get_by_label("Target, in the KPI's unit").fill("much")
    page.get_by_role("button", name="Save target").click()
    expect(page.locator("#target-value-wrong")).to_contain_text("as a number")
    page.get_by_label("Target, in the KPI's unit").fill("3.5")
    page.get_by_label("Valid from").fill("2025-11-01")
    page.get_by_role("button", name="Save target").click()
    row = page.locator("#target-list section").first.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("3.50 %")
    expect(row).to_contain_text("usual")
    expect(page.locator("#target-list section").last.locator("tr", has_text="Scrap rate")).to_contain_text("3.50 %")
    expect(page.get_by_label("Bands, in % of the target")).to_have_attribute("placeholder", "50 / 75 / 100")
    page.get_by_label("Bands, in % of the target").fill("90 75 100")
    page.get_by_role("button", name="Save target").click()
    expect(page.locator("#target-bands-wrong")).to_contain_text("each is to be more than the one before")
    page.get_by_label("Bands, in % of the target").fill("60 80 100")
    page.get_by_role("button", name="Save target").click()
    expect(row).to_contain_text("60 / 80 / 100")
    expect(row).to_have_count(1)
    expect(page.locator("#target-value-wrong")).to_have_text("")
    row.get_by_role("button", name="Delete").click()
    expect(page.locator("#target-list")).to_contain_text("None yet")
    nav = page.get_by_role("navigation", name="Main")
    expect(nav.get_by_role("link", name="Settings")).to_have_count(0)
    page.goto(f"{who.address}/admin/settings")
    expect(page.locator("h1")).to_have_text("Not for you")
    assert who.complaints == []


def test_an_operator_is_told_that_it_is_not_for_them(visitor: Callable[..., Visitor]) -> None:
    page = visitor("operator").open("/admin/targets")
    expect(page.locator("h1")).to_have_text("Not for you")
    answer = page.evaluate(FORGED)
    assert "Not for you" in answer
    assert masters.holidays(open_scope("stuttgart")).empty


FORGED = """() => fetch("/_dash-update-component", {method: "POST", headers: {"Content-Type": "application/json"}, body:
    JSON.stringify({
    output: '..holiday-list.children...holiday-day-wrong.children...holiday-holiday-wrong.children..',
    outputs: [['holiday-list', 'children'], ['holiday-day-wrong', 'children'], ['holiday-holiday-wrong', 'children']]
        .map(([id, property]) => ({id, property})),
    inputs: [{id: 'holiday-save', property: 'n_clicks', value: 1}, []],
    state: [{id: 'holiday-day', property: 'value', value: '2025-12-25'},
            {id: 'holiday-holiday', property: 'value', value: 'Mine'}, {id: 'url', property: 'search', value: ''}],
    changedPropIds: ['holiday-save.n_clicks'],
})}).then(answer => answer.text())"""
"""What the page of an admin would send to save a holiday."""


def test_an_admin_looks_after_settings_calendar_and_reasons(visitor: Callable[..., Visitor]) -> None:
    scope = open_scope("stuttgart")
    with scope.begin() as db:
        row = {"code": "BRK", "description": "Broken", "category": "other", "planned": False}
        scope.insert(db, scope.t.hold_reasons, [row])
        scope.insert(db, scope.t.machine_groups, [{"group_name": "Ovens"}])
    who = visitor("admin", width=390)
    page = who.open("/admin/settings")
    page.get_by_label("Rework share").fill("35")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("#setting-rework_share-wrong")).to_contain_text("Rework share: “35” cannot be")
    assert "rework_share" not in factory_settings.current(scope)
    page.get_by_label("Rework share").fill("0.35")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("#toast")).to_contain_text("Settings changed: rework_share = 0.35.")
    for month, stored in (("April", 4), ("January", None)):
        page.get_by_label("Start of the fiscal year").select_option(label=month)
        page.get_by_role("button", name="Save settings").click()
        expect(page.locator("#toast")).to_contain_text(f"fiscal_year_start = {float(stored) if stored else 'not set'}.")
        assert factory_settings.current(scope).get("fiscal_year_start") == stored
    for label, option, stored in (
        ("Quantities count", "when they were made", "credit = made"),
        ("A production day has the date of", "the end of its last shift", "day_named_by = end"),
    ):
        page.get_by_label(label).select_option(label=option)
        page.get_by_role("button", name="Save settings").click()
        expect(page.locator("#toast")).to_contain_text(stored)
    page.get_by_label("Recorded from").fill("2999-01-01")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("#setting-recorded_from-wrong")).to_contain_text("is in the future")
    assert not factory_settings.current(scope).get("recorded_from")
    _picture(who, "settings")
    factory_settings.change(scope, {"credit": None, "day_named_by": None})
    page = who.open("/admin/calendar")
    page.get_by_label("Shift", exact=True).fill("Early")
    page.get_by_label("Start", exact=True).fill("06:00")
    page.get_by_label("End", exact=True).fill("14:00")
    page.get_by_role("button", name="Save shift").click()
    expect(page.locator("#shift-list tbody tr")).to_contain_text("06:00–14:00")
    page.get_by_label("Break of").select_option("Early")
    page.get_by_label("Begins at").fill("13:30")
    page.get_by_label("Is over at").fill("14:30")
    page.get_by_role("button", name="Save break").click()
    expect(page.locator("#break-end-wrong")).to_contain_text("lies within 06:00–14:00")
    page.get_by_label("Is over at").fill("13:45")
    page.get_by_role("button", name="Save break").click()
    row = page.locator("#break-list tbody tr")
    expect(row).to_contain_text("13:30–13:45")
    expect(page.locator("#break-end-wrong")).to_have_text("")
    page.get_by_label("Ovens").check()
    page.get_by_role("button", name="Save groups").click()
    expect(page.locator("#toast")).to_contain_text("Machine groups that run through breaks: Ovens")
    assert breaks.groups(scope).run_through.astype(bool).tolist() == [True]
    page.get_by_label("Day", exact=True).fill("2025-12-25")
    page.get_by_label("Holiday", exact=True).fill("Christmas")
    page.get_by_role("button", name="Save holiday").click()
    expect(page.locator("#holiday-list tbody tr")).to_contain_text("Christmas")
    _picture(who, "calendar")
    row.get_by_role("button", name="Remove").click()
    expect(page.locator("#break-list")).to_contain_text("No break yet")
    page = who.open("/admin/reasons")
    page.get_by_label("Category of BRK").select_option("breakdown")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#toast")).to_contain_text("BRK is breakdown, not planned")
    _picture(who, "reasons")
    page = who.open("/admin/import")
    expect(page.locator("#import-file")).to_be_visible()
    page.locator("#import-file input").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"no"})
    _picture(who, "import")
    masters.end_shift(scope, "Early", date(2020, 1, 1))
    masters.remove_holiday(scope, date(2025, 12, 25))
    assert who.complaints == []


def test_an_admin_lets_people_in_and_out(visitor: Callable[..., Visitor]) -> None:
    who = visitor("admin")
    page = who.open("/admin/users")
    page.get_by_label("Email").fill("ann")
    page.get_by_role("button", name="Save user").click()
    expect(page.locator("#user-email-wrong")).to_contain_text("ann@example.com")
    page.get_by_label("Email").fill("Ann@example.com")
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Role").select_option("manager")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Save user").click()
    expect(page.locator("#user-password-wrong")).to_contain_text("at least 8")
    page.get_by_label("Password").fill("long enough")
    page.get_by_role("button", name="Save user").click()
    row = page.locator("#user-list tbody tr").filter(has_text="ann@example.com")
    expect(row).to_contain_text("manager")
    expect(page.get_by_label("Password")).to_have_value("")
    ann = users.sign_in("ann@example.com", "long enough")
    assert ann is not None and (ann.name, ann.role, ann.factory_slugs) == ("Ann", "manager", ("stuttgart",))
    row.get_by_role("button", name="Change").click()
    expect(page.get_by_label("Name")).to_have_value("Ann")
    page.get_by_label("Detroit").check()
    page.get_by_role("button", name="Save user").click()
    expect(row).to_contain_text("stuttgart, detroit")
    row.get_by_role("button", name="Disable").click()
    expect(row).to_contain_text("disabled")
    assert users.sign_in("ann@example.com", "long enough") is None
    row.get_by_role("button", name="Let in").click()
    expect(row).not_to_contain_text("disabled")
    assert users.sign_in("ann@example.com", "long enough") is not None
    own = page.locator("#user-list tbody tr").filter(has_text="admin@demo")
    expect(own.get_by_role("button", name="Disable")).to_have_count(0)
    own.get_by_role("button", name="Change").click()
    expect(page.get_by_label("Email")).to_have_value("admin@demo")
    page.get_by_label("Role").select_option("operator")
    page.get_by_role("button", name="Save user").click()
    expect(page.locator("#user-role-wrong")).to_contain_text("This is you")
    _picture(who, "users")
    assert who.complaints == []


def test_an_admin_sees_how_the_work_goes_and_runs_what_failed_again(
    visitor: Callable[..., Visitor], redis_url: str
) -> None:
    with redis.Redis.from_url(settings().redis(3)) as jobs:
        job = Queue("reports", connection=jobs).enqueue("jobs.run.nothing_of_this_name", job_id="daily-of-nobody")
        SimpleWorker(["reports"], connection=jobs).work(burst=True)
        assert job.is_failed
    who = visitor("admin", width=390)
    page = who.open("/admin/system")
    expect(page.get_by_role("row", name="Database sqlite")).to_contain_text("Fine")
    failed = page.get_by_role("row", name="daily-of-nobody")
    expect(failed).to_contain_text("nothing_of_this_name")
    _picture(who, "system")
    failed.get_by_role("button", name="Run again").click()
    expect(page.locator("#toast")).to_contain_text("daily-of-nobody runs again")
    expect(failed).to_have_count(0)
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("row", name="reports")).to_contain_text("1")
    assert who.complaints == []


def _picture(who: Visitor, name: str) -> None:
    assert who.overflow <= 0, name
    if SHOTS:
        who.page.screenshot(path=Path(SHOTS) / f"admin-{name}.png", full_page=True)


def test_a_zip_is_refused_with_every_error_and_then_imported(
    visitor: Callable[..., Visitor], worker: Path, tmp_path: Path
) -> None:
    factory = "name,slug,timezone,currency\nDetroit Works,detroit,America/Detroit,EUR"
    who = visitor("admin")
    page = who.open("/admin/import?factory=detroit")
    field, report = page.locator("#import-file input"), page.locator("#import-report")
    wrong = plant.archive(tmp_path / "wrong.zip", factory=factory, **plant.line("machines", 2, "M1,Mill 1,Miling,x"))
    field.set_input_files(wrong)
    expect(report).to_contain_text("Nothing was imported: 2 errors", timeout=60_000)
    expect(report.get_by_role("row", name="machines")).to_have_count(2)
    expect(report).to_contain_text("did you mean “Milling”?")
    assert masters.shifts(open_scope("detroit")).empty
    page.get_by_label("Only look").check()
    field.set_input_files(plant.archive(tmp_path / "look.zip", factory=factory))
    expect(report).to_contain_text("This would be imported", timeout=60_000)
    assert masters.shifts(open_scope("detroit")).empty
    page.get_by_label("Only look").uncheck()
    field.set_input_files(plant.archive(tmp_path / "good.zip", factory=factory))
    expect(report).to_contain_text("Imported", timeout=60_000)
    expect(report.get_by_role("row", name="work_orders")).to_contain_text("2")
    assert len(masters.shifts(open_scope("detroit"))) == 2
    assert who.complaints == []


def test_an_admin_takes_a_day_out_of_the_record_and_puts_it_back(visitor: Callable[..., Visitor]) -> None:
    who, scope = visitor("admin"), open_scope("stuttgart")
    page = who.open("/admin/calendar")
    day = str(date.fromisoformat("2025-11-03"))
    page.get_by_label("First day").fill(day)
    page.get_by_role("button", name="Mark as not recorded").click()
    expect(page.locator("#unrecorded-reason-wrong")).to_contain_text("Say why")
    page.get_by_label("Why").fill("Network down")
    page.get_by_role("button", name="Mark as not recorded").click()
    expect(page.locator("#unrecorded-list tbody tr")).to_contain_text([f"{day}Network down"])
    assert unrecorded.listed(scope).reason.tolist() == ["Network down"]
    page.locator("#unrecorded-list").get_by_role("button", name="Take back").click()
    expect(page.locator("#unrecorded-list")).to_contain_text("Every day since the record began is recorded")
    assert unrecorded.listed(scope).empty and who.complaints == []
