"""How colours that sRGB lacks, and light that is brighter than white, become colours of sRGB.

HDR follows ITU-R BT.2100 (its two curves), BT.2408 (white is 203 cd/m²) and BT.2390 (how highlights are compressed).
"""

from array import array
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import exp
from typing import Final

from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorTrc

from adapters.pyav.looking import Look

LEVEL: Final = 6
GRID, SIDE = LEVEL**2, LEVEL**3  # steps of red, green and blue, and the sides of a picture that has all their mixtures
DEEP: Final = "gbrp16le"  # red, green and blue of 16 bits
TICK: Final = Fraction(1, 1000)
WHITE, PEAK = 203.0, 1000.0  # cd/m²: what becomes white at most, and what is the brightest that is told apart
M1, M2, C1, C2, C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128  # SMPTE ST 2084
HLG_A, HLG_B, HLG_C, SYSTEM_GAMMA = 0.17883277, 0.28466892, 0.55991073, 1.2
SDR_GAMMA: Final = 2.4
LINEAR: Final = 0.0031308  # below which sRGB's curve is a line

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]
OF_2020: Final[Matrix] = (
    (1.660491, -0.587641, -0.072850),
    (-0.124550, 1.132900, -0.008349),
    (-0.018151, -0.100579, 1.118730),
)
OF_P3: Final[Matrix] = ((1.224940, -0.224940, 0.0), (-0.042057, 1.042057, 0.0), (-0.019638, -0.078636, 1.098274))
MATRICES: Final[Mapping[int, Matrix]] = {ColorPrimaries.SMPTE432: OF_P3, ColorPrimaries.SMPTE431: OF_P3}


def table(look: Look) -> VideoFrame:
    """Return the table of all colours as a picture: a Hald CLUT, in which red runs fastest, then green, then blue."""
    convert = _converter(look, [step / (GRID - 1) for step in range(GRID)])
    parts = array("H"), array("H"), array("H")
    for at in range(GRID**3):
        colour = convert(at % GRID, at // GRID % GRID, at // GRID**2)
        for values, part in zip(parts, colour, strict=True):
            values.append(round(part * 65535))
    picture = VideoFrame(SIDE, SIDE, DEEP)
    for plane, values in zip(picture.planes, parts, strict=True):
        rows = values.tobytes()
        row = 2 * SIDE
        padded = (rows[at : at + row].ljust(plane.line_size, b"\0") for at in range(0, len(rows), row))
        plane.update(b"".join(padded))
    picture.pts, picture.time_base = 0, TICK
    return picture


def _converter(look: Look, steps: list[float]) -> Callable[[int, int, int], Colour]:
    """Return what converts a colour, given by steps of its three parts."""
    matrix = MATRICES.get(look.primaries, OF_2020)
    if look.transfer == ColorTrc.SMPTE2084:
        light = [_of_pq(step) for step in steps]
        return lambda *at: _srgb(_mixed(matrix, _dimmed((light[at[0]], light[at[1]], light[at[2]]))))
    if look.transfer == ColorTrc.ARIB_STD_B67:
        scene = [_of_hlg(step) for step in steps]
        return lambda *at: _srgb(_mixed(matrix, _dimmed(_shown((scene[at[0]], scene[at[1]], scene[at[2]])))))
    plain = [step**SDR_GAMMA for step in steps]
    return lambda *at: _sdr(_mixed(matrix, (plain[at[0]], plain[at[1]], plain[at[2]])))


def _of_pq(signal: float) -> float:
    power = signal ** (1 / M2)
    return float(10000.0 * (max(power - C1, 0.0) / (C2 - C3 * power)) ** (1 / M1))


def _to_pq(light: float) -> float:
    power = (light / 10000.0) ** M1
    return float(((C1 + C2 * power) / (1 + C3 * power)) ** M2)


def _of_hlg(signal: float) -> float:
    """Return the light of the scene, of 1."""
    if signal <= 0.5:  # noqa: PLR2004 - where the curve's two parts meet
        return signal * signal / 3
    return (exp((signal - HLG_C) / HLG_A) + HLG_B) / 12


def _shown(scene: Colour) -> Colour:
    """Return the light of a screen that is as bright as is usual."""
    bright = 0.2627 * scene[0] + 0.6780 * scene[1] + 0.0593 * scene[2]
    gain = PEAK * bright ** (SYSTEM_GAMMA - 1)
    return scene[0] * gain, scene[1] * gain, scene[2] * gain


def _dimmed(light: Colour) -> Colour:
    """Return light of 1 at most, from highlights down to those that are white, with its hue."""
    most = max(light)
    if most <= 0:
        return 0.0, 0.0, 0.0
    gain = _compressed(most) / most / WHITE
    return light[0] * gain, light[1] * gain, light[2] * gain


def _compressed(light: float) -> float:
    """Return how bright that is on a screen whose brightest is white: BT.2390, 5.4."""
    top = _to_pq(PEAK)
    signal, most = min(1.0, _to_pq(light) / top), _to_pq(WHITE) / top
    knee = 1.5 * most - 0.5
    if signal < knee:
        return light
    along = (signal - knee) / (1 - knee)
    square, third = along**2, along**3
    bent = (2 * third - 3 * square + 1) * knee + (third - 2 * square + along) * (1 - knee)
    return _of_pq((bent + (3 * square - 2 * third) * most) * top)


def _mixed(matrix: Matrix, light: Colour) -> Colour:
    red, green, blue = (sum(part * of for part, of in zip(row, light, strict=True)) for row in matrix)
    return red, green, blue


def _srgb(light: Colour) -> Colour:
    red, green, blue = _each(light, lambda part: 12.92 * part if part <= LINEAR else 1.055 * part ** (1 / 2.4) - 0.055)
    return red, green, blue


def _sdr(light: Colour) -> Colour:
    red, green, blue = _each(light, lambda part: part ** (1 / SDR_GAMMA))
    return red, green, blue


def _each(light: Colour, curve: Callable[[float], float]) -> Iterator[float]:
    return (curve(min(1.0, max(0.0, part))) for part in light)
