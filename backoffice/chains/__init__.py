"""Approval chains for HR admins: drafted by one, published by another; everybody else who comes in reads them."""

from backoffice.chains import lists

__all__ = ["lists"]
