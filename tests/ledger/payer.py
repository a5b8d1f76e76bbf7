"""A program that pays one đồng after another, to be killed: `python -m tests.ledger.payer BOOK FROM`."""

import sys

import django


def main(book: int, start: int) -> None:
    """Advance one đồng at a time under numbered keys, and say each number once it stands."""
    django.setup()
    from django.utils import timezone

    from khuyencong.ledger.actions import Said, post
    from khuyencong.organisations.queries import operator
    from khuyencong.rules.ledger import Kind, Move, Stage

    by, now = operator(), timezone.now()
    for number in range(start, start + 100_000):
        said = Said(
            kind=Kind.ADVANCE,
            key=f"pay-{number}",
            effective_on=now.date(),
            document="Thử",
            ceiling=10**12,
            ceiling_law="Thử",
        )
        move = Move(book=book, out_of=Stage.COMMITTED, into=Stage.ADVANCED, amount=1)
        post(said, [move], by=by, at=now)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
