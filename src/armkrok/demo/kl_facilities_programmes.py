"""What the whole days on leisure facilities are made of: at least five hours each, and never the same form of work first
twice in a row (K26, K31, K32)."""

from .meetings import MEMBERS, OUTSIDE, Item, host_slot, pause

KNOWLEDGE, SKILLS, NETWORK = ["viden"], ["nye kompetencer"], ["netværk"]
TALK, FROM_MEMBERS, WORKSHOP, SPARRING = (
    "eksterne oplæg",
    "oplæg fra medlemmer",
    "workshop-baserede øvelser",
    "tværgående drøftelser og sparring",
)
ECONOMY, CLIMATE, SOCIAL = (
    ["økonomisk bæredygtighed"],
    ["klimamæssig bæredygtighed"],
    ["social bæredygtighed"],
)

WELCOME = Item(15, "Velkomst og dagens program", purposes=NETWORK)
SLOT = host_slot(45, purposes=KNOWLEDGE, form_of_work=FROM_MEMBERS)
PAUSE, LUNCH, COFFEE = pause(15, "Kaffe og samtaler"), pause(60, "Frokost"), pause(15, "Kaffe")
THANKS = Item(15, "Tak for i dag", purposes=NETWORK)


NUMBERS = "Hvor mange timer står hallerne tomme?"
ALL_DAY = [
    WELCOME,
    SLOT,
    PAUSE,
    Item(45, NUMBERS, OUTSIDE, KNOWLEDGE, form_of_work=TALK, tags=ECONOMY),
    LUNCH,
    Item(90, "Sparring: hver sin hal, hver sin udfordring", MEMBERS, SKILLS + NETWORK, "", SPARRING, SOCIAL),
    COFFEE,
    Item(60, "Tre ting, vi prøver af hjemme", MEMBERS, SKILLS, "", SPARRING, ECONOMY + SOCIAL),
    THANKS,
]
ENERGY = [
    WELCOME,
    SLOT,
    PAUSE,
    Item(
        75,
        "Tre renoveringer, og hvad de kostede",
        MEMBERS,
        KNOWLEDGE,
        "Aarhus, Køge og Randers",
        FROM_MEMBERS,
        ECONOMY + CLIMATE,
    ),
    LUNCH,
    Item(45, "Rundt i kælderen: pumper, filtre og varme", MEMBERS, KNOWLEDGE, "Vejle", FROM_MEMBERS, CLIMATE),
    Item(60, "Workshop: vores egen energiplan", MEMBERS, SKILLS, "", WORKSHOP, CLIMATE),
    COFFEE,
    Item(30, "Fælles opsamling", MEMBERS, NETWORK, "", SPARRING),
]
AGREEMENTS = [
    WELCOME,
    SLOT,
    PAUSE,
    Item(
        45, "To aftaler med selvejende haller", MEMBERS, KNOWLEDGE, "Randers og Vejle", FROM_MEMBERS, ECONOMY
    ),
    LUNCH,
    Item(105, "Workshop: skriv den gode aftale", MEMBERS, SKILLS, "", WORKSHOP, ECONOMY + SOCIAL),
    COFFEE,
    Item(45, "Drøftelse: hvad kan vi ikke aftale os ud af?", MEMBERS, NETWORK, "", SPARRING),
    THANKS,
]
PLANNING = "Pladser, som mange slags mennesker har lyst til at bruge"
OUTDOORS = [
    WELCOME,
    SLOT,
    PAUSE,
    Item(40, PLANNING, OUTSIDE, KNOWLEDGE, form_of_work=TALK, tags=SOCIAL),
    LUNCH,
    Item(
        90,
        "Fire anlæg i det fri",
        MEMBERS,
        KNOWLEDGE,
        "Aarhus, Esbjerg, Køge og Vejle",
        FROM_MEMBERS,
        CLIMATE + SOCIAL,
    ),
    COFFEE,
    Item(60, "Sparring: vores næste anlæg", MEMBERS, SKILLS + NETWORK, "", SPARRING),
    Item(20, "Tak for i dag", purposes=NETWORK),
]
RULES = "Hvad reglerne kræver, og hvad der ellers kan lade sig gøre"
INDOORS, OUTSIDE_THE_DOOR = "Workshop 1: hallen, skridt for skridt", "Workshop 2: baner og stier"
FOR_EVERYBODY = [
    WELCOME,
    SLOT,
    PAUSE,
    Item(45, RULES, OUTSIDE, KNOWLEDGE, "", TALK, SOCIAL),
    LUNCH,
    Item(
        90,
        INDOORS,
        MEMBERS,
        SKILLS,
        "Randers og Aarhus",
        WORKSHOP,
        SOCIAL,
        "Vi går fra parkeringspladsen til omklædningen og videre op på tribunen, og skriver ned, hvor man går i stå.",
    ),
    Item(90, OUTSIDE_THE_DOOR, MEMBERS, SKILLS, "Vejle", WORKSHOP, SOCIAL + CLIMATE, parallel=True),
    COFFEE,
    Item(
        60,
        "Drøftelse: hvad kan gøres i morgen uden en krone?",
        MEMBERS,
        NETWORK,
        "",
        SPARRING,
        ECONOMY + SOCIAL,
    ),
    THANKS,
]
