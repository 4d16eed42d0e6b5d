"""When rows that could not be read would bend what is counted: then the whole file is refused, unless a person accepts.

A row is lost when a fault kept it out (not when a rule did: it was there already, its author asked not to be kept, the
service answered nothing). One in ten lost is too many; so is one in ten of a language, a month or a network when the
others lose fewer, because what is left speaks of the others only.
"""

from collections import Counter
from collections.abc import Mapping
from math import comb, sqrt

from etl.errors import GardefouError

TENTH = 0.1
FEWEST = 3  # rows lost in a group, below which nothing is said of it
BY_CHANCE = 0.01  # how likely a group's losses may be at the rate of the whole file before they count as selective
ACCEPT = "--accept-losses"


def check(
    name: str, rows: int, lost: int, groups: Mapping[str, tuple[Counter, Counter]], first: str, accept: bool
) -> list[str]:
    """The sentences to print of losses that a person accepted; [] when there is nothing to say.

    `rows` of the file `name`, `lost` of them through a fault. `groups`: for each aspect (language, month, network) how
    many rows of each value there were in all, and how many of those were lost; rows without a value are in none.
    `first` says where the first fault is and what. Raises GardefouError when too many or selected rows are lost and
    `accept` is false.
    """
    found = []
    if lost > TENTH * rows:
        found.append(f"{lost:,} of {rows:,} rows cannot be used")
    for aspect, (there, gone) in groups.items():
        found += [
            f"{gone[value]:,} of {there[value]:,} rows of the {aspect} {value} cannot be used, against "
            f"{lost:,} of {rows:,} in all"
            for value in sorted(gone, key=str)
            if is_selective(there[value], gone[value], rows, lost) and len(there) > 1
        ]
    if found and not accept:
        raise GardefouError(
            f"{name}: {'; '.join(found)}. What is left would speak of another population, so nothing was stored. "
            f"{'The first: ' + first + '. ' if first else ''}Mend the rows, or take the rest as it is with {ACCEPT}."
        )
    return found


def is_selective(there: int, gone: int, rows: int, lost: int) -> bool:
    """Whether a group lost more than a tenth of its rows, and more than chance gives at the rate of the whole file."""
    if gone < FEWEST or gone <= TENTH * there:
        return False
    rate = lost / rows
    if there > 1000:  # the normal tail: 2.33 deviations are one in a hundred
        return gone - there * rate > 2.33 * sqrt(there * rate * (1 - rate))
    return sum(comb(there, k) * rate**k * (1 - rate) ** (there - k) for k in range(gone, there + 1)) < BY_CHANCE


def nothing_loaded(name: str, rows: int, first: str = "") -> GardefouError:
    """What to say of a file of which not one row came in: exit code 1, and it is not remembered as loaded."""
    what = f"none of its {rows:,} rows can be used" if rows else "it has no rows"
    return GardefouError(f"{name}: {what}. Nothing was stored.{' The first: ' + first + '.' if first else ''}")
