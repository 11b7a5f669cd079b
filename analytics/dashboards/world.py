"""A map without borders: land as dots five degrees apart, and a bubble in the middle of each country.

Plotly's own maps fetch their outlines from its makers' servers, which a page of ours never asks.
"""

from typing import Any

from analytics.dashboards.parts import Table
from analytics.dashboards.plots import Figure, format_of, label_of, scaled

# Latitude and longitude of the middle of each country, whole degrees; several spellings where data differ.
PLACES: dict[str, tuple[int, int]] = {
    "Algeria": (28, 3), "Angola": (-12, 18), "Argentina": (-34, -64), "Australia": (-25, 134), "Austria": (47, 14),
    "Bangladesh": (24, 90), "Belgium": (51, 4), "Bolivia": (-17, -65), "Brazil": (-10, -53), "Bulgaria": (43, 25),
    "Cambodia": (13, 105), "Cameroon": (6, 12), "Canada": (57, -106), "Chile": (-33, -71), "China": (35, 103),
    "Colombia": (4, -73), "Costa Rica": (10, -84), "Croatia": (45, 16), "Cuba": (22, -79), "Cyprus": (35, 33),
    "Czech Republic": (50, 15), "Czechia": (50, 15), "Denmark": (56, 10), "Dominican Republic": (19, -70),
    "Ecuador": (-1, -78), "Egypt": (27, 30), "El Salvador": (14, -89), "Estonia": (59, 26), "Ethiopia": (9, 40),
    "Finland": (64, 26), "France": (46, 2), "Georgia": (42, 43), "Germany": (51, 10), "Ghana": (8, -1),
    "Greece": (39, 22), "Guatemala": (15, -90), "Honduras": (15, -87), "Hong Kong": (22, 114), "Hungary": (47, 19),
    "Iceland": (65, -19), "India": (22, 79), "Indonesia": (-2, 118), "Iran": (32, 54), "Iraq": (33, 44),
    "Ireland": (53, -8), "Israel": (31, 35), "Italy": (43, 12), "Ivory Coast": (8, -6), "Jamaica": (18, -77),
    "Japan": (37, 138), "Jordan": (31, 37), "Kazakhstan": (48, 67), "Kenya": (0, 38), "Korea": (36, 128),
    "South Korea": (36, 128), "Kuwait": (29, 48), "Latvia": (57, 25), "Lebanon": (34, 36), "Lithuania": (55, 24),
    "Luxembourg": (50, 6), "Malaysia": (4, 102), "Malta": (36, 14), "Mexico": (24, -102), "Morocco": (32, -6),
    "Mozambique": (-18, 35), "Nepal": (28, 84), "Netherlands": (52, 5), "New Zealand": (-42, 173),
    "Nicaragua": (13, -85), "Nigeria": (9, 8), "Norway": (62, 9), "Oman": (21, 56), "Pakistan": (30, 70),
    "Panama": (9, -80), "Paraguay": (-23, -58), "Peru": (-9, -75), "Philippines": (13, 122), "Poland": (52, 19),
    "Portugal": (40, -8), "Qatar": (25, 51), "Romania": (46, 25), "Russia": (60, 95), "Saudi Arabia": (24, 45),
    "Senegal": (14, -14), "Serbia": (44, 21), "Singapore": (1, 104), "Slovakia": (49, 19), "Slovenia": (46, 15),
    "South Africa": (-30, 24), "Spain": (40, -4), "Sri Lanka": (7, 81), "Sweden": (62, 15), "Switzerland": (47, 8),
    "Taiwan": (24, 121), "Tanzania": (-6, 35), "Thailand": (15, 101), "Tunisia": (34, 9), "Turkey": (39, 35),
    "Uganda": (1, 32), "Ukraine": (49, 31), "United Arab Emirates": (24, 54), "United Kingdom": (54, -2),
    "United States": (39, -98), "USA": (39, -98), "Uruguay": (-33, -56), "Uzbekistan": (41, 64),
    "Venezuela": (7, -66), "Vietnam": (16, 107), "Zambia": (-14, 28), "Zimbabwe": (-19, 30),
}  # fmt: skip

STEP = 5
# From which longitude to which there is land, by latitude; a sketch to find one's way on.
LAND: dict[int, tuple[tuple[int, int], ...]] = {
    75: ((-120, -80), (-60, -20), (95, 110)),
    70: ((-160, -130), (-115, -70), (-55, -25), (20, 30), (70, 175)),
    65: ((-165, -90), (-75, -65), (-50, -40), (-20, -15), (15, 175)),
    60: ((-160, -145), (-135, -95), (-75, -65), (-45, -45), (10, 15), (25, 160)),
    55: ((-130, -85), (-75, -60), (-5, -5), (10, 10), (25, 135), (160, 160)),
    50: ((-125, -60), (-5, -5), (5, 140)),
    45: ((-120, -65), (0, 10), (20, 35), (45, 135), (143, 143)),
    40: ((-120, -75), (-5, 0), (15, 15), (20, 20), (30, 50), (55, 125), (140, 140)),
    35: ((-120, -80), (-5, 10), (40, 115), (128, 128), (135, 135)),
    30: ((-115, -85), (-5, 45), (50, 120)),
    25: ((-110, -100), (-80, -80), (-15, 50), (55, 55), (65, 120)),
    20: ((-105, -100), (-90, -90), (-75, -75), (-15, 35), (40, 55), (75, 85), (95, 105)),
    15: ((-95, -85), (-15, 35), (45, 50), (75, 80), (95, 105), (120, 120)),
    10: ((-85, -85), (-75, -65), (-10, 40), (48, 48), (77, 77), (105, 105), (124, 124)),
    5: ((-75, -55), (-5, -5), (10, 45), (80, 80), (102, 102), (116, 116)),
    0: ((-80, -50), (10, 40), (100, 100), (110, 115), (121, 121)),
    -5: ((-80, -40), (15, 35), (105, 105), (121, 121), (135, 145)),
    -10: ((-75, -40), (15, 40)),
    -15: ((-75, -40), (15, 40), (48, 48), (130, 135), (143, 143)),
    -20: ((-70, -45), (15, 35), (46, 46), (120, 145)),
    -25: ((-70, -50), (15, 30), (115, 150)),
    -30: ((-70, -55), (20, 30), (115, 150)),
    -35: ((-70, -60), (20, 20), (117, 117), (140, 150)),
    -40: ((-70, -65), (145, 145), (175, 175)),
    -45: ((-70, -70), (170, 170)),
    -50: ((-70, -70),),
}
LARGEST = 42
FAINT = "rgba(128,134,146,0.30)"


def bubbles(table: Table, place: str, value: str, unit: str) -> Figure:
    """A bubble for each row whose place is known, its area by the value; see `unplaced` for the others."""
    known = Table(table.chart, table.scope, [row for row in table.rows if row[place] in PLACES])
    values, axis = scaled(known.values(value), unit)
    drawn: Figure = {
        "type": "scatter",
        "mode": "markers",
        "x": [PLACES[name][1] for name in known.values(place)],
        "y": [PLACES[name][0] for name in known.values(place)],
        "text": [label_of(name) for name in known.values(place)],
        "customdata": known.links(value),
        "marker": {
            "size": values,
            "sizemode": "area",
            "sizeref": 2 * (max((number or 0 for number in values), default=0) or 1) / LARGEST**2,
            "sizemin": 4,
            "opacity": 0.75,
            "color": "#2d64d9",
        },
        "hovertemplate": "%{text}: " + format_of(axis, "marker.size", 0) + "<extra></extra>",
    }
    return {"data": [_land(), drawn], "layout": _layout()}


def unplaced(names: list[Any]) -> list[str]:
    return [label_of(name) for name in names if name not in PLACES]


def _land() -> Figure:
    dots = [
        (longitude, latitude)
        for latitude, stretches in LAND.items()
        for start, end in stretches
        for longitude in range(start, end + 1, STEP)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [longitude for longitude, _ in dots],
        "y": [latitude for _, latitude in dots],
        "marker": {"size": 4, "color": FAINT},
        "hoverinfo": "skip",
    }


def _layout() -> Figure:
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "showline": False, "ticks": ""}
    return {
        "height": 280,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "xaxis": bare | {"range": [-172, 182]},
        "yaxis": bare | {"range": [-56, 80], "scaleanchor": "x"},
    }
