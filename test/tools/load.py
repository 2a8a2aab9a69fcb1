"""Loads a tool, which has no .py in its name, as a module."""

import importlib.machinery
import importlib.util
import pathlib
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tool(name: str) -> types.ModuleType:
    loader = importlib.machinery.SourceFileLoader(name, str(ROOT / "tools" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module
