"""Brings a release into a cluster, and takes it back if it does not hold.

    kubectl kustomize OVERLAY | python deploy/rollout.py URL

Settings and rules first, then the migration, then each process in its turn, then a look from outside (smoke.py). When
a process does not come up, or the look shows a fault, every process that was changed goes back to what it ran before:
the schemas stay, since the code of the last release runs on them. It needs Python and kubectl, and nothing else.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

# Who is asked comes before who asks; the gateway, which asks them all, comes last.
ORDER = ("users", "auth", "agent", "plans", "notifications", "videos", "media", "dev-issuer", "worker", "gateway")
AFTERWARDS = ("CronJob", "HorizontalPodAutoscaler", "ScaledObject")
SMOKE = Path(__file__).with_name("smoke.py")
REVISION = r"jsonpath={.metadata.annotations.deployment\.kubernetes\.io/revision}"
CONDITIONS = "jsonpath={.status.conditions[*].type}"
PAUSE = 2.0


class NotRolledOutError(Exception):
    """Why the release is not there; its text is one line for the operator."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One thing that is to be in the cluster."""

    kind: str
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """What kubectl reaches; nothing takes longer than `patience` seconds."""

    kubectl: Callable[..., str]
    patience: int

    def apply(self, manifests: Iterable[Manifest]) -> None:
        """Have these as they are written."""
        if text := "---\n".join(manifest.text for manifest in manifests):
            self.kubectl("apply", "--filename=-", given=text)

    def run(self, job: Manifest) -> None:
        """Carry out a job anew, and wait until it is done."""
        self.kubectl("delete", "job", job.name, "--ignore-not-found", "--wait")
        self.apply([job])
        self._finish(job.name)

    def _finish(self, job: str) -> None:
        deadline = time.monotonic() + self.patience
        while "Complete" not in (said := self.kubectl("get", "job", job, f"--output={CONDITIONS}")):
            if "Failed" in said or time.monotonic() > deadline:
                print(self.kubectl("logs", f"job/{job}", "--tail=50"))
                raise NotRolledOutError(f"the job {job} was not done")
            time.sleep(PAUSE)

    def revision(self, name: str) -> str:
        """Return which revision of a process is wanted; nothing where there is none yet."""
        return self.kubectl("get", "deployment", name, "--ignore-not-found", f"--output={REVISION}").strip()

    def wait_for(self, name: str) -> None:
        """Wait until a process runs as it is wanted, everywhere."""
        self.kubectl("rollout", "status", f"deployment/{name}", f"--timeout={self.patience}s")

    def take_back(self, name: str, revision: str) -> None:
        """Have a process run as it did."""
        self.kubectl("rollout", "undo", f"deployment/{name}", f"--to-revision={revision}")


def main() -> int:
    """Read the manifests from standard input and bring them into the cluster."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="where it is seen from outside, such as https://oddiya.example")
    parser.add_argument("--namespace", default="oddiya")
    parser.add_argument("--patience", type=int, default=1200, metavar="SECONDS", help="for each step")
    told = parser.parse_args()
    cluster = Cluster(kubectl=partial(kubectl, told.namespace), patience=told.patience)
    try:
        roll_out(cluster, manifests_in(sys.stdin.read()), seen_from_outside=lambda: smoke(told.url))
    except NotRolledOutError as refusal:
        print(f"rollout: {refusal}", file=sys.stderr)
        return 1
    return 0


def roll_out(cluster: Cluster, manifests: Sequence[Manifest], *, seen_from_outside: Callable[[], None]) -> None:
    """Bring in a release, step by step; take back what was changed when a step fails."""
    processes = in_order(manifest for manifest in manifests if manifest.kind == "Deployment")
    cluster.apply(manifest for manifest in manifests if manifest.kind not in {"Deployment", "Job", *AFTERWARDS})
    for job in (manifest for manifest in manifests if manifest.kind == "Job"):
        cluster.run(job)
    before = {process.name: cluster.revision(process.name) for process in processes}
    try:
        for process in processes:
            cluster.apply([process])
            cluster.wait_for(process.name)
            print(f"{process.name} is there", flush=True)
        cluster.apply(manifest for manifest in manifests if manifest.kind in AFTERWARDS)
        seen_from_outside()
    except NotRolledOutError:
        take_back(cluster, before)
        raise


def take_back(cluster: Cluster, before: dict[str, str]) -> None:
    """Have each process that was changed run as it did, the last changed first; one that was not there stays."""
    changed = [name for name, revision in before.items() if revision and cluster.revision(name) != revision]
    for name in reversed(changed):
        cluster.take_back(name, before[name])
    for name in reversed(changed):
        cluster.wait_for(name)
    print(f"taken back: {', '.join(reversed(changed)) or 'nothing'}")


def kubectl(namespace: str, *words: str, given: str = "") -> str:
    """Say something to the cluster, and return what it says."""
    command = ["kubectl", f"--namespace={namespace}", *words]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise NotRolledOutError(f"kubectl {' '.join(words)} failed")
    return done.stdout


def smoke(url: str) -> None:
    """Look at it from outside."""
    if subprocess.run([sys.executable, str(SMOKE), url], check=False).returncode:  # noqa: S603 - our own words
        raise NotRolledOutError("it does not look right from outside")


def in_order(processes: Iterable[Manifest]) -> Sequence[Manifest]:
    """Put processes in the order in which they are brought in."""
    found = list(processes)
    if strangers := [process.name for process in found if process.name not in ORDER]:
        raise NotRolledOutError(f"nobody said when to bring in {', '.join(strangers)}")
    return sorted(found, key=lambda process: ORDER.index(process.name))


def manifests_in(rendered: str) -> Sequence[Manifest]:
    """Take apart what kustomize writes, where kind and name stand in the first columns of their lines."""
    return [_manifest(text) for text in re.split(r"(?m)^---\n", rendered) if text.strip()]


def _manifest(text: str) -> Manifest:
    kind = re.search(r"(?m)^kind: (\S+)$", text)
    name = re.search(r"(?m)^metadata:\n(?:  .*\n)*?  name: (\S+)$", text)
    if kind is None or name is None:
        raise NotRolledOutError("a manifest has no kind or no name")
    return Manifest(kind=kind[1], name=name[1], text=text)


if __name__ == "__main__":
    sys.exit(main())
