"""What the README shows works as it stands there."""

import re
import subprocess
from pathlib import Path

from tests.e2e.test_up import up
from tests.processes import ROOT, clean_environment


def commands_of(heading: str) -> str:
    """Return the shell commands of a section."""
    section = (ROOT / "README.md").read_text().split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    (commands,) = re.findall(r"```sh\n(.*?)```", section, flags=re.DOTALL)
    return str(commands)


def test_signing_in_with_curl_works_as_the_readme_shows(tmp_path: Path) -> None:
    with up(tmp_path / "home") as (_, url):
        walked = subprocess.run(
            ["bash", "-eu", "-c", commands_of("Sign in").replace("http://127.0.0.1:8080", url)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=clean_environment({}),
            timeout=60,
        )
    assert walked.returncode == 0, walked.stderr
    assert '"id":"dev"' in walked.stdout
    assert '"email":"mina@example.com","email_verified":true' in walked.stdout
    assert '"name":"Mina","locale":"ko","home_currency":"EUR"' in walked.stdout
    assert '"current":true' in walked.stdout
    assert '"code":"invalid-token"' in walked.stdout
    assert re.findall(r"^204$", walked.stdout, flags=re.MULTILINE) == ["204", "204"]
    assert '"code":"invalid-credentials"' in walked.stdout
    assert (tmp_path / "mina.zip").read_bytes().startswith(b"PK")
