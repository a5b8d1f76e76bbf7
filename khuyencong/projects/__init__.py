"""Projects (đề án): what an establishment wants, drafted, judged by the norms, appraised, selected, approved.

In here: drafts with their estimate, texts and papers, appraisal, selection and decision, plans of group
projects, contracts, progress, inspections, changes and outcomes. Not in here: what the law allows (that is
norms and `rules`), money as it is paid (the ledger), documents as files (paperwork). Looks down at industry,
norms, organisations, places and workflow.
"""
