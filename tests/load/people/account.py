"""What people do about themselves: their profile, sessions, devices, and how they are told."""

from secrets import randbelow
from typing import Final

from tests.load.people.person import Person, a_name

ME: Final = "/api/v1/users/me"
PREFERENCES: Final = "/api/v1/notices/preferences"
PASSWORD: Final = "a boat to Jeju in May"


def sign_in(person: Person) -> None:
    """Sign in anew with the provider."""
    person.sign_in()


def renew(person: Person) -> None:
    """Exchange the refresh token for the next pair, as the app does every hour."""
    grant = {"grant_type": "refresh_token", "refresh_token": person.tokens["refresh_token"]}
    told = person.ask("POST", "/oauth2/token", json=grant)
    if told.status_code == 200:
        person.tokens = told.json()


def register(person: Person) -> None:
    """Register with a password, beside the account at the provider."""
    about = {"email": _by_password(person), "password": PASSWORD, "name": "Mina"}
    person.ask("POST", "/api/v1/auth/register", json=about)


def sign_in_with_password(person: Person) -> None:
    """Sign in with the password, and out again."""
    told = person.ask("POST", "/api/v1/auth/login", json={"email": _by_password(person), "password": PASSWORD})
    if told.status_code == 200:
        person.ask("POST", "/api/v1/auth/logout", json={"refresh_token": told.json()["refresh_token"]})


def read_profile(person: Person) -> None:
    """Look at oneself."""
    person.ask("GET", ME)


def edit_profile(person: Person) -> None:
    """Change one's name."""
    person.edit(ME, {"name": a_name()})


def list_sessions(person: Person) -> None:
    """Look where one is signed in."""
    person.ask("GET", "/api/v1/sessions")


def read_notices(person: Person) -> None:
    """Look what has happened."""
    person.ask("GET", "/api/v1/notices?limit=20")


def choose_channels(person: Person) -> None:
    """Have letters, or have none."""
    person.edit(PREFERENCES, {"mail": randbelow(2) == 0})


def register_device(person: Person) -> None:
    """Register the telephone, as the app does when it starts."""
    person.ask("POST", "/api/v1/devices", json={"platform": "android", "token": f"of-{person.email}"})


def _by_password(person: Person) -> str:
    return f"by-password-{person.email}"
