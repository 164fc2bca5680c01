"""What was said in Køge, but for what was said in confidence; who does what, and the keeper's sums (K21, K27)."""

from .afterwards import HOST_SLOT, Handout, Minutes, Note, Todo

ON_FOOT, CARE, NEXT_TIME = (
    "Til fods: fire værker og deres historie",
    "Hvem passer på værket om tyve år?",
    "Hvad tager vi op næste gang?",
)
MAINTENANCE = Minutes(
    written_on="2027-04-02",
    approved_on="2027-04-06",
    shared_on="2027-04-07",
    in_short="Vedligehold aftales, før kunstneren går i gang, eller også bliver det ikke aftalt.\n\n"
    "- Skriv ind i kontrakten, hvem der ser til værket, hvor tit og for hvilke penge.\n"
    "- Sæt et beløb af fra begyndelsen. To procent om året er et udgangspunkt, ikke en sandhed.\n"
    "- Tag den med, som har nøglen til lysmasten.",
    notes=[
        Note(
            "Velkomst ved BKF og KL",
            "Gladsaxe er ny i netværket og vil gerne begynde. Husreglen for det fortrolige punkt blev læst op.",
        ),
        Note(
            HOST_SLOT,
            "I den nye bydel var kunsten med i lokalplanen. Det gav plads og penge, men ingen havde spurgt, hvem der "
            "skifter pæren.\n\n"
            "Nu står kommunens ejendomsdrift for lys og strøm, og konsulenten for alt det andet. Aftalen fylder en halv "
            "side.",
        ),
        Note(
            ON_FOOT,
            "- Gavlen: malet to gange på femten år. Anden gang uden at spørge kunstneren.\n"
            "- Bænkene: børn bruger dem som klatrestativ, og det er de glade for.\n"
            "- Springvandet: slukket om vinteren, og så er det et hul.\n"
            "- Lysværket: virker, når nogen ringer.\n\n"
            "Ruten kunne klares i kørestol, på nær de sidste tyve meter ved gavlen.",
        ),
        Note(
            CARE,
            "Konservatoren viste et regnestykke: et eftersyn om året koster det samme som en tiendedel af en "
            "istandsættelse. De fleste værker tager skade af noget, der kunne være set fra en stige.\n\n"
            "Aalborg spurgte til værker, der ikke skal holde. Svar: skriv det på skiltet og i kontrakten, og fjern dem "
            "til tiden.",
            "Vi samler fem kontrakter og ser på, hvad der står om vedligehold.",
        ),
        Note(
            NEXT_TIME,
            "Det første værk: hvad har en kommune brug for, når den begynder? Gladsaxe har en plads og en bevilling og "
            "tilbyder at være vært.",
            "Næste møde holdes hos Gladsaxe.",
        ),
    ],
    todo=[
        Todo(
            "Lægge konservatorens regnestykke ud til dem, der var med",
            "2027-04-16",
            item=CARE,
            done="2027-04-07",
        ),
        Todo(
            "Sende en kontrakt, hvor vedligehold er skrevet ind",
            "2027-05-03",
            "Odense",
            item=CARE,
            done="2027-04-28",
        ),
        Todo(
            "Læse de fem kontrakter og skrive en side om, hvad der går igen", "2027-09-24", "Vejle", item=CARE
        ),
        Todo("Finde en rute til gavlen uden trin", "2027-11-01", "Køge", item=ON_FOOT, everybody=True),
    ],
)
COST_OF_WAITING = Handout(
    "Hvad koster det at vente?",
    "Et regnestykke om et værk i stål og beton, set til hvert år eller slet ikke.",
    {
        "Eftersyn hvert år": "- To timer på stige og en liste\n- En spand vand og lidt olie\n- 6.000 kr. om året",
        "Intet eftersyn i ti år": "- Rust under boltene\n- Revner, som frosten har gjort større\n"
        "- 180.000 kr. på en gang, og værket er væk i et halvt år",
        "Det bør stå i kontrakten": "- Hvem der ser til værket, og hvor tit\n- Hvilke dele der må skiftes uden at spørge\n"
        "- Hvad der sker, når værket er slidt op",
    },
)
