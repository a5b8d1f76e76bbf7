"""The public news site on Wagtail: articles, who writes and who publishes them, reader ratings, reading counts,
campaigns. Not here: money and the trail of dossiers (ledger, workflow); it reads published figures only.
"""
