"""Sets Django up when it is imported. Stands first among a benchmark's own imports: the models come after it."""

import django

django.setup()
