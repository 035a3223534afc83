"""The lunar feasts on which much of Korea closes, as the Korea Astronomy and Space Science Institute reckons them."""

from datetime import date
from typing import Final

SEOLLAL: Final = {
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 7), 2028: date(2028, 1, 27),
    2029: date(2029, 2, 13), 2030: date(2030, 2, 3),
}  # fmt: skip
CHUSEOK: Final = {
    2025: date(2025, 10, 6), 2026: date(2026, 9, 25), 2027: date(2027, 9, 15), 2028: date(2028, 10, 3),
    2029: date(2029, 9, 22), 2030: date(2030, 9, 12),
}  # fmt: skip
