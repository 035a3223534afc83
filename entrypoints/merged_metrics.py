"""Several expositions in the Prometheus text format put together to one."""

from collections.abc import Mapping

from attrs import define, field


@define
class Family:
    """What is told of one metric: each heading once, then the samples of all."""

    headings: dict[bytes, bytes] = field(factory=dict)
    samples: list[bytes] = field(factory=list)


Families = dict[bytes, Family]


def merged(expositions: Mapping[int, bytes]) -> bytes:
    """Put together what several workers tell, each sample labelled with its worker's number.

    They tell it as `Meter.exposition` does: headings stand before their samples, and there is no other comment. No
    metric has a label `worker` of its own.
    """
    families: Families = {}
    for worker, exposition in expositions.items():
        _sort(exposition, b'worker="%d"' % worker, families)
    lines = (line for family in families.values() for line in (*family.headings.values(), *family.samples))
    return b"".join(b"%b\n" % line for line in lines)


def _sort(exposition: bytes, label: bytes, families: Families) -> None:
    family = families.setdefault(b"", Family())
    for line in exposition.split(b"\n"):
        if line.startswith(b"#"):
            _, keyword, name, _ = line.split(b" ", 3)
            family = families.setdefault(name, Family())
            family.headings.setdefault(keyword, line)
        elif line:
            family.samples.append(_labelled(line, label))


def _labelled(sample: bytes, label: bytes) -> bytes:
    name, space, value = sample.partition(b" ")
    name, brace, labels = name.partition(b"{")
    if brace:
        return b"%b{%b,%b%b%b" % (name, label, labels, space, value)
    return b"%b{%b}%b%b" % (name, label, space, value)
