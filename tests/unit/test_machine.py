"""What is told of CPU, memory and disks, as different machines and containers show it."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.samples import Sample

from adapters.prometheus.machine import MachineCollector

STAT = "cpu  100 0 100 9000 300 0 0 0 50 0\ncpu0 1 2 3\ncpu1 1 2 3\nintr 1\n"
MEMINFO = "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     400 kB\nHugePages_Total:       0\n"
MACHINE = {"proc/stat": STAT, "proc/meminfo": MEMINFO}
KIB = 1024
OWN = "sys/fs/cgroup/pod/own"
VERSION_2 = {
    f"{OWN}/cpu.max": "50000 100000\n",
    f"{OWN}/cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
    f"{OWN}/memory.max": f"{500 * KIB}\n",
    f"{OWN}/memory.current": f"{300 * KIB}\n",
    f"{OWN}/memory.stat": f"anon 1\ninactive_file {100 * KIB}\n",
}
VERSION_1 = {
    "proc/self/cgroup": "4:cpu,cpuacct:/own\n3:memory:/own\n1:name=systemd:/own\n",
    "sys/fs/cgroup/cpu/own/cpu.cfs_quota_us": "150000\n",
    "sys/fs/cgroup/cpu/own/cpu.cfs_period_us": "100000\n",
    "sys/fs/cgroup/cpu/own/cpuacct.usage": "2500000000\n",
    "sys/fs/cgroup/memory/own/memory.limit_in_bytes": f"{600 * KIB}\n",
    "sys/fs/cgroup/memory/own/memory.usage_in_bytes": f"{300 * KIB}\n",
    "sys/fs/cgroup/memory/own/memory.stat": f"total_inactive_file {50 * KIB}\n",
}
WHOLE = {"cpu": ("machine", 2.0, 2.0), "memory": ("machine", 600.0 * KIB, 1000.0 * KIB)}
Told = dict[str, tuple[str, float, float]]


@pytest.fixture(autouse=True)
def _hundred_ticks_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.prometheus.whole_machine.TICKS", 100)


def told_of(root: Path, files: dict[str, str]) -> Told:
    """Return, for CPU and memory, whose it is, what is used, and what may be."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    samples = {(one.name, one.labels["scope"]): one.value for one in collected(MachineCollector(root=root))}
    names = {"cpu": ("cpu_seconds_total", "cpu_limit_cores"), "memory": ("memory_used_bytes", "memory_limit_bytes")}
    return {
        what: (scope, samples[f"oddiya_{used}", scope], samples[f"oddiya_{limit}", scope])
        for what, (used, limit) in names.items()
        for scope in ("container", "machine")
        if (f"oddiya_{used}", scope) in samples
    }


def collected(collector: MachineCollector) -> list[Sample]:
    registry = CollectorRegistry()
    registry.register(collector)
    return [sample for family in registry.collect() for sample in family.samples]


def test_a_machine_tells_of_itself(tmp_path: Path) -> None:
    assert told_of(tmp_path, MACHINE) == WHOLE


def test_a_container_tells_of_itself_files_that_can_be_read_again_not_counted(tmp_path: Path) -> None:
    files = {**MACHINE, **VERSION_2, "proc/self/cgroup": "0::/pod/own\n"}
    assert told_of(tmp_path, files) == {"cpu": ("container", 2.5, 0.5), "memory": ("container", 200 * KIB, 500 * KIB)}


def test_a_container_that_sees_its_own_group_only_tells_of_that(tmp_path: Path) -> None:
    inside = {name.replace(OWN, "sys/fs/cgroup"): text for name, text in VERSION_2.items()}
    told = told_of(tmp_path, {**MACHINE, **inside, "proc/self/cgroup": "0::/\n"})
    assert told["cpu"] == ("container", 2.5, 0.5)
    assert told["memory"] == ("container", 200 * KIB, 500 * KIB)


def test_the_nearest_limit_counts(tmp_path: Path) -> None:
    files = {**MACHINE, **VERSION_2, "proc/self/cgroup": "0::/pod/own/deeper\n"}
    unlimited = {f"{OWN}/deeper/cpu.max": "max 100000\n", f"{OWN}/deeper/memory.max": "max\n"}
    assert told_of(tmp_path, {**files, **unlimited})["cpu"] == ("container", 2.5, 0.5)


def test_a_container_without_limits_tells_of_the_machine(tmp_path: Path) -> None:
    unlimited = {f"{OWN}/cpu.max": "max 100000\n", f"{OWN}/memory.max": "max\n"}
    assert told_of(tmp_path, {**MACHINE, **VERSION_2, **unlimited, "proc/self/cgroup": "0::/pod/own\n"}) == WHOLE


def test_groups_of_the_first_version_tell_the_same(tmp_path: Path) -> None:
    told = told_of(tmp_path, {**MACHINE, **VERSION_1})
    assert told == {"cpu": ("container", 2.5, 1.5), "memory": ("container", 250 * KIB, 600 * KIB)}


def test_groups_of_the_first_version_without_limits_tell_of_the_machine(tmp_path: Path) -> None:
    unlimited = {
        "sys/fs/cgroup/cpu/own/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/memory/own/memory.limit_in_bytes": "9223372036854771712\n",
    }
    assert told_of(tmp_path, {**MACHINE, **VERSION_1, **unlimited}) == WHOLE


def test_where_nothing_can_be_known_nothing_is_told(tmp_path: Path) -> None:
    assert told_of(tmp_path, {}) == {}
    assert told_of(tmp_path, {"proc/stat": "nonsense\n", "proc/meminfo": "MemTotal: none\n"}) == {}


def test_disks_are_told_of_where_there_is_a_folder(tmp_path: Path) -> None:
    folders = {"home": tmp_path, "work": tmp_path / "not" / "there"}
    samples = collected(MachineCollector(root=tmp_path, folders=folders))
    told = {(one.name, one.labels["folder"]): one.value for one in samples}
    assert set(told) == {("oddiya_disk_free_bytes", "home"), ("oddiya_disk_size_bytes", "home")}
    assert 0 < told["oddiya_disk_free_bytes", "home"] <= told["oddiya_disk_size_bytes", "home"]
