"""What a meter tells, to compare with what a test expects."""

from ports.meter import Meter


def told_by(meter: Meter, prefix: str) -> dict[str, float]:
    """Return the samples whose names begin so, with their labels, as they are written."""
    lines = [line for line in meter.exposition().decode().splitlines() if line.startswith(prefix)]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}
