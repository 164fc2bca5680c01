"""What was said in Hässleholm and in Sjöbo, who does what, and what there was to take home (S5, S16, S20, K27)."""

from .afterwards import HOST_SLOT, Handout, Minutes, Note, Todo

TALK, PAIRS, ROUND = (
    "Så når vi de yngsta",
    "Samtal två och två: vad gör vi hemma hos oss?",
    "Runda: det här tar vi med oss",
)
HALF, TWO_IN_THREE = (
    "I byarna hämtar ungefär hälften boken.",
    "I byarna hämtar två av tre familjer boken.",
)
HASSLEHOLM_SAID = (
    "Varje familj får en bok vid besöket på BVC när barnet är åtta månader, och alla treåringar ser scenkonst med sin "
    "förskola.\n\n"
    "I tätorten hämtar nästan alla familjer boken. {villages} Bussen går tre gånger om dagen, så biblioteket "
    "provar att följa med när BVC har mottagning ute i byarna.\n\n"
    "Osby frågade vem som betalar. Boken ligger i bibliotekets budget, sköterskans tid i BVC:s."
)
READING = Minutes(
    written_on="2027-02-15",
    approved_on="2027-02-18",
    shared_on="2027-02-18",
    in_short="Barn som inte möter böcker hemma möter dem lättast där familjen redan är: hos BVC, i förskolan och på "
    "bussen.\n\n"
    "- Boken räcker inte. Det är samtalet när den delas ut som gör skillnad.\n"
    "- Kulturskolan kan börja före skolåldern, om någon annan öppnar dörren.\n"
    "- Alla har ett första steg att ta hemma tillsammans med den som följde med.",
    notes=[
        Note(
            "Välkommen: därför går vi arm i arm",
            "Tidig läsning är en av de tre frågor som kommunerna själva har lyft. Regionen påminde om varför vi går arm "
            "i arm: den som följer med kan det som samordnaren inte kan, och ska ha något för egen del.\n\n"
            "Kulturskolechefer, rektorer och BVC-sjuksköterskor satt blandade vid borden.",
        ),
        Note(HOST_SLOT, HASSLEHOLM_SAID.format(villages=HALF)),
        Note(
            TALK,
            "- Höör: biblioteket och BVC har skrivit en sida om vem som gör vad. Den höll när två av tre tjänster byttes.\n"
            "- Eslöv: öppen sagostund på fyra språk, ledd av föräldrar. Kommer en familj, kommer grannen nästa gång.\n"
            "- Osby: bokbussen stannar vid tre förskolor. Vårdnadshavarna lånar när de hämtar.\n\n"
            "Sköterskan från Eslöv: be oss inte om en uppgift till, men gärna om fem minuter i ett besök som ändå görs.",
            "Höör delar sin sida som en mall som alla kan ändra i.",
        ),
        Note(
            PAIRS,
            "Varje par valde en sak att börja med. De flesta valde något litet:\n\n"
            "- en gemensam tid i kalendern för bibliotek, kulturskola och BVC (sju kommuner)\n"
            "- kulturskolans lärare på besök i öppna förskolan (fyra kommuner)\n"
            "- samma bokpåse i hela kommunen (tre kommuner)\n\n"
            "De som kom ensamma satt i en egen grupp och skrev ned vem de skulle ha tagit med sig.",
            "Den gemensamma tiden ska ha varit före nästa träff, och vi hör där hur det gick.",
        ),
        Note(
            "Omvärldsspaning",
            "Bokstart har nya texter för föräldrar på flera språk, och de får användas fritt. Regionens bidrag till "
            "läsfrämjande söks som vanligt; i år räknas det som gott att bibliotek och kulturskola söker ihop.",
        ),
        Note(
            ROUND,
            "Rektorerna: bjud in oss tidigare, och med ett förslag. Kulturskolecheferna: vi visste inte att BVC har öppet "
            "för besök. Nästan alla ville ha en lista över vad en bokgåva kostar.",
            "Armkroksmöte igen när nästa fråga kräver det.",
        ),
    ],
    todo=[
        Todo(
            "Dela sidan om vem som gör vad, så att andra kan ändra i den",
            "2027-03-01",
            "Höör",
            item=TALK,
            done="2027-02-24",
        ),
        Todo("Samla vad kommunerna ger de yngsta i en lista", "2027-03-19", done="2027-03-17", item=ROUND),
        Todo(
            "Räkna på vad bokbussens stopp vid förskolorna kostar och skicka siffrorna till nätverket",
            "2027-05-21",
            "Osby",
            item=ROUND,
        ),
        Todo(
            "Berätta hur det gick när biblioteket följde med BVC ut till byarna",
            "2027-10-07",
            "Hässleholm",
            item=HOST_SLOT,
            everybody=True,
        ),
    ],
)
WHY_CORRECTED = "Hässleholm har räknat om: den första siffran gällde bara en av byarna."
CARDS = Handout(
    "Samtalskort: fem minuter om böcker",
    "För dig som möter familjer med små barn och har fem minuter.",
    {
        "Börja med barnet": "- Vad tittar ditt barn på just nu?\n- Vad gör ni när det är dags att sova?",
        "Visa, berätta inte": "- Öppna boken tillsammans. Låt barnet vända blad.\n"
        "- Läs en sida på det språk som familjen talar hemma.",
        "Sluta med ett nästa steg": "- Säg när sagostunden är och vem som tar emot.\n"
        "- Skriv bibliotekets namn på påsen, och ditt eget.",
        "Inget prov": "Ingen ska gå därifrån och känna sig förhörd. En familj som inte läser har ofta goda skäl.",
    },
)
BOOKSTART = ("Bokstart: texter till föräldrar på flera språk", "https://www.bokstart.se/")

# --- 20 May: written, read, and not shared yet ----------------------------------------------------------

TIMETABLES, THREE_WAYS, DOOR_TO_STAGE = (
    "Bussen som når fram: vad går att ändra i en tidtabell?",
    "Tre sätt att lösa resan",
    "Grupparbete: en resa från dörren till scenen",
)
JOURNEY = Minutes(
    written_on="2027-05-25",
    approved_on="2027-05-28",
    in_short="Resan avgör oftare än biljetten. En tidtabell går att påverka, men bara om man frågar i tid och frågar rätt "
    "person.\n\n"
    "- Flytta föreställningen en kvart innan du ber om en buss till.\n"
    "- Samla flera kommuners önskemål i ett brev: då räknas de.\n"
    "- Räkna med resan redan i ansökan till Skapande skola.",
    notes=[
        Note(
            "Välkommen",
            "Regionen berättade vad som hänt sedan Hässleholm: listan över bokgåvor finns, och sju kommuner har haft sin "
            "gemensamma tid.",
        ),
        Note(
            HOST_SLOT,
            "Bokbussen tar med barn till föreställningar när den ändå kör: elva platser, en vuxen från förskolan.\n\n"
            "Sista bussen från tätorten går före halv åtta. Kvällsföreställningar når bara dem som blir skjutsade, och "
            "det syns i vilka som kommer.",
        ),
        Note(
            TIMETABLES,
            "Trafikplaneraren förklarade året: önskemål som kommer efter sommarens remiss hamnar i nästa tidtabell.\n\n"
            "- Minuter går nästan alltid att flytta, en ny tur nästan aldrig.\n"
            "- En skola är en kund. En konsthall är ingen, om ingen räknar resenärerna.\n"
            "- Biljetten för barngrupper är billigare än de flesta tror, och får användas mitt på dagen.",
            "Vi skriver ett gemensamt brev före nästa remiss.",
        ),
        Note(
            THREE_WAYS,
            "- Sjöbo: bokbussen med plats för elva.\n"
            "- Hörby: scenkonsten kommer till förskolan, två föreställningar samma förmiddag.\n"
            "- Simrishamn: föreställningen börjar när skolbussen ändå har kommit, och slutar innan den går.",
        ),
        Note(
            DOOR_TO_STAGE,
            "Fyra grupper följde ett barn från köksdörren till scenen. Tre av fyra fastnade på samma ställe: hemresan.",
            "Varje kommun väljer en linje och frågar en klass hur de tar sig hem.",
        ),
        Note(
            "Runda: vad gör vi härnäst?", "Museerna frågar efter grupper mitt på dagen. Det passar biljetten."
        ),
    ],
    todo=[
        Todo("Skriva ett utkast till det gemensamma brevet om tidtabellen", "2027-06-18", item=TIMETABLES),
        Todo("Räkna resenärerna på bokbussen under fyra veckor", "2027-09-17", "Sjöbo", item=HOST_SLOT),
        Todo(
            "Fråga en klass hur de tar sig hem från en kvällsföreställning",
            "2027-10-01",
            "Hörby",
            item=DOOR_TO_STAGE,
        ),
        Todo(
            "Skicka exemplet om skolbussen till alla i nätverket", "2027-06-24", "Simrishamn", item=THREE_WAYS
        ),
    ],
)
TIMETABLE_SHEET = Handout(
    "Så blir en tidtabell till",
    "Vad går att ändra, när på året och hos vem?",
    {
        "Det här går ofta": "- Flytta en avgång några minuter\n- Få bussen att vänta in tåget\n"
        "- Stanna vid skolan när det är lov, om någon ber om det",
        "Det här går sällan": "- En ny tur på kvällen\n- En hållplats till på en linje som redan är sen",
        "När ska man fråga?": "När remissen är ute, och helst innan. Den som hör av sig senare får vänta ett helt år.",
        "Hur ska man fråga?": "Med en siffra: hur många reser, vilken veckodag, vilken tid. En siffra från tre kommuner är "
        "bättre än ett önskemål från en.",
    },
)
