"""The two demo factories, declared."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Group:
    name: str
    description: str
    prefix: str
    machines: int
    cycle: tuple[float, float]  # ideal seconds per unit, from the quickest part to the slowest
    setup: tuple[float, float]  # standard minutes
    cost: float  # of a machine hour
    price: float  # of a machine
    family: str  # what its parts are called


@dataclass(frozen=True)
class Shift:
    name: str
    start: time
    end: time
    weekdays: str
    crew: bool = True  # operators are rostered on it
    share: tuple[float, float] | None = None  # part of the history in which it is worked; None: always


@dataclass(frozen=True)
class Plant:
    name: str
    slug: str
    timezone: str
    currency: str
    country: str
    groups: tuple[Group, ...]
    shifts: tuple[Shift, ...]
    customers: tuple[str, ...]
    crew: int  # operators per shift
    wage: float
    late_family: str  # whose supplier delivers late
    counted: float  # minutes between two reports, as soon as machines or boxes are counted in the history's last tenth
    credit: str  # how quantities are credited: reported, made
    tight: str  # the group that has the most work for its machines: the bottleneck, most of the time


WEEK = "Mon,Tue,Wed,Thu,Fri"
EVERY_DAY = f"{WEEK},Sat,Sun"  # one plant works round the clock, so that there is something to see at any hour

STUTTGART = Plant(
    name="Stuttgart Plant", slug="stuttgart", timezone="Europe/Berlin", currency="EUR", country="DE",
    groups=(
        Group("CNC Turning", "Lathes with bar feeder", "TRN", 4, (70, 260), (18, 32), 74, 520_000, "Shaft"),
        Group("CNC Milling", "5-axis machining centres", "CNC", 5, (180, 780), (24, 44), 92, 850_000, "Housing"),
        Group("Grinding", "Cylindrical and surface grinding", "GRD", 3, (60, 220), (20, 34), 83, 650_000, "Spindle"),
        Group("Gear Cutting", "Hobbing and shaping", "HOB", 2, (120, 420), (28, 48), 96, 970_000, "Gear"),
        Group("Finishing", "Deburring and washing", "FIN", 2, (35, 120), (8, 16), 48, 300_000, "Flange"),
    ),
    shifts=(
        Shift("Early", time(6), time(14), EVERY_DAY),
        Shift("Late", time(14), time(22), EVERY_DAY),
        Shift("Night", time(22), time(6), EVERY_DAY),
    ),
    customers=(
        "Neckar Antriebe", "Bodensee Pumpen", "Alpen Hydraulik", "Kessler Robotik", "Rhein Getriebe",
        "Albtal Medizintechnik",
    ),
    crew=16, wage=30.0, late_family="Housing", counted=10, credit="reported", tight="Gear Cutting",
)  # fmt: skip

DETROIT = Plant(
    name="Detroit Plant", slug="detroit", timezone="America/Detroit", currency="USD", country="US",
    groups=(
        Group("Turning", "Twin-spindle lathes", "TRN", 7, (60, 240), (18, 32), 78, 570_000, "Axle"),
        Group("Milling", "Machining centres", "CNC", 8, (150, 640), (22, 40), 88, 770_000, "Knuckle"),
        Group("Grinding", "Centreless and surface grinding", "GRD", 5, (45, 180), (18, 30), 82, 620_000, "Camshaft"),
        Group("Stamping", "Transfer presses", "PRS", 5, (12, 40), (26, 46), 110, 1_300_000, "Bracket"),
        Group("Welding", "Robot cells", "WLD", 5, (80, 300), (14, 26), 86, 700_000, "Frame"),
        Group("Heat Treatment", "Hardening furnaces", "HTR", 3, (40, 110), (20, 36), 98, 1_070_000, "Pinion"),
        Group("Molding", "Injection molding", "IMM", 3, (25, 70), (24, 42), 76, 550_000, "Cover"),
        Group("Assembly", "Manual and semi-automatic cells", "ASM", 4, (90, 360), (10, 18), 58, 230_000, "Module"),
    ),
    shifts=(
        Shift("Day", time(6), time(14, 30), WEEK),
        Shift("Afternoon", time(14, 30), time(23), WEEK),
        Shift("Saturday", time(6), time(14), "Sat", crew=False, share=(0.55, 0.8)),
    ),
    customers=(
        "Great Lakes Motors", "Huron Axle", "Wolverine Trucks", "Erie Marine", "Superior Drivetrain",
        "Lakeshore Rail", "Motor City EV", "Summit Off-Road", "Midland Agri",
    ),
    crew=38, wage=28.5, late_family="Frame", counted=20, credit="made", tight="Heat Treatment",
)  # fmt: skip

PLANTS = (STUTTGART, DETROIT)
