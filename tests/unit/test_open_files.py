"""How many files a process may have open, and how many connections of clients a gateway takes for that."""

from tests.processes import python

ALLOWED = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 500))
from composition.open_files import allow_as_many_open_files_as_possible, most_open_files
for _ in range(2):
    print(most_open_files(), flush=True)
    allow_as_many_open_files_as_possible()
print(most_open_files(), *resource.getrlimit(resource.RLIMIT_NOFILE), flush=True)
"""
CONNECTIONS = """
import resource, sys
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
from composition.gateway.settings import GatewaySettings
from composition.settings import Settings
for soft in map(int, sys.argv[1:]):
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, max(hard, soft)))
    print(Settings.read().section(GatewaySettings).most_connections, flush=True)
"""


def test_a_process_may_open_as_many_as_the_system_lets_it() -> None:
    with python(ALLOWED, measured=True) as process:
        assert [process.line() for _ in range(3)] == ["64", "500", "500 500 500"]


def test_clients_have_three_quarters_of_the_files_up_to_a_limit() -> None:
    with python(CONNECTIONS, "400", "1024", "20000", measured=True) as process:
        assert [process.line() for _ in range(3)] == ["300", "768", "15000"]


def test_clients_have_as_many_as_the_operator_says() -> None:
    with python(CONNECTIONS, "400", environment={"ODDIYA_CONNECTIONS": "390"}, measured=True) as process:
        assert process.line() == "390"
