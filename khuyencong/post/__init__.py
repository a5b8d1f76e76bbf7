"""Work that nobody waits for: background jobs and their timetable, mail, reminders, exports, the calendar feed.

In here: leases and slots of the queue, the outbox, who gets which letter when, secret addresses of calendars,
results of long exports, keys of programs and what was answered to them, the rows of swapped working days. Not
in here: what a dossier means, whether a deadline is right (rules), pages (web). Looks down at organisations and
workflow.
"""
