"""A program that closes a year, to be killed: `python -m tests.ledger.closer CLOSE`."""

import sys

import django


def main(key: int) -> None:
    """Write what was decided, saying each book once it stands."""
    django.setup()
    from django.utils import timezone

    from khuyencong.ledger.actions import closing as actions
    from khuyencong.ledger.lifecycle import closing
    from khuyencong.ledger.models import YearClose
    from khuyencong.organisations.queries import operator

    def told(line, **how):
        done = actions.write_line(line, **how)
        sys.stdout.write(f"{line.book_id}\n")
        sys.stdout.flush()
        return done

    closing.write_line = told
    closing.run_closing(YearClose.objects.get(pk=key), by=operator(), at=timezone.now())


if __name__ == "__main__":
    main(int(sys.argv[1]))
