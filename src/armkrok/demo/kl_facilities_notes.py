"""What was said on the four days about leisure facilities, who does what, and what there was to take home (K26, K27)."""

from .afterwards import HOST_SLOT, Handout, Minutes, Note, Todo

# --- 19 March 2026: the halls that we have --------------------------------------------------------------

NUMBERS, SPARRING, THREE_THINGS = (
    "Hvor mange timer står hallerne tomme?",
    "Sparring: hver sin hal, hver sin udfordring",
    "Tre ting, vi prøver af hjemme",
)
ALL_DAY = Minutes(
    written_on="2026-03-23",
    approved_on="2026-03-25",
    shared_on="2026-03-26",
    in_short="Der er flere ledige timer, end nogen tror, og færre på de tidspunkter, som alle vil have.\n\n"
    "- Tæl, før I bygger: booket er ikke det samme som brugt.\n"
    "- Giv timen fri, når den står tom tre uger i træk.",
    notes=[
        Note(
            HOST_SLOT,
            "Alle kan se og booke ledige timer i samme kalender. Det tog et år at få klubberne med, og det, der hjalp, var "
            "at vise dem deres egne tomme timer.",
        ),
        Note(
            NUMBERS,
            "Analytikerens tal fra tolv haller: hver tredje bookede time er der ingen. Flest om fredagen og før klokken "
            "fire.",
            "Vi tæller hver en hal i fire uger på samme måde.",
        ),
        Note(
            SPARRING,
            "- Vejle: idrætsforeninger, der bytter timer uden at sige det\n"
            "- Køge: gymnastik og håndbold vil have samme gulv samme aften\n"
            "- Randers: en hal uden varme kan bruges til mere, end man tror",
        ),
        Note(
            THREE_THINGS, "Alle valgte at begynde med at tælle. To vil også prøve en regel om tre tomme uger."
        ),
    ],
    todo=[
        Todo("Sende skemaet, som hallerne tælles med", "2026-04-01", item=NUMBERS, done="2026-03-30"),
        Todo("Tælle i fire uger og fortælle om det", "2026-09-01", "Køge", item=NUMBERS, done="2026-08-26"),
    ],
)

# --- 10 September 2026: energy --------------------------------------------------------------------------

RENOVATIONS, CELLAR, PLAN = (
    "Tre renoveringer, og hvad de kostede",
    "Rundt i kælderen: pumper, filtre og varme",
    "Workshop: vores egen energiplan",
)
ENERGY = Minutes(
    written_on="2026-09-14",
    approved_on="2026-09-16",
    shared_on="2026-09-17",
    in_short="De billigste forbedringer sidder i kælderen og ses af ingen. Begynd med at måle hver time, ikke hvert år.\n\n"
    "- Nye pumper var tjent ind på under tre år alle tre steder.\n"
    "- Ingen har fået koldere vand.",
    notes=[
        Note(
            HOST_SLOT,
            "Varmen fra bruserne bruges til at forvarme bassinet. Bygningen er gammel, og tegningerne passer ikke: regn med "
            "en uge mere, hver gang en væg åbnes.",
        ),
        Note(
            RENOVATIONS,
            "- Aarhus: nyt filter, en fjerdedel mindre vand\n"
            "- Køge: dække på bassinet om natten, det billigste af det hele\n"
            "- Randers: ventilation, der følger, hvor mange der er i hallen\n\n"
            "Alle tre havde undervurderet lukketiden. Badegæsterne skal vide det et halvt år før.",
        ),
        Note(
            CELLAR,
            "Driftslederen viste, hvor der måles. Timetallene afslørede en ventil, der havde stået åben i årevis.",
        ),
        Note(
            PLAN,
            "Hver skrev én side: hvad måler vi, hvad gør vi først, hvem skal sige ja?",
            "Planerne deles mellem medlemmerne, også de halve.",
        ),
    ],
    todo=[
        Todo("Samle de fire planer og sende dem rundt", "2026-10-01", item=PLAN, done="2026-09-28"),
        Todo(
            "Skrive, hvad dækket på bassinet sparede den første vinter",
            "2027-03-01",
            "Køge",
            done="2027-02-22",
        ),
    ],
)
ENERGY_PLAN = Handout(
    "En energiplan på en side",
    "Til den, der vil begynde i næste uge.",
    {
        "Mål": "- Strøm, varme og vand for hver time i en uge\n- Hvor mange badegæster der var samtidig",
        "Gør først": "- Det, der ingen ser: pumper, ventiler, natdække\n- Det, der skal skiftes alligevel",
        "Spørg": "- Hvem skal sige ja?\n- Hvornår kan der lukkes, og hvem skal have det at vide?",
    },
)

# --- 12 November 2026: agreements -----------------------------------------------------------------------

TWO_AGREEMENTS, WRITING, BEYOND = (
    "To aftaler med selvejende haller",
    "Workshop: skriv den gode aftale",
    "Drøftelse: hvad kan vi ikke aftale os ud af?",
)
AGREEMENTS = Minutes(
    written_on="2026-11-16",
    approved_on="2026-11-19",
    shared_on="2026-11-19",
    in_short="En god aftale kan læses af den, der bliver formand om fem år.\n\n"
    "- Skriv, hvad kommunen får for pengene, og hvad hallen bestemmer selv.\n"
    "- Mødes en gang om året, også når der ikke er noget galt.",
    notes=[
        Note(
            HOST_SLOT,
            "Seks selvejende haller fik samme aftale på fire sider. Bestyrelserne bliver mindre, og derfor tager kommunen "
            "bogføringen, hvis de beder om det.",
        ),
        Note(
            TWO_AGREEMENTS,
            "Randers betaler for timer, Vejle for åbningstid. Begge kan leve med deres egen; ingen vil bytte.\n\n"
            "Hjørring, ny i netværket, har haller med aftaler fra før kommunerne blev lagt sammen.",
        ),
        Note(
            WRITING,
            "Tre grupper skrev hver deres udkast. Det, der tog tid, var vedligehold: hvem ejer taget?",
            "De tre udkast bliver til ét, som alle kan begynde med.",
        ),
        Note(
            BEYOND,
            "Færre frivillige, ældre bygninger. En aftale flytter ingen af delene, men den kan sige det højt.",
        ),
    ],
    todo=[
        Todo("Skrive de tre udkast sammen til ét", "2026-12-18", item=WRITING, done="2026-12-15"),
        Todo(
            "Prøve udkastet af med en hal og fortælle, hvad der måtte ændres",
            "2027-08-27",
            "Hjørring",
            item=WRITING,
        ),
    ],
)
KL_PAGE = ("KL om kultur, fritid og idræt", "https://www.kl.dk/")

# --- 18 March 2027: outdoors ----------------------------------------------------------------------------

PLACES, FOUR_PLACES, OUR_NEXT = (
    "Pladser, som mange slags mennesker har lyst til at bruge",
    "Fire anlæg i det fri",
    "Sparring: vores næste anlæg",
)
OUTDOORS = Minutes(
    written_on="2027-03-22",
    approved_on="2027-03-24",
    shared_on="2027-03-25",
    in_short="Et anlæg i det fri bliver brugt, hvis man kan gå forbi, se det og sætte sig uden at skulle noget.\n\n"
    "- Spørg dem, der bor der, hvad de ser ud på om aftenen.\n"
    "- Regn lys og skrald med fra begyndelsen.\n"
    "- Det, som piger på fjorten bruger, bruger alle.",
    notes=[
        Note(
            HOST_SLOT,
            "Byparken er også en træningsbane. Den blev tegnet om to gange, fordi naboerne fik lov at gå en tur i den med "
            "pinde og snor, før noget blev bygget.\n\n"
            "Klagerne handler om lys, skrald og støj, i den orden.",
        ),
        Note(
            PLACES,
            "Landskabsarkitekten: begynd med vejen derhen. Tre siddepladser for hver, der er i bevægelse. Ingen hegn, hvis "
            "en hæk kan gøre det.",
        ),
        Note(
            FOUR_PLACES,
            "- Aarhus: løbesti, der tændes af den, der kommer\n"
            "- Esbjerg: boldbane på taget, lukket, når det blæser\n"
            "- Køge: skatebane, som de unge selv passer, for et lille beløb om året\n"
            "- Vejle: en bakke og ingenting andet; den koster intet og er fuld hver vinter",
            "De fire beskriver deres anlæg på samme måde, så de kan sammenlignes.",
        ),
        Note(
            OUR_NEXT,
            "Fem nye anlæg er på vej. Kun ét af dem har penge til drift. Flere vil prøve Hjørrings tur med pinde og snor.",
            "Adgang for alle bliver emnet næste gang, og Randers viser en hal frem.",
        ),
    ],
    todo=[
        Todo(
            "Lave skemaet, som de fire anlæg beskrives i", "2027-04-09", item=FOUR_PLACES, done="2027-04-08"
        ),
        Todo(
            "Fortælle om aftalen med de unge på skatebanen",
            "2027-04-30",
            "Køge",
            item=FOUR_PLACES,
            done="2027-04-27",
        ),
        Todo(
            "Gå en tur med pinde og snor, før noget bliver tegnet",
            "2027-08-31",
            "Randers",
            item=OUR_NEXT,
            everybody=True,
        ),
        Todo("Sammenligne de fire anlæg på en side", "2027-06-25", "Esbjerg", item=FOUR_PLACES),
    ],
)
FOUR_ON_A_PAGE = Handout(
    "Sådan beskriver vi et anlæg",
    "Det samme skema til alle, så anlæg kan sammenlignes.",
    {
        "Stedet": "- Hvor mange bor inden for ti minutters gang?\n- Kan man se det fra vejen?",
        "Brugen": "- Hvem kommer, hvornår, og hvem kommer ikke?\n- Talt i fire timer på en hverdag og i fire timer en søndag",
        "Penge": "- Anlæg, drift for et år, og hvem der betaler hvad\n- Lys og skrald for sig",
        "Tre ord fra en bruger": "Ordret, også når de ikke er pæne.",
    },
)

# --- before 9 September: what the expert has left, and nobody has looked at yet ---------------------------

ACCESS_LIST = Handout(
    "Adgang: hvad reglerne siger, og hvad de ikke siger",
    "Til workshoppen. Tag gerne en kopi med hjem.",
    {
        "Det skal være der": "- Vej uden trin fra parkering til dør\n- Et toilet, som en kørestol kan vende på\n"
        "- Plads på tribunen, og ikke kun bagest",
        "Det står ingen steder": "- At døren kan åbnes med en albue\n- At nogen har prøvet det\n- At hjemmesiden siger det",
        "Begynd her": "Gå turen selv med en kuffert i hver hånd.",
    },
)
