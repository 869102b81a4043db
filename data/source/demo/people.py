"""Names for the people of the demo; any likeness is chance."""

FIRST = {
    "DE": (
        "Anna Lukas Mia Jonas Lena Felix Sofia Paul Marie Emre Elif Stefan Katrin Mehmet Julia Tobias Nadine Ivan "
        "Petra Goran Sabine Andreas Birgit Davor Claudia Ralf Yasmin Timo Heike Marco Silke Piotr"
    ),
    "US": (
        "James Maria Robert Linda Michael Aisha David Jennifer Carlos Patricia Darnell Susan Kevin Latoya Brian "
        "Emily Jamal Karen Miguel Nicole Anthony Fatima Steven Rachel Tyrone Megan Luis Angela Eric Denise Omar "
        "Heather"
    ),
}
LAST = {
    "DE": (
        "Müller Schmidt Fischer Weber Wagner Becker Hoffmann Koch Bauer Richter Klein Wolf Yilmaz Kaya Neumann "
        "Schwarz Braun Zimmermann Krüger Hartmann Lange Werner Krause Maier Demir Novak Horvat Kowalski Haas Vogel "
        "Seidel Graf"
    ),
    "US": (
        "Johnson Williams Brown Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson Anderson Thomas "
        "Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright "
        "Nguyen Kowalczyk Haddad"
    ),
}
RANKS = (
    ("Trainee", "Works under guidance"),
    ("Operator", "Runs standard jobs alone"),
    ("Specialist", "Sets up and runs difficult parts"),
    ("Master", "Qualifies new parts, teaches others"),
)
TOPICS = (
    "Machine safety",
    "Measuring and SPC",
    "Quick changeover (SMED)",
    "CNC programming basics",
    "5S and visual control",
)
