"""Retiring a chain: with a reason, by HR admins, and never the one that leaves nobody to decide."""

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories as make
from workflows.approvals.applying import chain_for
from workflows.approvals.models import ApprovalChain, ChainVersion
from workflows.approvals.retiring import retire
from workflows.audit.models import Decision
from workflows.organization.actor import Actor
from workflows.organization.models import Role
from workflows.rules.violation import RuleViolation

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.office()


@pytest.fixture
def hr(office):
    return make.with_role(Role.HR_ADMIN)


@pytest.fixture
def version():
    return make.chain("pelaksana", position_kind="EXECUTING")


def refused(error, match, **arguments):
    before = list(ChainVersion.objects.order_by("pk").values()), ChainVersion.history.count(), Decision.objects.count()
    with pytest.raises(error, match=match):
        retire(**arguments)
    after = list(ChainVersion.objects.order_by("pk").values()), ChainVersion.history.count(), Decision.objects.count()
    assert after == before


def test_retired_chain_leaves_its_posts_to_the_less_specific_one(office, hr, version):
    assert chain_for("daily", office.posts["staff"]) == version

    retire(by=make.actor(hr), version=version, reason="jabatan digabung")

    assert chain_for("daily", office.posts["staff"]).chain.code == "daily"
    told = Decision.objects.get()
    assert (told.verb, told.subject, told.reason) == (
        "RETIRE",
        f"approvals.ChainVersion#{version.pk}",
        "jabatan digabung",
    )
    assert version.history.latest().history_user == hr.user


def test_chain_for_everybody_stays(hr):
    for chain in ApprovalChain.objects.all():
        refused(
            RuleViolation, "tidak ada yang memutus", by=make.actor(hr), version=chain.versions.get(), reason="tutup"
        )


def test_only_what_is_in_force_is_retired(hr, version):
    retire(by=make.actor(hr), version=version, reason="x")
    draft = make.chain("lain", eselon="IV.a", publish=False)

    refused(RuleViolation, "tidak sedang berlaku", by=make.actor(hr), version=version, reason="lagi")
    refused(RuleViolation, "tidak sedang berlaku", by=make.actor(hr), version=draft, reason="x")


def test_retiring_needs_a_reason(hr, version):
    refused(RuleViolation, "Alasan", by=make.actor(hr), version=version, reason="  ")


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.PERFORMANCE_TEAM, Role.LEADER, Role.TECHNICAL_ADMIN])
def test_nobody_but_hr_admins_retires(version, role):
    person = make.with_role(role) if role else make.employee("Pegawai")

    refused(PermissionDenied, None, by=make.actor(person), version=version, reason="x")
    refused(PermissionDenied, None, by=Actor.system("tick"), version=version, reason="x")
