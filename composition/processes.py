"""Every process that `oddiya run` knows, in the order in which `oddiya up` starts them."""

from collections.abc import Mapping

from composition.auth.process import AUTH
from composition.dev_issuer import DEV_ISSUER
from composition.films.videos import VIDEOS
from composition.films.worker import WORKER
from composition.media import MEDIA
from composition.notices import NOTIFICATIONS
from composition.planning.agent import AGENT
from composition.planning.plans import PLANS
from composition.process import Process
from composition.users import USERS

PROCESSES: Mapping[str, Process] = {
    process.name: process for process in (USERS, AUTH, PLANS, AGENT, VIDEOS, WORKER, NOTIFICATIONS, DEV_ISSUER, MEDIA)
}
