"""The dashboard about what everything runs on."""

from typing import Final

from deploy.monitoring.making.board import Board, Variable
from deploy.monitoring.making.boards import INFRASTRUCTURE
from deploy.monitoring.making.machine import MEMORY, cpu
from deploy.monitoring.making.panel import Line, Panel, Row
from deploy.monitoring.making.words import JOBS

JOB: Final = 'job=~"$job"'
EACH: Final = "{{job}} {{instance}}"
DISK_USED: Final = "1 - max by (job, instance, folder) (oddiya_disk_free_bytes{%s} / oddiya_disk_size_bytes{%s})"

PROCESSES: Final = Row(
    title="Processes",
    panels=(
        Panel(
            title="Replicas",
            about="Of each service, those that tell their numbers.",
            lines=[Line(f"sum by (job) (up{{{JOBS}}})", "{{job}}")],
        ),
        Panel(
            title="Versions",
            about="How many replicas run which version; two of them while one takes the place of the other.",
            lines=[Line(f"count by (service, version) (oddiya_build_info{{{JOB}}})", "{{service}} {{version}}")],
        ),
        Panel(
            title="Up for",
            about="A line that falls is a restart.",
            lines=[Line(f"time() - max by (job, instance) (process_start_time_seconds{{{JOB}}})", EACH)],
            unit="s",
        ),
    ),
)
MACHINE: Final = Row(
    title="CPU, memory, disk",
    panels=(
        Panel(
            title="CPU",
            about="The part of what may be used, of the container where it has a limit. Above the line: CpuHigh.",
            lines=[Line(cpu(JOB), f"{EACH} {{{{scope}}}}")],
            unit="percentunit",
            limit=0.8,
        ),
        Panel(
            title="Memory",
            about="The part of what may be used, of the container where it has a limit. Above the line: MemoryHigh.",
            lines=[Line(MEMORY, f"{EACH} {{{{scope}}}}")],
            unit="percentunit",
            limit=0.85,
        ),
        Panel(
            title="Disk",
            about="What is used of the disks of ODDIYA_HOME and ODDIYA_WORK_DIR. Above the line: DiskLow.",
            lines=[Line(DISK_USED.replace("%s", JOB), f"{EACH} {{{{folder}}}}")],
            unit="percentunit",
            limit=0.9,
        ),
        Panel(
            title="Memory of the process",
            about="Without the programs that it starts, such as FFmpeg.",
            lines=[Line(f"process_resident_memory_bytes{{{JOB}}}", EACH)],
            unit="bytes",
        ),
        Panel(
            title="Open files",
            about="The part of as many as a process may have open; connections are files too.",
            lines=[Line(f"process_open_fds{{{JOB}}} / process_max_fds{{{JOB}}}", EACH)],
            unit="percentunit",
        ),
        Panel(
            title="Garbage",
            about="Collections of the oldest generation in a second: each stops the process for a moment.",
            lines=[
                Line(
                    f'rate(python_gc_collections_total{{{JOB},generation="2"}}[$__rate_interval])',
                    EACH,
                )
            ],
            unit="ops",
        ),
    ),
)
GATEWAY: Final = Row(
    title="Gateway",
    panels=(
        Panel(
            title="Connections of clients",
            about="Of all gateways together.",
            lines=[Line("sum(oddiya_gateway_client_connections)", "connections")],
        ),
        Panel(
            title="Connections to services",
            about="Lent: a request is under way on them.",
            lines=[Line("sum by (service, state) (oddiya_gateway_upstream_connections)", "{{service}} {{state}}")],
        ),
        Panel(
            title="Services given up",
            about="1 while a gateway does not ask a service that it could not reach. For 2 minutes: ServiceGivenUp.",
            lines=[Line("max by (service) (oddiya_gateway_upstream_given_up)", "{{service}}")],
        ),
        Panel(
            title="Streams",
            about="Event streams and WebSockets that are open.",
            lines=[Line("sum by (service) (oddiya_gateway_streams)", "{{service}}")],
        ),
        Panel(
            title="Requests under way",
            about="In each service, when it was asked.",
            lines=[Line(f"sum by (job) (http_server_active_requests{{{JOB}}})", "{{job}}")],
        ),
        Panel(
            title="Workers of the gateway",
            about="Where it runs as several: 0 for one that did not tell its numbers in time.",
            lines=[Line("min by (instance, worker) (oddiya_gateway_worker_up)", "{{instance}} {{worker}}")],
        ),
    ),
)
BOARD: Final = Board(
    uid=INFRASTRUCTURE,
    title="Oddiya: infrastructure",
    about="What everything runs on: processes, CPU, memory, disks, and the connections of the gateway.",
    variables=(Variable(name="job", label="Service", query="label_values(oddiya_build_info, job)"),),
    rows=(PROCESSES, MACHINE, GATEWAY),
)
