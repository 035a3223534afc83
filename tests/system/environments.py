"""What each process is told, as a deployment tells it: what it reads, and nothing else."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Final

from attrs import frozen

from core.identity.model.dev_sign_in import CLIENT_ID, FOLDER
from tests.deploy.telling import ALWAYS, Telling
from tests.processes import ROOT, clean_environment
from tests.system.database import ROLES, Database

DEV_ISSUER: Final = "dev_issuer"
SIGNED_IN: Final = "http://127.0.0.1/signed-in"
WHERE: Final = {name: f"ODDIYA_{name.upper()}_URL" for name in ALWAYS}


@frozen(kw_only=True)
class Environments:
    """The environments of all processes of one system."""

    home: Path
    ports: Mapping[str, int]
    database: Database
    told: Mapping[str, str]

    def url(self, name: str) -> str:
        """Where a process is."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def of(self, name: str) -> dict[str, str]:
        """Return the environment of a process, or of a command."""
        if name == DEV_ISSUER:
            return self._of_dev_issuer()
        everything = {"ODDIYA_PROFILE": "aws", **self._shared(), **self._own(name), **self.told}
        telling = Telling(name=name, environment=everything)
        known = {"ODDIYA_PROFILE", *telling.known()}
        return {env: value for env, value in everything.items() if env in known}

    @property
    def _issuer(self) -> str:
        """Who signs people in; whoever puts something in front of the dev issuer says where that is."""
        return self.told.get("ODDIYA_OIDC_ISSUER", f"{self.url(DEV_ISSUER)}{FOLDER}")

    def _shared(self) -> dict[str, str]:
        return {
            "ODDIYA_PUBLIC_URL": self.url("gateway"),
            "ODDIYA_REDIRECT_URIS": SIGNED_IN,
            "ODDIYA_OIDC_ISSUER": self._issuer,
            "ODDIYA_OIDC_CLIENT_ID": CLIENT_ID,
            "ODDIYA_OIDC_TRUSTS_EMAIL": "true",
            "ODDIYA_DRAIN_SECONDS": "0",
            **{env: self.url(name) for name, env in WHERE.items() if name in self.ports},
        }

    def _own(self, name: str) -> dict[str, str]:
        own = {
            "ODDIYA_HOME": str(self.home / name),
            "PORT": str(self.ports.get(name, 0)),
        }
        return own | ({"ODDIYA_DATABASE_URL": self.database.url(ROLES[name])} if name in ROLES else {})

    def _of_dev_issuer(self) -> dict[str, str]:
        """It is somebody else's: it shares nothing with us."""
        return {
            "ODDIYA_PROFILE": "memory",
            "ODDIYA_HOME": str(self.home / DEV_ISSUER),
            "ODDIYA_PUBLIC_URL": self._issuer.removesuffix(FOLDER),
            "ODDIYA_REDIRECT_URIS": SIGNED_IN,
            "PORT": str(self.ports[DEV_ISSUER]),
        }


def fresh_secrets() -> dict[str, str]:
    """Return what an operator makes once for an installation."""
    return {
        "ODDIYA_SERVICE_SECRETS": token_hex(32),
        "ODDIYA_HOP_SECRETS": token_hex(32),
        "ODDIYA_SIGNING_KEY": token_hex(32),
        "ODDIYA_TOKEN_KEYS": _new_token_keys(),
    }


def _new_token_keys() -> str:
    told = clean_environment({"ODDIYA_PROFILE": "aws"}, measured=False)
    command = [sys.executable, "-m", "composition", "keys", "rotate"]
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=True).stdout
