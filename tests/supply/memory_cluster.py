"""A cluster in memory, which understands what a rollout says to kubectl."""

from collections.abc import Sequence

from attrs import Factory, define

from deploy.rollout import Manifest, NotRolledOutError, manifests_in


@define(kw_only=True)
class MemoryCluster:
    """What runs in it, every revision of that, and what happened, in order; some processes do not come up."""

    revisions: dict[str, list[str]] = Factory(dict)
    happened: list[str] = Factory(list)
    sick: Sequence[str] = ()
    jobs_end: str = "Complete"

    def __call__(self, *words: str, given: str = "") -> str:
        """Do what kubectl would."""
        match words:
            case ("apply", *_):
                for manifest in manifests_in(given):
                    self._apply(manifest)
            case ("get", "job", *_):
                return self.jobs_end
            case ("get", "deployment", name, *_):
                return str(len(self.revisions[name])) if name in self.revisions else ""
            case ("rollout", "status", which, *_):
                self._refuse_if_sick(which.removeprefix("deployment/"))
            case ("rollout", "undo", which, to):
                self._undo(which.removeprefix("deployment/"), int(to.removeprefix("--to-revision=")))
            case _:
                assert words[0] in {"delete", "logs"}
        return ""

    def runs(self) -> dict[str, str]:
        """Return which text of each process runs."""
        return {name: revisions[-1] for name, revisions in self.revisions.items()}

    def _apply(self, manifest: Manifest) -> None:
        self.happened.append(f"{manifest.kind} {manifest.name}")
        if manifest.kind == "Deployment":
            revisions = self.revisions.setdefault(manifest.name, [])
            if revisions[-1:] != [manifest.text]:
                revisions.append(manifest.text)

    def _undo(self, name: str, revision: int) -> None:
        self.happened.append(f"undo {name}")
        self.revisions[name].append(self.revisions[name][revision - 1])

    def _refuse_if_sick(self, name: str) -> None:
        if name in self.sick and "new" in self.revisions[name][-1]:
            raise NotRolledOutError(f"{name} does not come up")
