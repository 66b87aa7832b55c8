# Was Menschen im Chat lesen. Schlüssel wie im Code; en.ftl hat dieselben (ein Test vergleicht sie).

## Anfangen
hello = Hallo!
hello-nothing-open = Ich trage Fragen in eure Gruppen und bringe zurück, was ihr dazu sagt. Tippe in deiner Gruppe auf der Karte einer Umfrage auf eine Frage, dann geht es hier weiter. Wer eine Gruppe moderiert, fügt mich dort hinzu und schreibt dort /umfrage.
which-question = Welche Frage möchtest du beantworten?
which-wave = Um welche Umfrage geht es?
information =
    Das passiert mit deiner Antwort: { $operator } speichert sie unter einem Pseudonym, ohne deinen Namen, höchstens { $months } Monate nach dem Ende der Umfrage.
    Zitiert wirst du nur, wenn du es ausdrücklich erlaubst. Ändern, zurücknehmen, löschen kannst du jederzeit: /antworten, /widerruf, /vergissmich.
    Die Teilnahme ist freiwillig und ab { $age } Jahren.
information-released = Ergebnisse erscheinen nur in Gruppen von mindestens fünf Antworten, nie live.
information-open = Bei dieser Umfrage ist der Zwischenstand jederzeit live für alle zu sehen.
declined = In Ordnung. Es wurde nichts gespeichert.
through = Das waren alle Fragen. Danke! Du kannst jede Antwort weiter ändern, solange die Umfrage läuft.
later = Bis später. Alles Gesagte bleibt, und du machst da weiter, wo du aufgehört hast.
sample-note = Beispieldaten: Diese Antworten haben wir geschrieben, um das Programm zu zeigen.
operator-unnamed = der Betreiber dieses Bots

## Fragen und Antworten
question-number = Frage { $number }/{ $total }
statement-of-somebody = Aussage von jemand anderem:
your-answer-so-far = Bisher:
type-your-answer = Schreib einfach deine Antwort.
kept = Gespeichert: { $title }
changed = Änderung gespeichert: { $title }
stale = Dieser Knopf gehörte zu einer anderen Stelle. Hier ist die aktuelle Frage:
only-words = Damit kann ich leider nichts anfangen. Schreib deine Antwort bitte als Text.
not-your-words = Das ist eine weitergeleitete oder nicht in deinem Namen gesendete Nachricht. Ist das deine eigene Antwort, dann schreib sie bitte selbst.
nothing-asked = Gerade läuft hier keine Umfrage, zu der ich dich etwas gefragt habe.
answer-no-such-question = Diese Nummer gibt es nicht. Die Fragen haben die Nummern 1 bis { $count }.
vote-agree = Stimme zu
vote-disagree = Stimme nicht zu
vote-pass = Weiter

## Was an einer Antwort nicht geht
complaint-blank = Da war kein Text dabei. Schreib bitte ein paar Worte.
complaint-too-long = Das sind { $length } Zeichen, { $limit } passen. Es wurde NICHTS gespeichert. Hier ist dein Text zum Kürzen:
complaint-choose-one = Bitte wähle genau eine Möglichkeit.
complaint-no-such-option = „{ $given }“ steht nicht zur Wahl. Tippe auf einen Knopf oder schreib die Nummer.
complaint-option-alone = Diese Möglichkeit lässt sich nicht mit anderen verbinden.
complaint-too-few = Bitte wähle mindestens { $limit }.
complaint-too-many = Bitte wähle höchstens { $limit }.
complaint-required = Diese Frage braucht eine Antwort, damit es weitergehen kann.
complaint-not-a-number = „{ $given }“ verstehe ich nicht als Zahl.
complaint-too-small = Die Zahl muss mindestens { $limit } sein.
complaint-too-large = Die Zahl darf höchstens { $limit } sein.
complaint-too-precise = { $limit ->
        [0] Bitte eine ganze Zahl.
        [one] Bitte höchstens eine Nachkommastelle.
       *[other] Bitte höchstens { $limit } Nachkommastellen.
    }
complaint-not-on-scale = Bitte eine Zahl von { $lowest } bis { $highest }.
complaint-not-a-date = „{ $given }“ verstehe ich nicht als Datum. So geht es: 24.03.2026 oder 03.2026.
complaint-date-too-coarse = Bitte genauer: { $needed ->
        [day] Tag, Monat und Jahr, etwa 24.03.2026.
       *[other] Monat und Jahr, etwa 03.2026.
    }
complaint-date-too-early = Das Datum liegt zu früh. Möglich ist es ab { $limit }.
complaint-date-too-late = Das Datum liegt zu spät. Möglich ist es bis { $limit }.
complaint-not-a-duration = „{ $given }“ verstehe ich nicht als Dauer. So geht es: 15 Minuten, 2 Stunden, 3 Tage.
complaint-no-statements = Hier gibt es gerade keine Aussagen, auf die du reagieren kannst.

## Öffentlich geantwortet
count-it = Soll das als Antwort zählen? Du hast zehn Minuten, danach lösche ich es bei mir.
count-it-public = Soll das als Antwort zählen? Ein Tipp genügt, im Privatchat.
button-count-as = Ja: { $title }
button-count-it-private = Im Privatchat bestätigen
in-private = Das geht im Privatchat weiter, unbeobachtet von der Gruppe.
button-in-private = Im Privatchat öffnen
reply-too-late = Die zehn Minuten sind um, dein Text ist gelöscht. Hier kannst du neu antworten:

## Zitate
quote-question = Dürfen wir dich daraus zitieren?
quote-preview = So würdest du zitiert:
quote-revocable = Ohne dein Ja zitieren wir nichts. Du kannst es jederzeit mit einem Tipp zurücknehmen.
quote-no = Nein
quote-unnamed = Ja, ohne Namen
quote-named = Ja, mit Namen
quote-declined = In Ordnung, du wirst nicht zitiert.
quote-on = Erlaubt. Danke!
quote-off = Zurückgenommen. Gepostete Zitate werden berichtigt.
consents-title = Deine Zitate: { $title }
consents-note = Jede Erlaubnis gilt nur für ihren Ort und lässt sich mit einem Tipp zurücknehmen.
consent-yes = ✓ { $place }: darf zitiert werden
consent-no = ✗ { $place }: wird nicht zitiert
consent-give = Erlauben: { $place }
consent-take-back = Zurücknehmen: { $place }
place-quote-here = hier in der Gruppe
place-quote-other = auf der anderen Plattform
place-quote-web = im Web und im Artikel
revoked = { $count ->
        [one] Eine Erlaubnis ist zurückgenommen. Gepostete Zitate werden berichtigt.
       *[other] { $count } Erlaubnisse sind zurückgenommen. Gepostete Zitate werden berichtigt.
    }
revoked-nothing = Es gibt keine Erlaubnis, die du zurücknehmen könntest: Du wirst nirgends zitiert.

## Meine Antworten, meine Daten
my-answers = Deine Antworten: { $title }
no-answers-yet = Du hast hier noch nichts geantwortet.
answer-approved = freigegeben
answer-rejected = wird nicht zitiert
withdrawn = Zurückgenommen und gelöscht.
my-data = Alles, was zu dir gespeichert ist
my-data-note = Die Datei enthält jede Zeile aus jeder Tabelle, die zu dir gehört; Verschlüsseltes ist darin lesbar.
my-data-about = Deine Daten als JSON-Datei
only-in-direct = Das zeige ich nur im Privatchat. Schreib mir dort denselben Befehl.
nothing-held = Zu dir ist nichts gespeichert.
forget = Wirklich alles löschen?
forget-note = Gelöscht werden deine Antworten, Stimmen, Einwilligungen und dein Konto, endgültig. Gepostete Zitate werden berichtigt. Veröffentlichte Zahlen, in denen du nicht zu erkennen bist, bleiben.
forgotten = Gelöscht. Zu dir ist nichts mehr gespeichert.

## Ergebnisse
results-title = Zwischenstand: { $title }
results-participants = { $count ->
        [one] Bisher hat eine Person teilgenommen.
       *[other] Bisher haben { $count } Personen teilgenommen.
    }
results-after-answer = Den Zwischenstand siehst du, sobald du selbst geantwortet hast.
results-after-close = Ergebnisse gibt es, wenn die Umfrage geschlossen ist.
results-none-yet = Es gibt noch nichts zu zeigen: Ergebnisse erscheinen ab fünf Antworten.

## Hilfe, Datenschutz, Sprache
help-title = So geht es
help =
    Tippe auf der Karte einer Umfrage auf eine Frage und schreib deine Antwort. Mehr braucht es nicht.
    /antwort 2 Dein Text – direkt antworten
    /antworten – deine Antworten sehen, ändern, zurücknehmen
    /digest – was bisher herauskam
    /widerruf – nirgends mehr zitiert werden
    /meinedaten – alles, was zu dir gespeichert ist
    /vergissmich – alles löschen
    /datenschutz – wer verantwortlich ist
    /sprache – Deutsch oder Englisch
privacy-title = Datenschutz
privacy =
    Verantwortlich: { $operator }, { $contact }.
    Zweck: Antworten auf Umfragen dieser Community sammeln und zusammengefasst zurückgeben. Grundlage ist deine Einwilligung (Art. 6 Abs. 1 lit. a DSGVO).
    Gespeichert werden: deine Antworten und deine Gruppe unter einem Pseudonym, deine Einwilligungen mit Zeitpunkt, deine Sprache. Deine Kennung bei der Plattform nur als verschlüsselter Prüfwert; im Klartext lesbar für uns nur verschlüsselt und nur, damit wir dir antworten können.
    Weitergegeben wird nichts. Nachrichten laufen über die Plattform, in der du schreibst; für sie gelten deren Regeln.
    Gezeigt werden nur Zahlen ab fünf Personen und Zitate, die du erlaubt hast.
    Deine Rechte: Auskunft und Kopie (/meinedaten), Löschung (/vergissmich), Widerruf (/widerruf), Berichtigung (/antworten), Beschwerde bei einer Aufsichtsbehörde.
language-question = In welcher Sprache soll ich mit dir sprechen?
language-set = Gut, ich spreche Deutsch mit dir.

## Wenn es jemandem schlecht geht
crisis-title = Das klingt, als ginge es dir gerade sehr schlecht.
crisis =
    Du musst damit nicht allein sein. Die TelefonSeelsorge hört rund um die Uhr zu, kostenfrei und anonym: 0800 111 0 111, 0800 111 0 222 oder 116 123, im Chat auf online.telefonseelsorge.de. Wenn es ganz dringend ist: 112.
    Deine Antwort ist gespeichert und wird nicht zitiert. Du kannst sie mit /antworten zurücknehmen.
crisis-for-moderators = In { $wave } spricht eine Antwort möglicherweise von Selbstverletzung. Die Person hat Hilfsangebote bekommen, die Antwort wird nicht zitiert. Sie steht in der Liste zum Freigeben.

## Karte
card-operator = Es fragt: { $operator }.
card-until = Läuft bis { $date }.
card-endless = Läuft bis auf Weiteres.
card-closed = Diese Umfrage ist geschlossen. Danke an alle!
card-paused = Diese Umfrage ist gerade angehalten.
card-use = Antworten sind pseudonym, Zitate nur mit deinem Ja, gelöscht wird spätestens nach { $months } Monaten.
card-open-results = Der Zwischenstand ist jederzeit offen. Gelöscht wird spätestens nach { $months } Monaten.
card-article = Zum Artikel:
card-participants = { $count ->
        [0] Noch hat niemand geantwortet.
        [one] Eine Person hat geantwortet.
       *[other] { $count } Personen haben geantwortet.
    }

## Termine
reminder = Noch bis { $date }, { $time } Uhr ist Zeit zum Antworten.
manage-opens = Öffnet am { $date } um { $time } Uhr.
manage-reminds = 24 Stunden vor dem Ende kommt eine Erinnerung.
manage-comes-again = Kommt wieder am { $date } um { $time } Uhr.
manage-open = Jetzt öffnen
manage-cancel = Absagen
manage-cancelled = Abgesagt: { $wave }. Es wurde nichts gepostet.
manage-remind = { $value ->
        [0] Nicht erinnern
       *[other] Vor dem Ende erinnern
    }
manage-repeat = { $value ->
        [0] einmalig
        [1] jede Woche
       *[other] alle { $value } Wochen
    }
manage-once = Wieder in { $value } Wochen
time-unreadable = „{ $given }“ verstehe ich nicht als Zeitpunkt. So geht es: 01.12.2026 09:00.
time-is-past = Dieser Zeitpunkt ist schon vorbei: { $given }.
wave-end-before-start = Das Ende muss nach dem Anfang liegen.

## Moderation
arrived = Hallo zusammen! Wer hier moderiert, startet mit /umfrage eine Umfrage. Antworten kommen pseudonym zusammen, gezeigt wird erst ab fünf.
launch-title = Umfrage starten
launch-where = Für welche Gruppe?
launch-no-places = Ich kenne noch keine Gruppe, die du moderierst. Füge mich einer Gruppe hinzu und schreib dort /umfrage, dann geht es hier weiter.
launch-what = Was soll in „{ $place }“ gefragt werden?
launch-unreachable = Damit ich dir Bescheid geben kann, wenn etwas klemmt oder auf Freigabe wartet, öffne einmal den Privatchat mit mir.
launch-own = Eigene Frage stellen
launch-own-question = Wie lautet deine Frage? Schreib sie in einem Satz (höchstens 300 Zeichen).
launch-settings = So sehen es die Mitglieder (oben). Was soll gelten?
launch-settings-note = Dauer: { $days } Tage. Inhalt und Regeln stehen fest, sobald jemand geantwortet hat.
launch-days = { $value } Tage
launch-rhythm = { $value ->
        [0] Digest am Ende
       *[other] Digest alle { $value } T.
    }
launch-show = { $value ->
        [after-answer] Ergebnis nach eigener Antwort
        [after-close] Ergebnis am Ende
       *[other] Ergebnis live
    }
launch-named = { $value ->
        [0] Zitate ohne Namen
       *[other] auch mit Namen
    }
launch-go = Starten
launch-cancel = Abbrechen
launched = Gestartet: { $wave } in „{ $place }“. Die Karte wird gerade gepostet.
launch-manage = Verwalten: { $wave }
launch-manage-now = Verwalten
manage-which = Welche Umfrage?
manage-nothing = Hier läuft gerade keine Umfrage, und zuletzt wurde keine beendet.
manage-state = Stand: { $state }, { $people ->
        [one] eine Person
       *[other] { $people } Personen
    }
manage-waiting = { $count ->
        [0] Nichts wartet auf Freigabe.
        [one] Eine Antwort wartet auf Freigabe.
       *[other] { $count } Antworten warten auf Freigabe.
    }
manage-until = Läuft bis { $date }, { $time } Uhr.
manage-unsure = { $count ->
        [one] Bei einem Beitrag ist unklar, ob er ankam. Noch einmal senden?
       *[other] Bei { $count } Beiträgen ist unklar, ob sie ankamen. Noch einmal senden?
    }
manage-digest = Digest jetzt
manage-pause = Anhalten
manage-resume = Fortsetzen
manage-extend = 7 Tage länger
manage-close = Schließen
manage-reopen = Wieder öffnen
manage-again = Noch einmal senden
manage-review = Antworten freigeben
managed = Erledigt: { $what }
wave-draft = geplant
wave-open = läuft
wave-closed-state = geschlossen
wave-paused-state = angehalten
review-title = { $title } ({ $count ->
        [one] letzte
       *[other] noch { $count }
    })
review-sensitive = Diese Antwort spricht möglicherweise von Selbstverletzung. Sie wird nie zitiert.
review-approve = Freigeben
review-reject = Ablehnen
review-approved = Freigegeben: darf mit Erlaubnis zitiert werden.
review-rejected = Abgelehnt: zählt weiter, wird aber nicht zitiert.
review-done = Alles gesichtet.
review-gone = Diese Antwort gibt es nicht mehr.
place-gone = Ich bin in „{ $place }“ nicht mehr dabei. Umfragen dort ruhen, bis ich wieder eingeladen werde.
place-closed = In „{ $place }“ darf ich nicht schreiben (Thema geschlossen oder Recht fehlt). Umfragen dort ruhen, bis das behoben ist.
outage = Ich war eine Weile nicht erreichbar. Was ihr geschrieben habt, ist angekommen; Tipps auf Knöpfe aus dieser Zeit bitte wiederholen.

## Knöpfe
button-agree = Ich bin mindestens 16 und einverstanden
button-decline = Nein, danke
button-privacy = Datenschutz
button-choose = Frage aussuchen
button-answer-now = Jetzt antworten
button-answer-all = Alle beantworten
button-mine = Meine Antworten
button-results = Zwischenstand
button-quotes = Meine Zitate
button-other-wave = Weiter zur nächsten Umfrage
button-go-on = Weiter beantworten
button-later = Später
button-skip = Überspringen
button-leave = So lassen
button-back = Zurück
button-done = Fertig
button-change = Ändern: { $title }
button-withdraw = Zurücknehmen
button-no = Nein
button-forget = Ja, alles löschen
button-forget-me = Alles löschen
button-my-data = Meine Daten

## Befehle (Menü)
command-antwort = Antworten: Nummer und Text
command-antworten = Meine Antworten sehen, ändern, zurücknehmen
command-digest = Was bisher herauskam
command-widerruf = Nirgends mehr zitiert werden
command-meinedaten = Alles, was zu mir gespeichert ist
command-vergissmich = Alles über mich löschen
command-datenschutz = Wer verantwortlich ist und was gespeichert wird
command-sprache = Deutsch oder Englisch
command-hilfe = So geht es
command-umfrage = Umfrage starten (Moderation)
command-verwalten = Umfragen verwalten (Moderation)

## Was nicht geht
stored-later = Angekommen. Die Datenbank nimmt gerade nichts an; deine Nachricht wird nachgetragen, sobald es geht, und dann bestätigt.
not-stored = NICHT gespeichert: Die Datenbank nimmt gerade nichts an. Bitte versuch es gleich noch einmal.
went-wrong = Da ging bei uns etwas schief, und es wurde nichts gespeichert. Bitte versuch es noch einmal.
button-unknown = Diesen Knopf kenne ich nicht mehr.
wave-unknown = Diese Umfrage gibt es hier nicht.
unknown-answer = Diese Antwort gibt es nicht mehr.
unknown-wave = Eine Umfrage „{ $wave }“ gibt es nicht.
wave-not-open-yet = Diese Umfrage hat noch nicht begonnen.
wave-paused = Diese Umfrage ist gerade angehalten. Es wurde nichts gespeichert.
wave-closed = Diese Umfrage ist geschlossen. Es wurde nichts mehr gespeichert.
wave-locked = Es hat schon jemand geantwortet, der Inhalt steht fest.
wave-end-is-past = Das neue Ende läge in der Vergangenheit.
wave-anonymous-stays-closed = Eine anonyme Umfrage bleibt geschlossen, wenn sie einmal geschlossen ist.
wave-step-refused = Das geht in diesem Zustand der Umfrage nicht.
consent-missing = Dafür fehlt noch dein Einverständnis.
not-taking-part = Du nimmst an dieser Umfrage nicht teil; zu dir ist hier nichts gespeichert.
not-a-moderator = Das dürfen nur, die hier moderieren.
no-place = Für eine Umfrage braucht es mindestens einen Ort.
places-of-several-communities = Diese Orte gehören zu verschiedenen Communitys.
operator-missing = Bevor hier gefragt werden darf, muss feststehen, wer verantwortlich ist: NACHGEFRAGT_OPERATOR__NAME und NACHGEFRAGT_OPERATOR__CONTACT setzen.
place-unknown = Diesen Ort kenne ich nicht.
questionnaire-unknown = Diesen Fragebogen gibt es nicht.
unknown-questionnaire = Einen Fragebogen „{ $given }“ gibt es nicht.
secret-key-broken = In { $file } steht kein Schlüssel. Stell die Datei aus deiner Sicherung wieder her; ein neuer Schlüssel erkennt niemanden wieder.
already-running = Auf dieser Datenbank läuft schon ein Prozess.
questionnaire-broken = Der Fragebogen { $file } hat { $count } Fehler.
anonymous-not-yet = Anonyme Umfragen lassen sich in dieser Version noch nicht starten.
