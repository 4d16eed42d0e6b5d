"""What a person may ask of the store: that no post of theirs stays in it, nor comes back."""

from dataclasses import dataclass, field
from pathlib import Path

from etl.intake.pseudonyms import secret
from etl.reactions import store
from etl.reactions.identity import author_name
from etl.reactions.values import author_key, network_of
from etl.stores import locked


@dataclass(frozen=True)
class Removed:
    """What came of a request: `looked_for` in words, how many posts went, under how many other names of the same
    author, and on which networks the same name has posts too."""

    looked_for: str
    gone: int
    joined: int = 0
    elsewhere: dict[str, int] = field(default_factory=dict)


def delete_author(root: Path, network: str, author: str, key: str = "") -> Removed:
    """Remove every post of an author, under each name that a file gave together with this one, and note the request.

    `author` may be a number, a did, a handle or the address of a profile; `key` is the pseudonym instead. The names'
    pseudonyms are noted, so that no file brings the posts back.
    """
    with locked(root):
        pseudonymous = secret(root)
        on = network_of(network)
        name = author_name(on, author)
        wanted = {key} if key else {author_key(pseudonymous, on, one) for one in (name, author.strip().lower())}
        wanted = {one for one in wanted if one}
        asked = len(wanted)
        elsewhere: dict[str, int] = {}
        while True:  # a name leads to a number, the number to an older name
            also = store.names_beside(root, wanted)
            if also <= wanted:
                break
            wanted |= also
        gone = store.forget(root, lambda row: row["author_key"] in wanted or row.get("author_also_key") in wanted)
        book = store.ledger(root)
        book["objections"] = sorted({*book["objections"], *wanted})
        store.write_ledger(root, book)
        if not key:
            for other, count in store.authors_by_network(root).items():
                same = author_key(pseudonymous, other[0], author_name(other[0], author))
                if other[0] != on and other[1] == same:
                    elsewhere[other[0] or "no stated network"] = count
        looked_for = f"the pseudonym {key}" if key else f"{name or author} on {on or 'no stated network'}"
        return Removed(looked_for, gone, len(wanted) - asked, elsewhere)
