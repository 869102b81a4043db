"""Two living demo factories: a simulated history, and a future that arrives minute by minute."""

from data.source.demo.building import DemoError, build
from data.source.demo.live import TickResult, tick

__all__ = ["DemoError", "TickResult", "build", "tick"]
