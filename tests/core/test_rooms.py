"""The rooms that the layers of `pyproject.toml` speak of are all the rooms there are."""

from __future__ import annotations

import tomllib

from conftest import ROOT


def test_every_room_is_in_the_contracts_of_layers() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert set(told["importlinter"]["root_packages"]) == rooms
    assert {name.strip("*") for name in told["setuptools"]["packages"]["find"]["include"]} == rooms
    layers = [room for layer in told["importlinter"]["contracts"][0]["layers"] for room in layer.split(" | ")]
    assert set(layers) == rooms
    assert set(told["mypy"]["files"]) >= rooms
