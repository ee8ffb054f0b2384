#!/usr/bin/env python
"""Jenjang's command line: a developer's machine unless ENVIRONMENT says otherwise."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("ENVIRONMENT", "development")
    execute_from_command_line(sys.argv)
