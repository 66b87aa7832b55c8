"""Which open answers did people code, and with which definitions would somebody begin to code them?

The definitions are ours, written in one sitting from the names of the codes and a look at some answers; they were not
tuned to the figures. The corpora are read from the shared folder and are no part of the project.
"""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import REPOSITORY
from surveys.coding.codebook import Codebook, add

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

FEWEST = 10  # posts with an aspect; the twelve that have them are the codebook
_DB = {
    "Zugfahrt": "Ob die Bahn pünktlich und schnell fährt: Verspätung, Fahrzeit, Fahrplan, Takt, Anschluss, neue Strecken "
    "und Verbindungen.",
    "Sonstige_Unregelmässigkeiten": "Der Betrieb ist gestört: Streik der Lokführer (GDL), Störung, Ausfall, Sperrung, "
    "Unfall, Notfallplan, Ersatzverkehr.",
    "Atmosphäre": "Wie es sich in Zug und Bahnhof anfühlt: Menschen neben mir in der Bahn, Lärm, Bahnlärm, Gestank, "
    "Schmutz, Musik, Hitze, Klimaanlage, Mitreisende.",
    "Ticketkauf": "Fahrkarten kaufen und was sie kosten: Ticket, Preis, Tarif, Preiserhöhung, Automat, Sparpreis, Bahncard, "
    "Rabatt, Erstattung.",
    "Sicherheit": "Ob man sicher ist: Polizei, Überfall, Angriff, Gewalt, Diebstahl, Messer, Notruf, Videoüberwachung, "
    "Funklöcher des Zugfunks.",
    "Service_und_Kundenbetreuung": "Wie Personal und Kundendienst mit Kunden umgehen: freundlich, Schaffner, Mitarbeiter, "
    "Kundenservice, Antwort auf Beschwerde, Hilfe.",
    "Connectivity": "Internet und Telefon im Zug: WLAN im ICE, WiFi, Mobilfunk, Handyempfang, Netz, LTE, Telekom.",
    "Auslastung_und_Platzangebot": "Wie voll der Zug ist: überfüllt, zu wenig Platz, Sitzplatz, stehen müssen, Gedränge, zu "
    "kurzer Zug.",
    "Informationen": "Auskunft für Reisende: Durchsage, Anzeige am Bahnsteig, falsche oder keine Information, Auskunft, "
    "Ansage.",
    "Barrierefreiheit": "Zugang ohne Hindernis: Aufzug, Fahrstuhl, Rolltreppe, Rollstuhl, barrierefrei, Behinderte, "
    "Kinderwagen.",
    "DB_App_und_Website": "Apps und Internetseiten der Bahn: DB Navigator, App, Website, bahn.de, Online-Buchung, Update, "
    "stürzt ab.",
    "Komfort_und_Ausstattung": "Wie bequem der Zug ausgestattet ist: Sitze, Steckdose, Tische, Reservierung, Unterhaltung, "
    "Klimaanlage, bequem.",
}
_LABELS = {
    "Sonstige_Unregelmässigkeiten": "Unregelmäßigkeiten",
    "Connectivity": "WLAN und Netz",
    "DB_App_und_Website": "App und Website",
}
_KLIMA = {
    "Energie": "Woher Strom und Wärme kommen: Photovoltaik, Windkraft, Wasserkraft, erneuerbare Energie, Gas, Öl, "
    "Atomkraft, Netze, Speicher, Strom sparen.",
    "Mobilität": "Wie Menschen sich fortbewegen: Auto, öffentlicher Verkehr, Bahn, Bus, Fahrrad, Radwege, Fliegen, E-Auto, "
    "Tempolimit, Straßen, Klimaticket.",
    "Ernährung und Landnutzung": "Was gegessen und wie Land genutzt wird: Fleisch, Lebensmittel, Landwirtschaft, Bauern, "
    "Bio, Tierhaltung, regional, Boden, Wald.",
    "Wohnen": "Wie gebaut und gewohnt wird: Wohnung, Haus, Sanierung, Dämmung, Heizung, Leerstand, Miete, Bauen, "
    "Zersiedelung, Begrünung.",
    "Produktion und Konsum": "Was hergestellt, gekauft und weggeworfen wird: Produkte, Verpackung, Plastik, Pfand, "
    "Reparatur, Recycling, Müll, Konsum, Werbung, Kleidung.",
}


@dataclass(frozen=True, slots=True)
class Coded:
    """Answers that people coded.

    Attributes:
        codes: for each text the number of its theme in the codebook.
        elsewhere: texts of the same source that have none of these codes.
    """

    name: str
    texts: tuple[str, ...]
    codes: tuple[int, ...]
    codebook: Codebook
    vectors: Vectors
    elsewhere: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """An id for each."""
        return tuple(f"a{at}" for at in range(len(self.texts)))


def shared() -> Path:
    """The folder with the corpora."""
    return Path(os.environ.get("NACHGEFRAGT_SHARED") or REPOSITORY.parent / "shared") / "data"


def db() -> Coded:
    """Relevant posts with one aspect that is named more often than any other (*Allgemein* dropped), of twelve aspects."""
    texts, codes, elsewhere = [], [], []
    for row in _rows(shared() / "germeval2017" / "dev" / "dev.jsonl.gz"):
        named = Counter(each["category"] for each in row["opinions"] if each["category"] != "Allgemein").most_common(2)
        if row["relevant"] and row["aspects"] == ["Allgemein"]:
            elsewhere.append(row["text"])
        if row["relevant"] and named and (len(named) == 1 or named[0][1] > named[1][1]):
            texts.append(row["text"])
            codes.append(named[0][0])
    many = Counter(codes)
    kept = [at for at, code in enumerate(codes) if many[code] >= FEWEST]
    return _coded("db", [texts[at] for at in kept], [codes[at] for at in kept], _DB, elsewhere)


def klima() -> Coded:
    """Statements that were accepted or rejected, with the conversation they were made in."""
    rows = [
        row
        for row in _rows(shared() / "klimarat" / "dev" / "statements.jsonl.gz")
        if row["moderated"] in ("accepted", "rejected")
    ]
    return _coded("klima", [row["text"] for row in rows], [row["topic"] for row in rows], _KLIMA, [])


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _coded(name: str, texts: list[str], codes: list[str], definitions: dict[str, str], elsewhere: list[str]) -> Coded:
    from surveys.coding import embedding

    codebook = Codebook()
    for code, definition in definitions.items():
        codebook, _ = add(codebook, {"de": _LABELS.get(code, code.replace("_", " "))}, definition)
    number = {code: at for at, code in enumerate(definitions)}
    vectors = embedding.default().embed(texts)
    return Coded(name, tuple(texts), tuple(number[code] for code in codes), codebook, vectors, tuple(elsewhere))
