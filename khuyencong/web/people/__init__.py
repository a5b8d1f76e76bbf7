"""Pages about accounts: an administrator's desks and people, invitations, registrations. No dossiers."""
