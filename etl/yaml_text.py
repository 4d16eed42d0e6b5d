"""How every YAML file is read: by libyaml where it is there, ten times as fast; no key twice, not too much."""

import re
from typing import Any

import yaml

DEEPEST = 50  # mappings and lists within each other; ours need ten
MOST = 500_000  # values, aliases written out; the largest of ours has some thousand
OPENED = re.compile(r"[\[\]{}]|(?:[-?:] +){3,}")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader that refuses a mapping with the same key twice: YAML would take the last without a word.

    A few lines of aliases of aliases stand for more values than any memory holds, and a file nested a hundred thousand
    times ends the program: both are refused with their line.
    """

    def __init__(self, stream: Any):
        if isinstance(stream, str):
            stop_at_depths(stream)
        super().__init__(stream)

    def get_single_node(self) -> yaml.Node | None:
        """The file's root; raises yaml.YAMLError where aliases make more of it than can be meant."""
        root = super().get_single_node()
        if root is not None:
            extent(root, {})
        return root

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if (key.tag, str(key.value)) in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' is there twice", key.start_mark
                )
            seen.add((key.tag, str(key.value)))
        return super().construct_mapping(node, deep)


def extent(node: yaml.Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """How many values a node is once its aliases are written out, and how deep; raises yaml.YAMLError for too many.

    What an alias stands for comes before it in the file, so that it is known, or holds the alias itself.
    """
    if id(node) not in known:
        known[id(node)] = (MOST + 1, 0)  # until it is known: what it holds may not be itself
        inner = node.value if isinstance(node, yaml.SequenceNode) else []
        if isinstance(node, yaml.MappingNode):
            inner = [one for pair in node.value for one in pair]
        found = [extent(one, known) for one in inner]
        known[id(node)] = (1 + sum(count for count, _ in found), 1 + max((depth for _, depth in found), default=0))
    count, depth = known[id(node)]
    if count > MOST or depth > 2 * DEEPEST:
        raise yaml.constructor.ConstructorError(
            None, None, "aliases (*name) make more of it than can be meant; write it out", node.start_mark
        )
    return count, depth


def stop_at_depths(text: str) -> None:
    """Raises yaml.YAMLError where more than DEEPEST brackets are open, or as many signs of lists begin a line."""
    depth = 0
    for found in OPENED.finditer(text):
        sign = found[0]
        many = sign.count(" ") and len(re.findall("[-?:]", sign))
        depth = depth if many else depth + 1 if sign in "[{" else max(0, depth - 1)
        if max(depth, many) > DEEPEST:
            line = text.count("\n", 0, found.start())
            mark = yaml.Mark("", found.start(), line, 0, None, 0)
            raise yaml.constructor.ConstructorError(None, None, f"more than {DEEPEST} levels within each other", mark)


LOADER = Loader
