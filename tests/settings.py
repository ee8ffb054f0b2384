"""The settings of the tests: development, whatever the shell has set; only the database is asked."""

import atexit
import os
import shutil
import tempfile

for _name in (
    "DEBUG",
    "DEMO_TODAY",
    "TIME_ZONE",
    "OFFICE_NAME",
    "SECRET_KEY",
    "AUDIT_KEY",
    "ANCHOR_KEY",
    "ALLOWED_HOSTS",
):
    os.environ.pop(_name, None)
os.environ["ENVIRONMENT"] = "development"
# Playwright's synchronous interface keeps an event loop running in the main thread; Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# One folder for this run's database, static and uploaded files; xdist's workers inherit it with the environment.
_folder = os.environ.get("JENJANG_TEST_FOLDER")
if not _folder:
    _folder = os.environ["JENJANG_TEST_FOLDER"] = tempfile.mkdtemp(prefix="jenjang-tests-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.setdefault("TEST_SQLITE", os.path.join(_folder, "test.sqlite3"))
os.environ["MEDIA_ROOT"] = os.path.join(_folder, "media")
os.environ["ANCHOR_FOLDER"] = os.path.join(_folder, "anchors")

from config.settings import *  # noqa: E402, F403  (the environment had to be set before)

STATIC_ROOT = os.path.join(_folder, "static")
os.makedirs(STATIC_ROOT, exist_ok=True)  # whitenoise warns of a folder that is not there, and warnings are errors
# Argon2 takes its time on purpose; log-in itself is tested, not the hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
