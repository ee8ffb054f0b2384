"""Allowance schemes and the months computed by them."""

from workflows.allowance.models.run import AllowanceResult, AllowanceRun
from workflows.allowance.models.scheme import AllowanceClass, AllowanceScheme, SchemeVersion

__all__ = ["AllowanceClass", "AllowanceResult", "AllowanceRun", "AllowanceScheme", "SchemeVersion"]
