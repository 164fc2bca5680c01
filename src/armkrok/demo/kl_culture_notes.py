"""What the culture managers said in Odense, who does what, and what there was to take home (S5, K14, K27)."""

from .afterwards import HOST_SLOT, Handout, Minutes, Note, Todo

AGENDAS, NEWS = "Aktuelle kulturpolitiske dagsordener", "Nyt fra KL"
IN_THE_BUDGET, NEXT_CASE, TOPICS = (
    "Sådan kom kulturen med i budgettet",
    "Sparring i mindre grupper: min næste sag i udvalget",
    "Emner til de næste møder",
)
BUDGET = Minutes(
    written_on="2027-04-15",
    approved_on="2027-04-19",
    shared_on="2027-04-20",
    in_short="Udvalget husker en historie og ét tal. Kulturen kommer med i budgettet, når begge dele er på plads, før "
    "forhandlingerne begynder.\n\n"
    "- Vis, hvad der forsvinder, og hvem det rammer, i stedet for at vise et fald i procent.\n"
    "- Find en anden forvaltning, der siger det samme. Det vejer mere end vores egne ord.\n"
    "- Tre sætninger er nok. Resten hører til i bilaget.",
    notes=[
        Note(
            "Velkomst og navnerunde",
            "Hver fortalte om en sag, der venter. Seks af ni sager handler om drift, der er blevet dyrere.",
        ),
        Note(
            HOST_SLOT,
            "Kulturinstitutionerne afleverer ét fælles notat til budgettet. Første år var det en samling ønsker, nu er det "
            "prioriteret af lederne selv.\n\n"
            "Det svære er det, der ikke kan tælles. Odense bruger korte fortællinger fra brugerne, en for hver "
            "institution, og læser en af dem op på udvalgsmødet.",
        ),
        Note(
            AGENDAS,
            "KL gennemgik, hvad der er på vej: ny fordeling af midler til de mindre museer og en ny puljeordning for børn "
            "og unges fritid. Flere efterlyste varsler i bedre tid, så forslagene kan nå udvalgene.",
            "KL sender en side om puljeordningen, når fristerne er kendt.",
        ),
        Note(
            IN_THE_BUDGET,
            "- Aalborg: regnede på, hvad det koster at lukke én aften om ugen. Det var dyrere end at holde åbent.\n"
            "- Roskilde: fik skoleforvaltningen til at skrive, hvad musikskolen betyder for fremmødet.\n"
            "- Viborg: inviterede udvalget på arbejde en dag. To af ordførerne bruger stadig eksemplet.\n\n"
            "Fælles: de begyndte, før nogen havde talt om besparelser.",
        ),
        Note(
            NEXT_CASE,
            "Tre grupper. Alle gik hjem med tre sætninger til deres egen sag. Det sværeste var den tredje: hvad vil vi "
            "have udvalget til at beslutte?",
            "Vi prøver sætningerne af i udvalgene og fortæller næste gang, hvad der skete.",
        ),
        Note(
            NEWS,
            "Nyt netværksmøde om biblioteker er på vej. Materialet om frivillige i kulturlivet er opdateret.",
        ),
        Note(
            TOPICS,
            "Tre emner er foreslået: kultur i hele kommunen, frivillige i kulturlivet og driften af kulturhuse.",
            "Medlemmerne stemmer, og det emne, der får flest stemmer, bliver det næste.",
        ),
    ],
    todo=[
        Todo("Sende en side om den nye puljeordning", "2027-05-07", item=AGENDAS, done="2027-05-04"),
        Todo(
            "Dele beregningen af, hvad en lukket aften koster",
            "2027-05-14",
            "Aalborg",
            item=IN_THE_BUDGET,
            done="2027-05-11",
        ),
        Todo("Spørge medlemmerne om emnet til næste møde", "2027-04-30", item=TOPICS, done="2027-04-19"),
        Todo(
            "Fortælle, hvad der skete, da skoleforvaltningens brev kom på udvalgets bord",
            "2027-10-01",
            "Roskilde",
            item=IN_THE_BUDGET,
        ),
    ],
)
THREE_SENTENCES = Handout(
    "Tre sætninger til udvalget",
    "Et ark til den sag, du ikke er færdig med.",
    {
        "1. Hvem er det for?": "Ét menneske, som udvalget kan se for sig. Ikke en målgruppe.",
        "2. Hvad sker der, hvis vi ikke gør noget?": "- Hvad forsvinder?\n- Hvornår mærkes det, og hvem ringer først?\n"
        "- Et tal, som kan tåle et spørgsmål",
        "3. Hvad skal besluttes i dag?": "En ting. Kan den ikke siges i én sætning, er det ikke en beslutning endnu.",
        "Prøv den af": "Læs de tre sætninger højt for en kollega fra en anden forvaltning. Bed om dem igen dagen efter.",
    },
)
