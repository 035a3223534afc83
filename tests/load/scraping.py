"""The numbers that the processes keep themselves, as they were before and after."""

from collections.abc import Mapping
from urllib.error import URLError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

Numbers = dict[str, float]
KINDS = ("counter", "histogram")


def numbers_of(exposition: str) -> Numbers:
    """Return every count and every sum, by its name and labels."""
    return {
        f"{sample.name}{_labels(sample.labels)}": sample.value
        for family in text_string_to_metric_families(exposition)
        if family.type in KINDS
        for sample in family.samples
        if not sample.name.endswith(("_bucket", "_created"))
    }


def scraped(urls: Mapping[str, str]) -> dict[str, Numbers]:
    """Ask all processes; one that does not answer has no numbers."""
    return {name: _numbers_at(f"{url}/metrics") for name, url in urls.items()}


def difference(before: Numbers, after: Numbers) -> Numbers:
    """Return what has been counted in between, without what has not changed."""
    return {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}


def _labels(labels: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{name}={value}" for name, value in sorted(labels.items())) + "}"


def _numbers_at(url: str) -> Numbers:
    try:
        with urlopen(url, timeout=10) as answer:
            return numbers_of(answer.read().decode())
    except (URLError, OSError):
        return {}
