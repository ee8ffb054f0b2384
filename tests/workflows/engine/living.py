"""A case that lives through what happens to it, while every step is held against the votes that really stand.

`Living` is asked to do one thing after the other; what is refused is over, and what is let through must be right.
"""

from dataclasses import replace
from datetime import timedelta

from viewflow.workflow.models import Task

from tests import factories as make
from tests.workflows.engine.random_lives import Happening, Life
from tests.workflows.engine.random_worlds import Built, TierPlan
from tests.workflows.engine.reconsidering import overriding
from tests.workflows.engine.staffing import STAFFING, Staffing
from tests.workflows.engine.standing_votes import Votes
from workflows.approvals.models import ChainVersion, Tier
from workflows.audit.models import Decision
from workflows.daily.models import DailyProcess
from workflows.engine.claiming import claim, give_back
from workflows.engine.models import WorkItem
from workflows.engine.moving import hand_over, reassign
from workflows.engine.moving_versions import move_version
from workflows.engine.peers import peers_for
from workflows.engine.refusals import Refusal
from workflows.engine.step import is_open
from workflows.engine.taking_back import taking_back
from workflows.engine.turns import turn
from workflows.engine.votes import votes_now, votes_of
from workflows.organization.models import Employee, RoleGrant

REASON = "Lampirkan buktinya."
TEAM = "PERFORMANCE_TEAM"
DECIDED = ("APPROVE", "RETURN", "REJECT", "OVERRIDE")


class Living:
    """The case of a life, what stands in it, and who stands where."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.built = Built.of(life.world)
        self.author = self.built.people[life.world.author]
        self.staffing = Staffing(self.built)
        self.team = [make.with_role(TEAM, f"Tim {number}") for number in range(2)]
        # Roles forbid nobody's own case by themselves.
        for role in (TEAM, "HR_ADMIN"):
            RoleGrant.objects.create(user=self.author.user, role=role, start=make.date(2026, 1, 1))
        self.moment = make.at(make.A_MONDAY, 16)
        make.open_year(make.YEAR)
        make.submitted_report(self.author)
        self.plans: dict[str, TierPlan] = {f"Tahap {n}": plan for n, plan in enumerate(life.world.tiers, start=1)}
        self.votes = Votes(seats=self.asked_now())
        self.before_last: Votes | None = None  # the votes before the last decision, while nothing followed it
        self.last_task, self.last_by = 0, ""
        self.further = self.further_version()

    def further_version(self) -> ChainVersion:
        """A version that replaces the one on which the case began."""
        first = self.case.chain_version
        first.status = ChainVersion.Status.RETIRED
        first.save(update_fields=["status"])
        made = ChainVersion.objects.create(
            chain=first.chain, number=2, same_person_may_decide_twice=self.life.twice,
            again_from_tier=self.life.again_from,
        )  # fmt: skip
        self.built.give_tiers(made, self.life.tiers, self.life.titles)
        made.refresh_from_db()
        return made

    # ---- what is there ----
    @property
    def case(self) -> DailyProcess:
        return DailyProcess.objects.select_related("tier", "chain_version", "person", "position").get()

    @property
    def ended(self) -> bool:
        return self.case.status == "DONE"

    @property
    def items(self) -> list[WorkItem]:
        related = ("tier", "owner__employee", "principal")
        return list(WorkItem.objects.open().select_related(*related).order_by("pk"))

    @property
    def everybody(self) -> list[Employee]:
        return [*self.built.people.values(), *self.team]

    def likely(self) -> list[Employee]:
        """Those who stand where the open items look, or took them up."""
        found = []
        for item in self.items:
            if item.principal_id is None:
                found += [item.owner.employee] if item.owner_id else []
                continue
            post = self.number_of(item.principal_id)
            found += [self.built.people[n] for n in self.built.people if self.built.stands_for(n, post) is not None]
        return found or self.team

    def number_of(self, post_id: int) -> int:
        return next(number for number, post in enumerate(self.built.posts) if post.pk == post_id)

    def asked_now(self) -> int:
        """How many the tier asks that is asked now, to be noted when it is; 0 where it is parked."""
        return sum(item.tier_id is not None and not item.team for item in self.items)

    def now(self):
        """A moment after every other one."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def pick(self, number: int) -> Employee:
        """Mostly somebody of whom the case asks something, else anybody."""
        among = self.likely() if number % 4 else self.everybody
        return among[number // 4 % len(among)]

    # ---- what happens ----
    def happens(self, what: Happening) -> bool:
        """Whether it was let through."""
        if what.kind in STAFFING:
            return bool(getattr(self.staffing, what.kind)(what.who, what.other))
        try:
            done = getattr(self, f"_{what.kind}", self._decision)(what)
        except Refusal:
            return False
        return done is not False

    def _decision(self, what: Happening) -> bool | None:
        if self.ended:
            return self._take_back(what)
        verb, by = what.kind, make.actor(self.pick(what.who))
        if verb.startswith("override"):
            admins = [*self.built.admins, self.author]
            by = overriding(admins[what.who % len(admins)])
            verb = verb.removeprefix("override_").replace("override", "approve")
        return self.decide(by, verb, what.other)

    def decide(self, by, verb: str, to: int = 0) -> None:
        """Decide as the tier that is asked; then everything that must hold of a decision does."""
        case, items, before = self.case, self.items, self.votes
        to_tier = to % max(case.tier.number if case.tier else 1, 1)
        with turn(DailyProcess, items[0].task_id, by=by, at=self.now()) as t:
            t.send_to_tier(to_tier, REASON) if verb == "send_to_tier" else getattr(t, verb)(REASON)
        tier = items[0].tier
        people = self.those_who_decided(by, items)
        self.assert_may(people, case, tier, overrides=by.overrides)
        self.before_last, self.last_task, self.last_by = before, items[0].task_id, by.nip
        self.votes = before.with_voice(verb, people)
        is_left = not is_open(Task.objects.get(pk=items[0].task_id))
        if verb == "approve" and is_left:
            assert by.overrides or self.votes.approving() >= self.needed(tier), (tier.number, self.votes)
            self.votes = self.votes.passed(tier.number)
        elif verb == "send_to_tier":
            self.votes = self.votes.from_tier(to_tier)
        if is_left:
            self.votes = replace(self.votes, voices=(), seats=self.asked_now())

    def _resubmit(self, what: Happening) -> bool | None:
        if self.ended:
            return False
        case, by = self.case, make.actor(self.author if what.who % 5 else self.pick(what.who))
        with turn(DailyProcess, self.items[0].task_id, by=by, at=self.now(), as_person=True) as t:
            t.keep_content()
            t.resubmit(REASON)
        assert by.nip == self.author.nip
        self._begin(min(case.chain_version.again_from_tier, case.tier.number))
        return None

    def hand_in(self) -> None:
        """The person sends again what was returned to them."""
        case = self.case
        with turn(DailyProcess, self.items[0].task_id, by=make.actor(self.author), at=self.now()) as t:
            t.hand_in()
        self._begin(min(case.chain_version.again_from_tier, case.tier.number if case.tier else 1))

    def _begin(self, number: int) -> None:
        self.votes, self.before_last = replace(self.votes.from_tier(number), seats=self.asked_now()), None

    def _withdraw(self, what: Happening) -> bool | None:
        if self.ended or what.other % 4:  # seldom: it ends the case
            return False
        with turn(DailyProcess, self.items[0].task_id, by=make.actor(self.author), at=self.now(), as_person=True) as t:
            t.withdraw(REASON)
        assert self.votes.decided == 0
        self.before_last = None
        return None

    def _take_back(self, what: Happening) -> bool | None:
        last = [person for person in [*self.everybody, *self.built.admins] if person.nip == self.last_by]
        by = make.actor(last[0] if last and what.who % 4 else self.pick(what.who))
        with taking_back(DailyProcess, self.last_task, by=by, at=self.now()):
            pass
        assert by.nip == self.last_by
        assert self.before_last is not None
        self.votes, self.before_last = self.before_last, None
        return None

    def _reassign(self, what: Happening) -> None:
        items = self.items
        beside = [peer.employee for peer in peers_for(items[0], make.A_MONDAY)] if items and what.other % 2 else []
        among = beside or self.everybody
        to, by = among[what.other // 2 % len(among)], make.actor(self.pick(what.who))
        reassign(task_id=self._task(), to=to, by=by, reason=REASON, at=self.now())
        self.before_last = None

    def _hand_over(self, what: Happening) -> bool:
        items = self.items
        if not items:
            return False
        item = items[what.who % len(items)]
        to = self.everybody[what.other % len(self.everybody)]
        by = make.actor(self.built.admins[0] if what.who % 4 else self.author)
        (result,) = hand_over(item_ids=[item.pk], to=to, by=by, reason=REASON, at=self.now())
        if result.done:
            assert by.nip != self.author.nip or to != self.author
            self.before_last = None
        return result.done

    def _claim(self, what: Happening) -> None:
        members = [*self.team, self.author]
        by = members[what.who % len(members)]
        claim(task_id=self._task(), by=make.actor(by), at=self.now())
        assert by != self.author
        self.before_last = None

    def _give_back(self, what: Happening) -> None:
        give_back(task_id=self._task(), by=make.actor(self.pick(what.who)), at=self.now())
        self.before_last = None

    def _move_version(self, what: Happening) -> bool:
        case = self.case
        by = make.actor(self.built.admins[0] if what.who % 4 else self.author)
        (result,) = move_version(case_ids=[case.pk], to=self.further, by=by, reason=REASON, at=self.now())
        if result.done:
            assert by.nip != self.author.nip
            self._moved(case)
        return result.done

    def _moved(self, old: DailyProcess) -> None:
        there = {tier.title: tier.number for tier in self.further.tiers.all()}
        numbers = {tier.number: there[tier.title] for tier in old.chain_version.tiers.all() if tier.title in there}
        waiting = next((item.tier for item in self.items if item.tier_id), None)
        self.plans = dict(zip(self.life.titles, self.life.tiers, strict=True))
        moved = self.votes.moved(numbers, waiting.number if waiting is not None else None)
        self.votes, self.before_last = replace(moved, seats=self.asked_now()), None

    def _task(self) -> int:
        items = self.items
        return items[0].task_id if items else self.last_task

    # ---- what must hold ----
    def those_who_decided(self, by, items: list[WorkItem]) -> frozenset[str]:
        """The actor with whoever delegated to them, by who stands where; the record says the same."""
        done = WorkItem.objects.get(pk__in=[item.pk for item in items], closing="DONE", closed_at=self.moment)
        row = Decision.objects.filter(verb__in=DECIDED, effective_at=self.moment).get()
        assert row.actor_nip == by.nip
        delegator = ""
        if not by.overrides and done.principal_id is None:
            assert done.owner_id == by.user.pk
        elif not by.overrides:
            post = self.number_of(done.principal_id)
            person = next(number for number, each in self.built.people.items() if each.nip == by.nip)
            holder = self.built.people.get(self.built.holders.get(post, -1))
            assert self.built.stands_for(person, post) is not None, (person, post)
            assert holder != self.author, "somebody decided in the author's own post"
            if self.built.holders.get(post) != person and self.built.acting.get(post) != person:
                delegator = holder.nip
        assert row.details.get("principal_nip", "") == delegator
        return frozenset({by.nip, delegator} - {""})

    def assert_may(self, people: frozenset[str], case: DailyProcess, tier: Tier, *, overrides: bool) -> None:
        """Not the author; nobody who carries another tier; nobody a second time in one committee."""
        assert self.author.nip not in people
        if not case.chain_version.same_person_may_decide_twice:
            assert not people & self.votes.barred(), (tier.number, self.votes)
        if tier.mode != "ONE":
            assert not people & self.votes.voters(), (tier.number, self.votes)

    def needed(self, tier: Tier) -> int:
        """How many people have to approve at the tier; of a parked one, whoever took it up alone."""
        plan = self.plans[tier.title]
        if not self.votes.seats:
            return 1
        return {"ONE": 1, "ALL": self.votes.seats}.get(plan.mode, plan.quorum)

    def assert_sound(self) -> None:
        """What holds after everything that happens."""
        case, items = self.case, self.items
        if case.status == "DONE":
            assert not items
        else:
            assert len({item.task_id for item in items}) == 1, "a case waits, and nobody is asked"
        asked = next((item.tier for item in items if item.tier_id), None)
        assert all(item.owner_id != self.author.user_id for item in items if item.tier_id)
        assert len(votes_of(case)) == self.votes.decided
        if asked is not None:
            voices = {frozenset(vote.people) for vote in votes_now(case, asked.number)}
            assert voices == {people for _, people in self.votes.voices}
