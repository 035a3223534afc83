"""Makes pixels of any kind 8-bit sRGB without transparency."""

import io
from typing import Final

from PIL import Image, ImageCms

GROUND: Final = (22, 24, 29)
LARGEST_PROFILE: Final = 8 << 20  # bytes; the largest of printers have 3 MiB


def workable(image: Image.Image) -> Image.Image:
    """Return the pixels in a mode that can be made smaller without harm: L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        return _eight_bits(image)
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return workable pixels as RGB; what is transparent becomes the ground, and a broken profile is ignored."""
    if image.mode != "RGBA":
        return _managed(image, profile)
    ground = Image.new("RGB", image.size, GROUND)
    ground.paste(_managed(image.convert("RGB"), profile), mask=image.getchannel("A"))
    return ground


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return the upper half of 16 bits: Pillow's own conversion takes the lower, and white for all that is more."""
    return image.point(lambda value: value * (1 / 257) + 0.5).convert("L")


def _managed(image: Image.Image, profile: bytes | None) -> Image.Image:
    transform = _transform(profile, image.mode) if profile and len(profile) <= LARGEST_PROFILE else None
    if transform is None:
        return image.convert("RGB")
    return ImageCms.applyTransform(image, transform) or image


def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if mode == "RGB" and ImageCms.getProfileDescription(known).startswith("sRGB"):
            return None  # most are, and to make them what they are takes longer than to shrink them
        return ImageCms.buildTransform(known, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
