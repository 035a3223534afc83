"""Elements of XML files, with nothing in them that XML cannot hold."""

from typing import Final
from xml.etree import ElementTree as ET

from entrypoints.planning.exports.clean_text import clean

INDENT: Final = "  "


def child(parent: ET.Element, tag: str, text: str | None = None, /, **attributes: str) -> ET.Element:
    """Add an element with its text."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = None if text is None else clean(text)
    return element


def document(root: ET.Element) -> bytes:
    """Write a file."""
    ET.indent(root, INDENT)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"
