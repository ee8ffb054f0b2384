"""Objections: what is contested and why, how it was decided, and the result before and after."""

from workflows.objection.models.objection import Objection
from workflows.objection.models.point import ObjectionPoint
from workflows.objection.models.process import ObjectionProcess

__all__ = ["Objection", "ObjectionPoint", "ObjectionProcess"]
