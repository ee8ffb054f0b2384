"""The heads of the record's chains; each chain is a stream, so that writers seldom wait for each other."""

from django.db import models

STREAMS = 16


class Stream(models.Model):
    """The last sequence number and signature of one chain. Locked last in a transaction, several in order."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.number}:{self.seq}"
