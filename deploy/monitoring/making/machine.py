"""What the processes run on."""

from typing import Final

from deploy.monitoring.making.boards import INFRASTRUCTURE
from deploy.monitoring.making.rule import Alert, Group, Severity

DISK: Final = "min by (job, instance, folder) (oddiya_disk_free_bytes / oddiya_disk_size_bytes)"
MEMORY: Final = "max by (job, instance, scope) (oddiya_memory_used_bytes / oddiya_memory_limit_bytes)"


def cpu(which: str) -> str:
    """Return how great a part of what they may use of the CPU is used by those that are meant."""
    used = f"rate(oddiya_cpu_seconds_total{{{which}}}[5m])"
    return f"max by (job, instance, scope) ({used} / oddiya_cpu_limit_cores{{{which}}})"


def _cpu_high(which: str, severity: Severity, about: str) -> Alert:
    return Alert(
        name="CpuHigh",
        expr=f"{cpu(which)} > 0.8",
        lasting="10m",
        severity=severity,
        summary="{{ $labels.job }} uses {{ $value | humanizePercentage }} of its CPU",
        description=(
            "For 10 minutes {{ $labels.instance }} of {{ $labels.job }} has used more than 80 % of the CPU that its "
            f"{{{{ $labels.scope }}}} has. {about}"
        ),
        page="machine",
        board=INFRASTRUCTURE,
    )


ALERTS: Final = Group(
    name="oddiya-machine-alerts",
    rules=(
        Alert(
            name="DiskLow",
            expr=f"{DISK} < 0.1",
            lasting="2m",
            severity="critical",
            summary="The disk of {{ $labels.job }} has {{ $value | humanizePercentage }} left",
            description=(
                "For 2 minutes less than 10 % of the disk that has the folder {{ $labels.folder }} of "
                "{{ $labels.instance }} have been free. When it is full, no film is made."
            ),
            page="machine",
            board=INFRASTRUCTURE,
        ),
        _cpu_high('job!="worker"', "warning", "Answers become slow."),
        _cpu_high('job="worker"', "info", "A worker that has orders is meant to be busy; look at the queue."),
        Alert(
            name="MemoryHigh",
            expr=f"{MEMORY} > 0.85",
            lasting="5m",
            severity="warning",
            summary="{{ $labels.job }} uses {{ $value | humanizePercentage }} of its memory",
            description=(
                "For 5 minutes {{ $labels.instance }} of {{ $labels.job }} has used more than 85 % of the memory that "
                "its {{ $labels.scope }} has. At 100 % it is killed, and with it what it was doing."
            ),
            page="machine",
            board=INFRASTRUCTURE,
        ),
    ),
)
