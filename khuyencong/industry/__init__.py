"""The register of rural industrial establishments: who they are, where they make things, what support they had.

In here: establishments with sites, products, machines, figures by year, certificates and support received;
clusters and links of supply; surveys of needs; doubles, and merges with a second pair of eyes. Not in here:
support money as it is planned and paid (that is the ledger), how likely two rows are one (`rules`). Looks down
at norms, organisations, places, workflow.
"""
