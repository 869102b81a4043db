"""Tiles of money."""

from answers.faces.face import MakeFace, MakeList

FACES: dict[str, MakeFace] = {}
LISTS: dict[str, MakeList] = {}
