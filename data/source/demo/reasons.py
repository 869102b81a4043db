"""Why machines stand still and parts are thrown away, with how often and how long."""

from typing import NamedTuple


class Hold(NamedTuple):
    code: str
    description: str
    category: str
    planned: bool
    weight: float = 0.0  # among the stops of its process; 0: it has a process of its own
    minutes: float = 0.0  # median length in working time
    sigma: float = 0.0  # of the logarithm: the tail


HOLDS = (
    Hold("BRK", "Break", "other", True),
    Hold("NSH", "No shift", "other", True),
    Hold("PM", "Planned maintenance", "maintenance", True),
    Hold("TCH", "Tool change", "setup", True, 0, 9, 0.3),
    Hold("RST", "Warm-up after stand-still", "setup", False),
    Hold("PWR", "Power or network failure", "other", False),
    Hold("MAT", "Waiting for material", "material", False, 24, 30, 0.9),
    Hold("LOG", "Waiting for transport", "material", False, 12, 10, 0.6),
    Hold("QCM", "Waiting for measurement", "quality", False, 14, 16, 0.6),
    Hold("QHD", "Quality hold", "quality", False, 6, 35, 0.8),
    Hold("OPR", "No operator", "operator", False, 16, 26, 0.8),
    Hold("ADJ", "Adjusting", "setup", False, 20, 13, 0.6),
    Hold("CLN", "Chip removal and lubrication", "maintenance", False, 8, 14, 0.5),
    Hold("BDM", "Mechanical failure", "breakdown", False, 36, 62, 0.95),
    Hold("BDE", "Electrical or control fault", "breakdown", False, 30, 45, 0.95),
    Hold("BDH", "Hydraulic or coolant leak", "breakdown", False, 14, 70, 0.9),
    Hold("BDT", "Tool breakage", "breakdown", False, 20, 28, 0.7),
)
HOLD = {hold.code: number for number, hold in enumerate(HOLDS)}
MINOR = tuple(n for n, h in enumerate(HOLDS) if h.weight and h.category != "breakdown")
FAILURES = tuple(n for n, h in enumerate(HOLDS) if h.category == "breakdown")


class Scrap(NamedTuple):
    code: str
    description: str
    weight: float
    worn: float  # weight with a worn tool


SCRAPS = (
    Scrap("DIM", "Dimension out of tolerance", 24, 40),
    Scrap("SRF", "Surface finish", 14, 30),
    Scrap("BUR", "Burr", 10, 18),
    Scrap("CHT", "Chatter marks", 6, 16),
    Scrap("MAT", "Material defect", 14, 6),
    Scrap("HND", "Handling damage", 9, 4),
    Scrap("SET", "Setup piece", 12, 5),
    Scrap("PRG", "Program or offset error", 6, 3),
    Scrap("CRK", "Crack", 5, 4),
)
