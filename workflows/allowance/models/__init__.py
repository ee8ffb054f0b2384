"""Allowance schemes and the months computed by them."""

from workflows.allowance.models.run import AllowanceOmission, AllowanceResult, AllowanceRun
from workflows.allowance.models.scheme import AllowanceClass, AllowanceScheme, SchemeVersion

__all__ = ["AllowanceClass", "AllowanceOmission", "AllowanceResult", "AllowanceRun", "AllowanceScheme", "SchemeVersion"]
