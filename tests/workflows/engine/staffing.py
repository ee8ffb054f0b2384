"""Who stands where changes in the middle of a case: delegations, acting officers, holders who leave and come."""

from dataclasses import dataclass

from tests import factories as make
from tests.workflows.engine.random_worlds import Built
from workflows.organization.models import ActingAppointment, Tenure

STAFFING = ("delegation", "leaving", "coming", "acting")


@dataclass
class Staffing:
    """Changes rows and `built` alike; the numbers choose among whom there is. Each tells whether anything changed."""

    built: Built

    def delegation(self, who: int, other: int) -> bool:
        numbers = list(self.built.people)
        giver, taker = numbers[who % len(numbers)], numbers[other % len(numbers)]
        if giver in self.built.delegations:
            ended = self.built.people[self.built.delegations.pop(giver)]
            for row in self.built.people[giver].delegations_given.filter(delegate=ended):
                row.end = make.A_MONDAY
                row.save()
            return True
        if giver == taker:
            return False
        make.delegation(self.built.people[giver], self.built.people[taker], "daily", start=make.A_MONDAY)
        self.built.delegations[giver] = taker
        return True

    def leaving(self, who: int, other: int) -> bool:
        held = [post for post in self.built.holders if post != self.built.world.author]
        rows = Tenure.objects.filter(end=None, start__lt=make.A_MONDAY)
        post = held[who % len(held)] if held else None
        if post is None or not rows.filter(position=self.built.posts[post]).exists():
            return False
        make.vacant(self.built.posts[post], make.A_MONDAY)
        del self.built.holders[post]
        return self.coming(who, other) if other % 2 else True

    def coming(self, who: int, other: int) -> bool:
        empty = [number for number in range(len(self.built.posts)) if number not in self.built.holders]
        if not empty:
            return False
        post, number = empty[who % len(empty)], len(self.built.posts) + len(self.built.people)
        self.built.people[number] = make.employee(f"Orang {number}", self.built.posts[post], since=make.A_MONDAY)
        self.built.holders[post] = number
        return True

    def acting(self, who: int, other: int) -> bool:
        post = who % self.built.world.author
        if post in self.built.acting:
            rows = ActingAppointment.objects.filter(position=self.built.posts[post], start__lt=make.A_MONDAY, end=None)
            if not rows.update(end=make.A_MONDAY):
                return False
            del self.built.acting[post]
            return True
        officer = list(self.built.people)[other % len(self.built.people)]
        if self.built.holders.get(post) == officer:
            return False
        capacity = "PLH" if post in self.built.holders else "PLT"
        make.acting(self.built.people[officer], self.built.posts[post], capacity, start=make.A_MONDAY)
        self.built.acting[post] = officer
        return True
