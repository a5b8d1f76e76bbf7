"""Whether the ledger still says what the trail told when each posting was written.

The triggers refuse every change; who owns the file of a database can put them aside. The trail is a chain of
hashes, verified by itself, so that a row written past both is found by comparing the two.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from khuyencong.ledger.models import Posting
from khuyencong.ledger.queries.checking import Broken
from khuyencong.workflow.models import Event

AT_ONCE = 2_000


def untold() -> Iterator[Broken]:
    """Postings of which the trail says nothing, or something else."""
    rows = Posting.objects.order_by("pk").prefetch_related("transfers").iterator(AT_ONCE)
    while part := list(islice(rows, AT_ONCE)):
        yield from untold_of(part)


def untold_of(postings: Sequence[Posting]) -> Iterator[Broken]:
    """The same of some of them; one SELECT."""
    keys = [str(each.pk) for each in postings]
    events = Event.objects.filter(dossier_kind="posting", dossier_key__in=keys, name__startswith="ledger.")
    told = {event.dossier_key: json.loads(event.after) for event in events.order_by("-sequence")}
    for each in postings:
        said = told.get(str(each.pk))
        if said is None:
            yield Broken(where=f"bút toán {each.pk}", sentence="nhật ký không kể bút toán này.")
        elif changed := [name for name, value in standing(each).items() if said.get(name) != value]:
            named = ", ".join(NAMES[name] for name in changed)
            yield Broken(where=f"bút toán {each.pk}", sentence=f"khác với nhật ký lúc ghi: {named}.")


NAMES = {"key": "khóa", "effective_on": "ngày hiệu lực", "document": "chứng từ", "moves": "các dòng"}


def standing(posting: Posting) -> dict[str, Any]:
    """What stands now, spelled as the trail spells it."""
    rows = sorted(posting.transfers.all(), key=lambda each: each.position)
    return {
        "key": posting.key,
        "effective_on": posting.effective_on.isoformat(),
        "document": posting.document,
        "moves": [[each.book_id, each.out_of, each.into, each.amount] for each in rows],
    }
