"""Imports what the gateway will need, before workers are forked, so that they share the memory of it."""

from attrs import fields

from composition.gateway.container import GatewayPorts
from composition.opener import chosen_entry, import_adapter, needs_of, section_of
from composition.settings import Settings
from composition.web import WebPorts


def import_all(settings: Settings) -> None:
    """Import the adapters that the settings choose, and those that these need; nothing is opened."""
    wanted = {attribute.name for bundle in (GatewayPorts, WebPorts) for attribute in fields(bundle)}
    imported: set[str] = set()
    while wanted:
        port = wanted.pop()
        imported.add(port)
        section = section_of(import_adapter(chosen_entry(port, settings)))
        wanted |= set(needs_of(section).values()) - imported
