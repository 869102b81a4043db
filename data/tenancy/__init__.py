"""Which database a factory lives in, and the one way into its tables."""

from data.tenancy.engines import central, engine, reset
from data.tenancy.guard import UnscopedStatement
from data.tenancy.scope import Bound, Factory, Scope, UnknownFactory, create_factory, factories, factory_of, open_scope

__all__ = [
    "Bound",
    "Factory",
    "Scope",
    "UnknownFactory",
    "UnscopedStatement",
    "central",
    "create_factory",
    "engine",
    "factories",
    "factory_of",
    "open_scope",
    "reset",
]
