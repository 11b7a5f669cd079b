"""Work on many accounts, of which one that is faulty holds up no other."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, transaction

logger = logging.getLogger(__name__)

# What the data of an account, or the rules of segments, can do to a computation.
DATA_FAULTS = (DataError, IntegrityError, ValueError, ArithmeticError, LookupError)
FAULTY_AT_MOST = 20


@dataclass
class Done:
    changed: int = 0
    faulty: list[int] = field(default_factory=list)


def work_through(accounts: list[int], work: Callable[[list[int]], int]) -> Done:
    """Do the work, which returns how many rows changed, on all at once and where that fails on ever smaller parts.

    Raises what was raised for the last of many: then it is not the accounts that are at fault.
    """
    done, parts = Done(), [accounts]
    while parts:
        part = parts.pop()
        try:
            with transaction.atomic():
                done.changed += work(part)
        except DATA_FAULTS as error:
            if len(part) > 1:
                middle = len(part) // 2
                parts += [part[:middle], part[middle:]]
                continue
            if len(done.faulty) == FAULTY_AT_MOST:
                raise
            done.faulty += part
            logger.error("Account %d cannot be computed and keeps its metrics: %s", part[0], error)
    return done
