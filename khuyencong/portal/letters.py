"""Wagtail's own letters: switched off. They leave at once, past the outbox, and mostly in English."""

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

SENDERS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def switch_off() -> None:
    """Nothing is sent when an article is handed in, sent back or published; the editor shows it."""
    for signal, sender, name in SENDERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
