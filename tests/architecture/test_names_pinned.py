"""Names that are stored in every office's database: a change here needs a data migration, and its test.

viewflow stores flows and nodes by name, decisions their verb, chains their process and rule. A rename that only the
code knows leaves open tasks behind that nobody can open.
"""

from workflows.approvals.models import ProcessCode, Tier
from workflows.assessment.models import Assessment
from workflows.audit.verbs import Verb
from workflows.engine.models import TieredCase, WorkItem
from workflows.engine.registry import FLOWS
from workflows.engine.service_changes import JOB
from workflows.organization.actor import Channel
from workflows.organization.models import ActingAppointment, Leave, Role, ServiceEnd

LOOP = {"start", "more_tiers", "decide", "outcome", "end"}
FLOW_NAMES = {
    "skp": ("skp/flows.SkpFlow", {*LOOP, "revise", "revised"}),
    "targets": ("targets/flows.TargetFlow", {*LOOP, "revise"}),
    "daily": ("daily/flows.DailyReportFlow", {*LOOP, "correct", "corrected"}),
    "assessment": ("assessment/flows.AssessmentFlow", {*LOOP, "self_assess", "acknowledge"}),
    "objection": ("objection/flows.ObjectionFlow", LOOP),
}
VERBS = """
    SUBMIT APPROVE RETURN REJECT WITHDRAW ASK ANSWER CLAIM REASSIGN HAND_OVER DELEGATE ESCALATE REMIND SNOOZE TAKE_BACK
    SKIP OVERRIDE ANNUL ACKNOWLEDGE OBJECT DECIDE LAPSE SET AMEND OPEN CLOSE REOPEN LOCK PAY PUBLISH RETIRE MOVE_VERSION
    APPOINT IMPORT RECORD_OUTSIDE EXPORT ARCHIVE ERASE
"""


def test_flow_and_node_names_are_those_that_databases_hold():
    names = {code: (str(flow), {node.name for node in flow.instance.nodes()}) for code, flow in FLOWS.items()}

    assert names == FLOW_NAMES


def test_verbs_are_the_one_list():
    assert list(Verb.values) == VERBS.split()


def test_stored_codes_are_pinned():
    assert list(ProcessCode.values) == ["skp", "targets", "daily", "assessment", "objection"]
    assert list(Tier.Rule.values) == [
        "DIRECT_SUPERIOR", "SUPERIOR_OF_SUPERIOR", "UNIT_HEAD", "POSITION", "ROLE", "COMMITTEE",
    ]  # fmt: skip
    assert list(Tier.Mode.values) == ["ONE", "ALL", "QUORUM"]
    assert list(Tier.Overdue.values) == ["REMIND", "ESCALATE", "PASS_ON"]
    assert list(TieredCase.Outcome.values) == ["", "APPROVED", "RETURNED", "REJECTED", "WITHDRAWN", "LAPSED"]
    assert list(WorkItem.Closing.values) == ["DONE", "SKIPPED", "MOVED", "TAKEN_BACK"]
    assert list(Role.values) == ["HR_ADMIN", "PERFORMANCE_TEAM", "AUDITOR", "LEADER", "TECHNICAL_ADMIN"]
    assert list(ActingAppointment.Capacity.values) == ["PLT", "PLH"]
    assert list(ServiceEnd.Kind.values) == ["RETIRED", "DIED", "LEFT"]
    assert list(Leave.Kind.values) == ["LEAVE", "SICK", "DUTY", "GREAT", "UNPAID", "STUDY"]
    assert list(Assessment.Status.values) == [
        "OPEN", "SELF_ASSESSED", "RATED", "RETURNED", "RATIFIED", "OBJECTED", "FINAL", "CLOSED",
    ]  # fmt: skip
    assert JOB == "service_change"  # by which the record knows what followed an end of service
    assert [channel.value for channel in Channel] == ["PAGE", "BACKOFFICE", "IMPORT", "DEMO", "COMMAND", "JOB"]


def test_every_process_with_a_flow_has_a_chain_to_be_decided_by():
    assert set(FLOWS) == set(ProcessCode.values)
