"""What is true of the demo by design: its people, its products, and the effects that figures must bring to light."""

from dataclasses import dataclass

DAYS = 730  # the length of the history, ending today


@dataclass(frozen=True)
class Hardware:
    """A product; `share` of the deals, `logit` added to the odds of winning."""

    name: str
    series: str
    list_price: int
    share: float
    logit: float = 0.0
    launched_days_ago: int = 1500


@dataclass(frozen=True)
class Office:
    """A team of a regional office under its manager."""

    team: str
    office: str
    manager: str


@dataclass(frozen=True)
class Seller:
    """A representative; `weight` 0 has no deals yet, None draws it; `price` is the mean of price ÷ list price."""

    name: str
    team: str
    weight: float | None = None
    logit: float = 0.0
    price: float = 0.997


@dataclass(frozen=True)
class Churned:
    """An account that bought regularly and stopped so many days ago."""

    name: str
    sector: str
    stopped_days_ago: int


# A product that is won clearly less often.
WEAK_PRODUCT = "Lumen Studio"
PRODUCTS = [
    Hardware("Kestrel Start", "Kestrel", 540, 0.212),
    Hardware("Kestrel Plus", "Kestrel", 1_120, 0.157),
    Hardware("Kestrel Pro", "Kestrel", 4_760, 0.168, launched_days_ago=1200),
    Hardware("Kestrel Pro Plus", "Kestrel", 5_530, 0.110, launched_days_ago=900),
    Hardware("Lumen Mini", "Lumen", 60, 0.188, launched_days_ago=2000),
    Hardware(WEAK_PRODUCT, "Lumen", 3_420, 0.160, logit=-0.75, launched_days_ago=1000),
    Hardware("Titan 900", "Titan", 26_500, 0.005, launched_days_ago=800),
]

# A region whose business grows in each of the last quarters; the others stay level.
GROWING_OFFICE = "Pacific"
GROWTH_A_QUARTER = 1.25
GROWING_QUARTERS = 4  # before the current one
OFFICES = [
    Office("Boston", "North", "Harriet Lindqvist"),
    Office("Chicago", "North", "Omar Haddad"),
    Office("Atlanta", "South", "Renata Figueira"),
    Office("Dallas", "South", "Tobias Wren"),
    Office("Portland", GROWING_OFFICE, "Grace Okonkwo"),
    Office("Oakland", GROWING_OFFICE, "Mikael Strand"),
]

# One who wins clearly more, one clearly less, one who gives discounts, and the one whom visitors sign in as.
STRONG_SELLER = "Ingrid Solheim"
WEAK_SELLER = "Dexter Quill"
DISCOUNTING_SELLER = "Paloma Reyes"
VISITOR = "Nora Whitfield"
SELLERS = [
    Seller("Amos Birdwell", "Boston"),
    Seller("Beatrix Calloway", "Boston"),
    Seller("Cyrus Eldridge", "Boston"),
    Seller(STRONG_SELLER, "Boston", weight=1.7, logit=1.0),
    Seller("Leopold Varga", "Boston"),
    Seller("Tamsin Orchard", "Boston", weight=0.0),
    Seller("Delphine Moreau", "Chicago"),
    Seller("Ezra Fairbanks", "Chicago"),
    Seller("Fiona Gallard", "Chicago"),
    Seller("Gideon Marsh", "Chicago"),
    Seller("Hollis Pemberton", "Chicago"),
    Seller("Yusuf Demir", "Chicago"),
    Seller("Isadora Klein", "Atlanta"),
    Seller("Jasper Thorne", "Atlanta"),
    Seller(WEAK_SELLER, "Atlanta", weight=1.7, logit=-0.9),
    Seller("Kenji Morita", "Atlanta"),
    Seller("Lavinia Stroud", "Atlanta"),
    Seller("Winifred Ashe", "Atlanta", weight=0.0),
    Seller("Magnus Ferris", "Dallas"),
    Seller("Nadia Sokolova", "Dallas"),
    Seller(DISCOUNTING_SELLER, "Dallas", weight=1.7, price=0.85),
    Seller("Orson Blackwood", "Dallas"),
    Seller("Priya Raman", "Dallas"),
    Seller("Quentin Abara", "Dallas"),
    Seller(VISITOR, "Portland", weight=2.4),
    Seller("Rowan Tierney", "Portland"),
    Seller("Sabine Vogt", "Portland"),
    Seller("Thaddeus Boone", "Portland"),
    Seller("Uma Castellan", "Portland"),
    Seller("Zelda Norquist", "Portland", weight=0.0),
    Seller("Viktor Halloran", "Oakland"),
    Seller("Willa Prescott", "Oakland"),
    Seller("Xavier Duarte", "Oakland"),
    Seller("Yara Benning", "Oakland"),
    Seller("Zachary Ingersoll", "Oakland"),
]
DIRECTOR = "Constance Avery"
ANALYST = "Felix Nakamura"
ADMINISTRATOR = "Judith Arkwright"

CHURNED = [
    Churned("Tidewater Outfitters", "retail", 300),
    Churned("Quarrystone Medical", "medical", 325),
    Churned("Sablewood Studios", "entertainment", 350),
    Churned("Brackenfell Finance", "finance", 380),
    Churned("Ottermere Systems", "technology", 415),
    Churned("Larkspur Staffing", "employment", 450),
]
CHURNED_SHARE = 0.0065  # of all closed deals, each

# A parent and its subsidiaries that bought for the first time within the last 60 days.
NEW_GROUP = [
    ("Marlowe Vance Group", "services"),
    ("Marlowe Vance Retail", "retail"),
    ("Marlowe Vance Clinics", "medical"),
    ("Marlowe Vance Digital", "software"),
]
NEW_GROUP_DAYS = 55
NEW_GROUP_DEALS = 6  # closed, each; the first two are won

# Closed deals by month of the quarter: the share of the closes, and how many of them are won.
CLOSES_BY_MONTH = (0.265, 0.351, 0.384)
WON_BY_MONTH = (0.49, 0.55, 0.81)

ENGAGING_SHARE = 0.18
PROSPECTING_SHARE = 0.057
OPEN_WITHOUT_ACCOUNT = 0.68

LOST_REASONS = {
    "Price": 0.28,
    "Chose a competitor": 0.24,
    "No budget": 0.15,
    "No decision": 0.15,
    "Missing feature": 0.10,
    "Bad timing": 0.08,
}
