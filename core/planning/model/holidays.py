"""The lunar feasts on which much of Korea closes, as the Korea Astronomy and Space Science Institute reckons them."""

from datetime import date
from typing import Final

SEOLLAL: Final = {
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 7), 2028: date(2028, 1, 27),
    2029: date(2029, 2, 13), 2030: date(2030, 2, 3), 2031: date(2031, 1, 23), 2032: date(2032, 2, 11),
    2033: date(2033, 1, 31), 2034: date(2034, 2, 19), 2035: date(2035, 2, 8),
}  # fmt: skip
CHUSEOK: Final = {
    2025: date(2025, 10, 6), 2026: date(2026, 9, 25), 2027: date(2027, 9, 15), 2028: date(2028, 10, 3),
    2029: date(2029, 9, 22), 2030: date(2030, 9, 12), 2031: date(2031, 10, 1), 2032: date(2032, 9, 19),
    2033: date(2033, 9, 8), 2034: date(2034, 9, 27), 2035: date(2035, 9, 16),
}  # fmt: skip
# Between which days of any year the feasts, and the days before and after them, can fall.
AROUND: Final = {"seollal": ((1, 20), (2, 21)), "chuseok": ((9, 7), (10, 9))}
