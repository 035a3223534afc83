"""The numbers about what a process runs on."""

from typing import Final

from ports.meter import Metric

CPU_SECONDS: Final = Metric(
    name="oddiya_cpu_seconds_total",
    kind="counter",
    help="CPU time used, by scope: container where that has a limit, with all that runs in it, else the machine.",
    labels=("scope",),
)
CPU_LIMIT: Final = Metric(
    name="oddiya_cpu_limit_cores",
    kind="gauge",
    help="How many cores may be used, parts of one included, by scope: container or machine.",
    labels=("scope",),
)
MEMORY_USED: Final = Metric(
    name="oddiya_memory_used_bytes",
    kind="gauge",
    help="Memory in use that cannot be had back for the asking, by scope: container or machine.",
    labels=("scope",),
)
MEMORY_LIMIT: Final = Metric(
    name="oddiya_memory_limit_bytes",
    kind="gauge",
    help="How much memory may be used, by scope: container or machine.",
    labels=("scope",),
)
DISK_FREE: Final = Metric(
    name="oddiya_disk_free_bytes",
    kind="gauge",
    help="Room that is left where a folder is: home (ODDIYA_HOME) or work (ODDIYA_WORK_DIR).",
    labels=("folder",),
)
DISK_SIZE: Final = Metric(
    name="oddiya_disk_size_bytes",
    kind="gauge",
    help="Room that there is where a folder is: home (ODDIYA_HOME) or work (ODDIYA_WORK_DIR).",
    labels=("folder",),
)
EVERY_ONE: Final = (CPU_SECONDS, CPU_LIMIT, MEMORY_USED, MEMORY_LIMIT, DISK_FREE, DISK_SIZE)
