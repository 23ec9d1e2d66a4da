"""Every page of a person's way: each module of ``pages`` brings its ``routes`` and needs no other entry."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from starlette.routing import BaseRoute

from . import pages

ROUTES: list[BaseRoute] = [
    route
    for module in pkgutil.iter_modules(pages.__path__)
    for route in import_module(f"{pages.__name__}.{module.name}").routes
]
