"""People who order films of their photos, and watch them."""

from typing import ClassVar

from tests.load.people.making import list_films, list_templates, make_film
from tests.load.people.person import Person


class Filmer(Person):
    """Orders films."""

    tasks: ClassVar = {make_film: 1, list_films: 2, list_templates: 1}
