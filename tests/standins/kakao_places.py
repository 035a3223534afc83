"""What the stand-in of Kakao Local knows: the gazetteer's places as Kakao would list them, with their car parks."""

from collections.abc import Iterator
from functools import cache
from zlib import crc32

from attrs import frozen

from adapters.gazetteer.gazetteer import Gazetteer
from adapters.wire.destinations.directory import DestinationDirectory
from core.planning.model.place import Category, Place

# Of each of our categories, Kakao's group and path.
LISTED: dict[Category, tuple[str, str]] = {
    "history": ("AT4", "여행 > 관광,명소 > 문화유적"),
    "nature": ("AT4", "여행 > 관광,명소 > 산"),
    "beach": ("AT4", "여행 > 관광,명소 > 해수욕장,해변"),
    "park": ("AT4", "여행 > 공원 > 도시근린공원"),
    "view": ("AT4", "여행 > 관광,명소 > 전망대"),
    "museum": ("CT1", "문화,예술 > 문화시설 > 박물관"),
    "art": ("CT1", "문화,예술 > 문화시설 > 미술관"),
    "culture": ("AT4", "여행 > 관광,명소 > 테마거리"),
    "market": ("", "가정,생활 > 시장 > 전통시장"),
    "food": ("FD6", "음식점 > 한식"),
    "cafe": ("CE7", "음식점 > 카페 > 커피전문점"),
    "shopping": ("", "가정,생활 > 백화점"),
    "activity": ("AT4", "여행 > 관광,명소 > 케이블카"),
    "nightlife": ("FD6", "음식점 > 술집 > 실내포장마차"),
    "family": ("AT4", "여행 > 관광,명소 > 테마파크"),
    "lodging": ("AD5", "여행 > 숙박 > 호텔"),
}
GROUP_NAMES = {
    "MT1": "대형마트", "CS2": "편의점", "PS3": "어린이집,유치원", "SC4": "학교", "AC5": "학원", "PK6": "주차장",
    "OL7": "주유소,충전소", "SW8": "지하철역", "BK9": "은행", "CT1": "문화시설", "AG2": "중개업소", "PO3": "공공기관",
    "AT4": "관광명소", "AD5": "숙박", "FD6": "음식점", "CE7": "카페", "HP8": "병원", "PM9": "약국",
}  # fmt: skip
# What the address search knows besides: province, county, and where its middle is.
REGIONS = (
    ("강원특별자치도", "양양군", 38.0754, 128.6190),
    ("전라남도", "해남군", 34.5733, 126.5990),
    ("충청남도", "태안군", 36.7456, 126.2979),
    ("경상남도", "남해군", 34.8377, 127.8925),
    ("충청북도", "단양군", 36.9847, 128.3655),
)


@frozen(kw_only=True)
class Listed:
    """A place as Kakao lists it."""

    number: str
    name: str
    path: str
    group: str
    lat: float
    lng: float
    address: str

    @property
    def said(self) -> str:
        """All words that a search by keyword finds it by."""
        return f"{self.name} {self.path} {self.address} {'맛집' if self.group == 'FD6' else ''}"


@cache
def listed_places() -> tuple[Listed, ...]:
    """Return everything that is listed, what is known best first."""
    gazetteer = Gazetteer()
    places = [place for key in DestinationDirectory.bundled().by_key for place in gazetteer.places_of(key).values()]
    return tuple(one for place in places for one in _listed(place))


def _listed(place: Place) -> Iterator[Listed]:
    group, path = LISTED[place.category]
    name, address, point = place.names.ko, place.address, place.point
    number = crc32(place.place_id.encode())
    yield Listed(number=str(number), name=name, path=path, group=group, lat=point.lat, lng=point.lng, address=address)
    if group == "AT4":
        yield Listed(
            number=str(number + 1),
            name=f"{name} 주차장",
            path="교통,수송 > 교통시설 > 주차장",
            group="PK6",
            lat=point.lat + 0.0004,
            lng=point.lng,
            address=address,
        )
