"""What the video service keeps about somebody, as other services ask for it."""

from typing import Final

from attrs import frozen

from core.video.use_cases.films.collect_films import CollectFilms
from entrypoints.data_files import DataFilesOut, data_files_out
from entrypoints.http.route import get
from entrypoints.video.ids import UserInPath

SERVICE: Final = "service"


@frozen(kw_only=True)
class FilmDataRoutes:
    """Personal data for an export."""

    collect_films: CollectFilms

    @get("/internal/videos/users/{user_id}/data", security=SERVICE, tags="users")
    async def get_film_data(self, user_id: UserInPath) -> DataFilesOut:
        """Show all films and frames of a user."""
        return data_files_out(await self.collect_films(user_id=user_id))
