"""Invented words: companies by sector, people, places, and what is said about a deal."""

COMPANIES = {
    "retail": [
        "Alderbrook Outfitters", "Bellwether Grocers", "Copperfield Home", "Driftwood Supply", "Elmhurst Garden",
        "Foxglove Apparel", "Gristmill Markets", "Hearthside Living", "Juniper Lane", "Kingsley Sports",
        "Longacre Pantry", "Merriwether Toys", "Northgate Furniture", "Pennywhistle Books", "Redfern Shoes",
    ],
    "technology": [
        "Arcway Devices", "Basalt Sensors", "Cinderpeak Robotics", "Deltaforge Optics", "Everline Circuits",
        "Fernhill Networks", "Graystone Controls", "Helioscape Energy", "Ironvale Machines", "Kelvane Instruments",
    ],
    "medical": [
        "Ashgrove Clinics", "Brightmeadow Care", "Cedarlight Health", "Dovecote Pharma", "Eastmoor Dental",
        "Fairhaven Hospitals", "Greenwillow Labs", "Highcliff Imaging", "Ivywell Therapeutics", "Lindenfield Surgical",
    ],
    "marketing": [
        "Amberlight Media", "Bluefinch Agency", "Copperline Works", "Daybreak Brands", "Echofield Research",
        "Firebrand Row", "Goldenrod Creative",
    ],
    "finance": [
        "Aldgate Credit", "Birchmont Capital", "Crownpoint Savings", "Dunmore Trust", "Elkhorn Insurance",
        "Fallbrook Lending", "Granitebay Funds",
    ],
    "software": [
        "Anvil & Quay", "Bitterroot Code", "Cloverstack", "Dapplebyte", "Emberlogic", "Frostwick", "Glasswing Apps",
    ],
    "entertainment": [
        "Arbor Street Pictures", "Blackbird Stages", "Carousel Games", "Dreamharbor Parks", "Evensong Records",
    ],
    "telecommunications": [
        "Aerolink Voice", "Beaconway Wireless", "Clearspan Fiber", "Duskline Mobile", "Farcall Networks",
        "Glimmer Broadband",
    ],
    "services": [
        "Anchorpoint Logistics", "Bridgewell Cleaning", "Crestline Security", "Dockside Catering",
        "Evergreen Facilities", "Fleetmark Couriers", "Goldfinch Travel", "Harborview Advisers",
    ],
    "employment": ["Applegate Talent", "Brookside Careers", "Cornerstone People", "Doorstep Jobs", "Elevate Crews"],
}  # fmt: skip

HOME = "United States"
ABROAD = [
    "Belgium", "Brazil", "Canada", "China", "Germany", "Italy", "Japan", "Jordan", "Kenya", "Norway", "Panama",
    "Poland", "Portugal", "Romania",
]  # fmt: skip

FIRST_NAMES = [
    "Adele", "Ahmed", "Aiko", "Alma", "Anton", "Ariel", "Bruno", "Carla", "Cedric", "Chiara", "Claude", "Dalia",
    "Dario", "Edith", "Elias", "Emil", "Esther", "Farah", "Felicia", "Gareth", "Greta", "Hanna", "Hector", "Hugo",
    "Ida", "Imran", "Irene", "Ivan", "Jorge", "Josie", "Kamal", "Karin", "Kofi", "Laila", "Lars", "Leona", "Lucien",
    "Mabel", "Marco", "Mei", "Mira", "Nathan", "Noemi", "Olga", "Oskar", "Paula", "Pavel", "Rafael", "Rosa", "Ruben",
    "Selma", "Silas", "Sofia", "Stefan", "Tara", "Theo", "Ursula", "Vera", "Walter", "Yvonne",
]  # fmt: skip
LAST_NAMES = [
    "Abernathy", "Adeyemi", "Almeida", "Baptiste", "Bergstrom", "Bishara", "Bonner", "Castillo", "Chowdhury",
    "Conti", "Dalgaard", "Dombrowski", "Eriksen", "Escobar", "Fontaine", "Forsythe", "Gallagher", "Gupta", "Hartwell",
    "Hoffmann", "Ibrahim", "Iversen", "Jankowski", "Kaplan", "Keller", "Kimura", "Kowalski", "Lambert", "Lindgren",
    "Lopez", "Macdonald", "Mancini", "Mbeki", "Mendoza", "Nilsson", "Novak", "Obrien", "Okafor", "Ortega", "Park",
    "Petrov", "Quintero", "Rahman", "Rossi", "Sandoval", "Schneider", "Silva", "Takeda", "Tanaka", "Thornton",
    "Ueda", "Valdez", "Vasquez", "Wagner", "Wallace", "Weber", "Yamada", "Yilmaz", "Zapata", "Zimmer",
]  # fmt: skip
JOB_TITLES = [
    "Head of Procurement", "Operations Director", "IT Manager", "Chief Financial Officer", "Purchasing Agent",
    "Facilities Manager", "Chief Operating Officer", "Project Lead", "Technical Buyer", "Office Manager",
    "Head of Infrastructure", "Category Manager",
]  # fmt: skip

NEXT_STEPS = [
    "Send the revised quote", "Call after their budget meeting", "Arrange a demo on site",
    "Answer the security questions",
    "Meet the head of procurement", "Agree on the delivery date", "Find out who signs", "Send two references",
    "Check stock for the quantity", "Go through the contract with legal", "Offer a pilot at one site",
    "Compare with what they use today",
]  # fmt: skip

# {product}, {contact} and {days} are filled in.
TOUCHES = {
    "note": [
        "{contact} compares {product} with an offer of a competitor; decision in about {days} days.",
        "Budget for {product} is approved for this quarter.",
        "They run an older {product} at another site and are content with it.",
        "Procurement wants a second reference before they order {product}.",
        "{contact} is the one who decides; finance only signs.",
        "Delivery within {days} days matters more to them than the price.",
        "Asked for a training day with {product}; told them it is included.",
        "Their framework contract ends in {days} days; good moment to talk about {product}.",
    ],
    "call": [
        "Talked to {contact} about {product}: interested, wants figures on running costs.",
        "Reached {contact}; asked to call again in {days} days.",
        "Went through the open points of the quote with {contact}; two are left.",
        "{contact} asked for {days} days to pay; passed it on to finance.",
        "Left a message for {contact} about the delivery of {product}.",
        "Short call: the project goes on, the quantity is still open.",
    ],
    "email": [
        "Sent {contact} the data sheet and the price of {product}.",
        "Sent the quote for {product}, valid for {days} days.",
        "{contact} wrote that the quote is with their management.",
        "Sent two references and the warranty terms to {contact}.",
        "Answered {contact}'s questions about installation of {product}.",
        "Reminded {contact} that the quote runs out in {days} days.",
    ],
    "meeting": [
        "Demo of {product} on site; {contact} and three of the team took part.",
        "Walked through their site with {contact}; {product} fits without changes.",
        "Met {contact} and procurement: they expect our final price within {days} days.",
        "Kick-off with {contact}: agreed on the steps up to delivery of {product}.",
        "Review with {contact}: content with the service, further need in about {days} days.",
    ],
}
DEAL_TASKS = [
    "Send the revised quote to {company}", "Call {contact} about {product}", "Prepare the demo of {product}",
    "Follow up on the quote for {product}", "Check the delivery date of {product}", "Ask {company} for the order",
]  # fmt: skip
ACCOUNT_TASKS = [
    "Plan the next visit to {company}", "Check {company}'s contact details",
    "Prepare the yearly review with {company}", "Ask {contact} for a reference",
]  # fmt: skip
