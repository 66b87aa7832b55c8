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
information-anonymous =
    Diese Umfrage ist anonym. { $operator } speichert deine Antwort ohne Namen und Uhrzeit, nur mit dem Tag, höchstens { $months } Monate nach dem Ende.
    Was von wem ist, hängt an einem Schlüssel. Er wird mit dem Ende der Umfrage vernichtet: Bis dahin kannst du alles ansehen, ändern, zurücknehmen und löschen (/antworten, /widerruf, /vergissmich), danach nichts mehr, denn dann weiß niemand mehr, was von dir ist, auch { $operator } nicht.
    Freie Texte liest vor dem Ende niemand. Dass du mitmachst, kann sehen, wer dich hier tippen sieht; Telegram und Discord lesen mit, was du ihnen schickst. Zitiert wird nur mit deinem Ja, ohne Namen und Gruppe.
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
too-many = Das war sehr viel auf einmal, deshalb wurde dies NICHT gespeichert. Ab { $time } Uhr geht es weiter.
only-words = Damit kann ich leider nichts anfangen. Schreib deine Antwort bitte als Text.
not-your-words = Das ist eine weitergeleitete oder nicht in deinem Namen gesendete Nachricht. Ist das deine eigene Antwort, dann schreib sie bitte selbst.
nothing-asked = Gerade läuft hier keine Umfrage, zu der ich dich etwas gefragt habe.
answer-no-such-question = Diese Nummer gibt es nicht. Die Fragen haben die Nummern 1 bis { $count }.
vote-agree = Stimme zu
vote-disagree = Stimme nicht zu
vote-pass = Weiter
button-report = Melden
reported = Danke für den Hinweis. Eine Person aus der Moderation sieht sich die Aussage an; dir wird sie nicht mehr gezeigt.
statement-gone = Diese Aussage steht nicht mehr zur Abstimmung.

## Formulare
form-answer = Deine Antwort
form-information =
    { $operator } speichert deine Antwort unter einem Pseudonym, höchstens { $months } Monate nach dem Ende. Die Teilnahme ist freiwillig, ab { $age } Jahren.
    Zitiert wird nur mit deinem Ja. Ändern, zurücknehmen, löschen geht jederzeit: /antworten, /widerruf, /vergissmich, /datenschutz.
form-information-anonymous =
    Anonym: { $operator } speichert deine Antwort ohne Namen, nur mit dem Tag, höchstens { $months } Monate nach dem Ende. Freiwillig, ab { $age } Jahren.
    Ansehen, ändern, zurücknehmen, löschen geht bis zum Ende der Umfrage (/antworten, /widerruf, /vergissmich). Dann wird der Schlüssel vernichtet, und niemand weiß mehr, was von wem ist. Freie Texte liest vorher niemand; zitiert wird nur mit deinem Ja.
form-agree-about = Ohne dieses Häkchen wird nichts gespeichert.
form-quote = In dieser Community zitiert werden?
form-quote-about = Mit einem Tipp zurückzunehmen.
form-not-agreed = NICHT gespeichert: Dafür fehlt dein Einverständnis. Hier ist dein Text:
form-stale = NICHT gespeichert: Diese Frage wird gerade nicht mehr gestellt. Hier ist dein Text:
receipt-not-quoted = Du wirst damit nicht zitiert.
receipt-quoted = So würdest du zitiert, ohne Namen.
receipt-quoted-named = So würdest du zitiert, als { $name }.
count-it-here = Soll das als Antwort zählen? Tippe hier; was folgt, siehst nur du. Nach zehn Minuten lösche ich es bei mir.
button-count-it-here = Ja, zählen lassen
button-write = Antwort schreiben
button-next = Nächste Frage ({ $number }/{ $total })
button-direct = Per Direktnachricht beantworten
button-change-it = Ändern
button-withdraw-it = Löschen
button-again = Noch einmal versuchen
direct-hello = Hallo! Hier geht es weiter, nur zwischen uns.
direct-sent = Ich habe dir eine Direktnachricht geschickt.
direct-closed = Ich kann dir keine Direktnachricht schicken: Erlaube sie in den Privatsphäre-Einstellungen dieses Servers und versuch es noch einmal.

## Was an einer Antwort nicht geht
complaint-blank = Da war kein Text dabei. Schreib bitte ein paar Worte.
complaint-too-long = Das sind { $length } Zeichen, { $limit } passen. Es wurde NICHTS gespeichert. Hier ist dein Text zum Kürzen:
complaint-choose-one = Bitte wähle genau eine Möglichkeit.
complaint-place-missing = In der Reihenfolge fehlt ein Platz: { $given }.
complaint-part-missing = Es fehlt: { $given }.
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
quote-revocable-anonymous = Ohne dein Ja zitieren wir nichts. Zurücknehmen kannst du es bis zum Ende der Umfrage; danach weiß niemand mehr, was von dir ist.
quote-in-community = in dieser Community
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
model-yes = ✓ Sprachmodell bei { $host }: darf deine Antworten lesen und zusammenfassen
model-no = ✗ Sprachmodell bei { $host }: liest deine Antworten nicht
model-give = Erlauben: Sprachmodell
model-take-back = Zurücknehmen: Sprachmodell
model-question = Darf ein Sprachmodell lesen, was du geschrieben hast?
model-about = Es fasst Themen in ein paar Sätzen zusammen, die danach geprüft werden. Deine Antworten gingen dafür an { $host }, ohne deinen Namen. Gezählt und gelesen werden sie auch ohne das.
model-revocable = Ohne dein Ja liest es keine deiner Antworten. Du kannst es jederzeit unter „Meine Zitate“ zurücknehmen.
model-no-button = Nein, kein Sprachmodell
model-yes-button = Ja, darf es
model-declined = In Ordnung: Kein Sprachmodell liest deine Antworten.
model-on = Erlaubt: Ein Sprachmodell darf deine Antworten zusammenfassen.
model-off = Zurückgenommen: Kein Sprachmodell liest deine Antworten.
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
answer-pending = wartet auf Freigabe
answer-reason = Grund: { $reason } Wenn du den Text änderst, wird er neu gelesen.
answer-approved = freigegeben
answer-rejected = wird nicht zitiert
withdrawn = Zurückgenommen und gelöscht.
my-data = Alles, was zu dir gespeichert ist
my-data-note = Die Datei enthält jede Zeile aus jeder Tabelle, die zu dir gehört; Verschlüsseltes ist darin lesbar.
anonymous-over-note = Anonyme Umfragen, die zu Ende sind: Ob etwas darin von dir ist, weiß niemand mehr. Es lässt sich weder zeigen noch ändern noch löschen.
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

## Wo stehe ich?
button-stand = Wo stehe ich?
button-react = Auf andere reagieren
stand-title = Wo stehe ich? { $title }
stand-note = Verglichen wird mit den bisher veröffentlichten Antworten; deine eigene ist vielleicht noch nicht dabei.
stand-note-live = Verglichen wird mit allen Antworten bis jetzt.
stand-most = wie die meisten
stand-many = wie viele andere
stand-rarer = eine seltenere Antwort
stand-below = unter der Mitte
stand-around = um die Mitte
stand-above = über der Mitte
stand-majority = bei { $same } von { $of ->
        [one] einer Aussage
       *[other] { $of } Aussagen
    } wie die Mehrheit
stand-answered = Diese Frage haben { $people } Personen beantwortet.
stand-few = Noch zu wenige Antworten, um das zu sagen.
stand-withheld = Das lässt sich noch nicht sagen, ohne dass jemand zu erkennen wäre.
stand-nothing = Für diese Antworten gibt es keinen Vergleich.
stand-share = { $said } ({ $percent } % von { $people })
stand-in-group = in deiner Gruppe ({ $group }): { $said }
stand-answer = { $answer }: { $said }

## Hilfe, Datenschutz, Sprache
help-title = So geht es
button-policy = So wird moderiert
help =
    Tippe auf der Karte einer Umfrage auf eine Frage und schreib deine Antwort. Mehr braucht es nicht.
    /antwort 2 Dein Text – direkt antworten
    /antworten – deine Antworten sehen, ändern, zurücknehmen
    /digest – was bisher herauskam
    /verbinden – zwei Konten als eine Person zählen
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
    In anonymen Umfragen gelten diese Rechte bis zu deren Ende; danach weiß niemand mehr, was von wem ist.
language-question = In welcher Sprache soll ich mit dir sprechen?
language-set = Gut, ich spreche Deutsch mit dir.

## Verbinden und koppeln
command-verbinden = Zwei Konten als eine Person zählen
command-koppeln = Zwei Gruppen zu einer Community machen (Moderation)
command-trennen = Diese Gruppe wieder allein führen (Moderation)
code-wrong = Dieser Code stimmt nicht oder ist abgelaufen. Codes gelten zehn Minuten und nur einmal.
code-too-many = Das waren zu viele falsche Codes. Versuch es in zehn Minuten noch einmal.
code-burnt = Ein Code, den andere mitlesen konnten, gilt nicht mehr.
connect-title = Zwei Konten, eine Person
connect-about = Du antwortest hier und auf einer anderen Plattform? Verbinde beide Konten, dann zählst du nur einmal: Bei jeder Frage gilt deine neueste Antwort, und du kannst auf beiden Plattformen weitermachen.
connect-code = So geht es: Schreib mir innerhalb von zehn Minuten im Privatchat auf der anderen Plattform
connect-warning = Gib diesen Code niemandem. Wer ihn eingibt, kann danach alle deine Antworten sehen und ändern.
connect-question = Dieses Konto mit einem Konto bei { $platform } verbinden?
connect-means =
    Beide Konten sind dann eine Person. Habt ihr dieselbe Frage beantwortet, gilt die neuere Antwort; die ältere wird verschlüsselt aufgehoben, damit du die Verbindung wieder lösen kannst.
    Zitiert wird nur, was beide Konten für den jeweiligen Ort erlaubt haben. Was du danach erlaubst, zurücknimmst oder löschst, gilt für beide.
    Mit /verbinden kannst du es jederzeit rückgängig machen.
connect-trust = Sag nur Ja, wenn beide Konten dir gehören. Wer dir den Code gegeben hat, sieht danach alle deine Antworten.
connect-own = Diesen Code habe ich dir in diesem Konto gezeigt. Schreib ihn mir auf der anderen Plattform.
connect-same-platform = Dieser Code gehört zu einem Konto auf derselben Plattform. Verbinden lassen sich nur Konten auf verschiedenen Plattformen.
connect-already = Eines der beiden Konten ist schon verbunden. Mit /verbinden kannst du das lösen.
connect-none = Dieses Konto ist mit keinem anderen verbunden.
connect-not = In Ordnung, es wurde nichts geändert.
connected = Verbunden mit deinem Konto bei { $platform }. Du zählst ab jetzt einmal. Rückgängig machen: /verbinden
connect-told = Ein Konto bei { $platform } hat sich mit deinem verbunden und sieht jetzt alle deine Antworten. Warst du das nicht selbst, dann löse die Verbindung sofort mit /verbinden.
connect-state = Verbunden seit { $date }: { $platforms }. Du zählst einmal und kannst auf beiden Plattformen antworten.
part-question = Verbindung lösen?
part-means = Jedes Konto bekommt zurück, was es vorher gesagt hatte. Was du seit dem Verbinden gesagt oder geändert hast, bleibt beim Konto bei { $platform }; was du seitdem zurückgenommen hast, kommt nirgends wieder.
parted = Die Verbindung ist gelöst. Beide Konten zählen wieder für sich.
forget-both = Du hast zwei Konten verbunden: Gelöscht wird alles von beiden. Soll nur eines gehen, dann löse zuerst die Verbindung mit /verbinden.
couple-title = Zwei Gruppen, eine Community
couple-about = Gehören zu eurer Community eine Gruppe und ein Server auf verschiedenen Plattformen, dann kopple sie: Umfragen laufen an beiden Orten und werden zusammen gezählt.
couple-code = So geht es: Wer den anderen Ort moderiert, schreibt mir innerhalb von zehn Minuten im Privatchat (bei Discord geht es auch auf dem Server, dort sieht es sonst niemand)
couple-belongs =
    Bisher gehören dazu:
    { $places }
couple-where = Um welche Gruppe geht es?
couple-no-places = Ich kenne keine Gruppe, die du moderierst. Schreib den Befehl ohne Code einmal in der Gruppe, um die es geht; dann geht es hier weiter.
couple-question = Diese Orte zu einer Community koppeln?
couple-first =
    Zusammen:
    { $places }
couple-second =
    Und:
    { $places }
couple-means = Die Community heißt dann „{ $name }“. Laufende Umfragen laufen dort weiter, wo sie sind; wer einen der Orte moderiert, kann alle verwalten. Mit /trennen geht es zurück.
couple-same = Dieser Ort gehört schon dazu.
couple-not = In Ordnung, es bleibt, wie es ist.
coupled =
    Gekoppelt. Zu einer Community gehören jetzt:
    { $places }
uncouple-title = Eine Gruppe wieder allein führen
uncouple-question = Diese Orte voneinander trennen?
uncouple-waves = Mit dem ersten Teil gehen: { $waves }. Alle anderen Umfragen bleiben beim zweiten.
uncouple-no-waves = Alle Umfragen bleiben beim zweiten Teil.
uncoupled =
    Getrennt. Eine eigene Community sind jetzt:
    { $places }
part-nothing = Hier gibt es nichts zu trennen: Dieser Ort ist mit keinem anderen gekoppelt.
button-connect = Ja, das sind beides meine Konten
button-part = Verbindung lösen
button-part-yes = Ja, lösen
button-couple = Ja, koppeln
button-uncouple = Ja, trennen

## Wenn es jemandem schlecht geht
crisis-title = Das klingt, als ginge es dir gerade sehr schlecht.
crisis =
    Du musst damit nicht allein sein. Die TelefonSeelsorge hört rund um die Uhr zu, kostenfrei und anonym: 0800 111 0 111, 0800 111 0 222 oder 116 123, im Chat auf online.telefonseelsorge.de. Wenn es ganz dringend ist: 112.
    Deine Antwort ist gespeichert und wird nicht zitiert. Du kannst sie mit /antworten zurücknehmen.
crisis-for-moderators = In { $wave } spricht eine Antwort möglicherweise von Selbstverletzung. Die Person hat Hilfsangebote bekommen, die Antwort wird nicht zitiert. Sie steht in der Liste zum Freigeben.

## Prüfen
check-title = Ist alles bereit?
check-good = Alles ist bereit.
check-about-operator = Verantwortlich
check-about-posts = Beiträge
check-operator = { $name }, { $contact }
check-operator-missing = nicht genannt
check-operator-do = wer den Bot betreibt, setzt { $settings }: ohne das öffnet keine Umfrage
check-posts = bei { $count } ist unklar, ob sie ankamen
check-posts-do = nachsehen, ob sie dastehen; /verwalten sendet sie noch einmal
check-token = das Token gehört { $name }
check-token-refused = das Token wird abgelehnt
check-token-do = { $platform ->
        [telegram] bei @BotFather ein neues holen und NACHGEFRAGT_TELEGRAM__TOKEN setzen
       *[discord] im Entwicklerportal ein neues holen und NACHGEFRAGT_DISCORD__TOKEN setzen
    }
check-slow = keine Antwort binnen { $seconds } s
check-later = bittet, { $seconds } s zu warten
check-slow-do = gleich noch einmal prüfen
check-silent = antwortet nicht ({ $reason })
check-silent-do = Netz und { $setting } prüfen
check-not-run = läuft hier nicht
check-not-run-do = wer den Bot betreibt, setzt { $setting }
check-privacy-on = der Privatmodus ist an: der Bot bekommt nur Befehle, Antworten an ihn und Erwähnungen
check-privacy-off = der Privatmodus ist aus: der Bot bekommt jede Nachricht einer Gruppe
check-privacy-do = nichts muss sein; mit @BotFather, /setprivacy, Enable sieht er nur, was für ihn bestimmt ist
check-polling = Abruf (polling), { $waiting } warten
check-webhook = Webhook, { $waiting } warten
check-webhook-left = ein Webhook ist gesetzt
check-webhook-left-do = der Bot entfernt ihn, wenn er mit dem Abruf beginnt
check-webhook-nowhere = Webhook ohne Adresse
check-webhook-nowhere-do = { $setting } setzen
check-webhook-failed = Webhook, { $waiting } warten, letzter Fehler: { $error }
check-webhook-failed-do = den Proxy vor dem Bot prüfen
check-intents-off = kein privilegierter Intent ist an, keiner wird gebraucht
check-intents-on = privilegierte Intents sind an: { $intents }
check-intents-do = nichts muss sein; der Bot braucht keinen davon, im Entwicklerportal unter „Bot“ lassen sie sich abschalten
check-gateway = das Gateway ist erreichbar, heute sind { $left } von { $total } Verbindungen übrig
check-gateway-do = herausfinden, warum der Bot so oft neu startet: ist keine übrig, setzt Discord das Token zurück
check-commands = die Befehle sind angemeldet
check-commands-old = die Befehle sind nicht angemeldet, oder die einer anderen Version
check-commands-do = der Bot meldet sie an, wenn er startet
check-not-there = der Bot ist nicht dabei
check-not-there-do = wieder einladen, oder die Umfragen dort schließen
check-may-not-write = der Bot darf dort nicht schreiben
check-may-not-write-do = ihm das Recht geben, Nachrichten zu senden
check-may-pin = darf schreiben und anheften
check-may-not-pin = darf schreiben, aber nicht anheften
check-may-not-pin-do = zum Admin mit dem Recht anzuheften machen, damit die Karte oben bleibt
check-private = Antworten gehen dort ungesehen von der Gruppe
check-not-private = Antworten gehen von dort in den Privatchat
check-may-all = darf alles, was er braucht
check-right-missing = { $right ->
        [view] sieht den Kanal nicht
        [send] darf nicht schreiben
        [post] darf keine Beiträge erstellen
        [threads] darf in Threads nicht schreiben
        [embed] darf keine Links einbetten
        [attach] darf keine Dateien anhängen: Digests kämen ohne Bild
        [history] darf ältere Nachrichten nicht lesen: was nach einem Ausfall kam, ginge verloren
        [react] darf kein Häkchen unter Antworten setzen
       *[pin] darf die Karte nicht anpinnen
    }
check-right-do = der Rolle des Bots im Kanal dieses Recht geben: { $right ->
        [view] Kanal ansehen (View Channel)
        [send] Nachrichten senden (Send Messages)
        [post] Beiträge erstellen (Create Posts)
        [threads] Nachrichten in Threads senden (Send Messages in Threads)
        [embed] Links einbetten (Embed Links)
        [attach] Dateien anhängen (Attach Files)
        [history] Nachrichtenverlauf anzeigen (Read Message History)
        [react] Reaktionen hinzufügen (Add Reactions)
       *[pin] Nachrichten anpinnen (Pin Messages)
    }
check-silenced = der Bot hat auf dem Server eine Auszeit
check-silenced-do = die Auszeit aufheben
check-channel-gone = den Kanal gibt es nicht mehr
check-channel-gone-do = die Umfragen dort schließen
check-channel-kind = in einem Kanal dieser Art kann keine Karte stehen
check-channel-kind-do = einen Textkanal, Thread oder ein Forum wählen
check-thread-locked = der Thread ist gesperrt
check-thread-locked-do = ihn entsperren, oder die Umfrage dort schließen

## Karte
card-operator = Es fragt: { $operator }.
card-until = Läuft bis { $date }.
card-endless = Läuft bis auf Weiteres.
card-closed = Diese Umfrage ist geschlossen. Danke an alle!
card-paused = Diese Umfrage ist gerade angehalten.
card-use = Antworten sind pseudonym, Zitate nur mit deinem Ja, gelöscht wird spätestens nach { $months } Monaten.
card-use-anonymous = Anonym: Mit dem Ende wird der Schlüssel vernichtet; bis dahin kannst du ändern und zurücknehmen. Zitate nur mit deinem Ja, gelöscht wird spätestens nach { $months } Monaten.
card-open-results = Der Zwischenstand ist jederzeit offen. Gelöscht wird spätestens nach { $months } Monaten.
card-article = Zum Artikel:
card-participants = { $count ->
        [0] Noch hat niemand geantwortet.
        [one] Eine Person hat geantwortet.
       *[other] { $count } Personen haben geantwortet.
    }

## Karte in Teilen
card-part = { $title } ({ $part }/{ $parts })
card-answer = Antworten
card-read = Artikel

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
wave-next-opens-before = Bis dahin beginnt schon die nächste Umfrage der Reihe. Verlängern geht, sobald „einmalig“ gewählt ist.

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
launch-anonymous = { $value ->
        [0] pseudonym
       *[other] anonym
    }
launch-anonymous-note = Anonym: Mit dem Ende wird der Schlüssel vernichtet, der Antworten zu Personen führt. Freie Texte sind erst dann zu lesen, freizugeben und nach Themen geordnet; wieder öffnen lässt sich die Umfrage nicht.
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
manage-reported = { $count ->
        [one] Eine Aussage wurde gemeldet.
       *[other] { $count } Aussagen wurden gemeldet.
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
manage-themes = Themen
manage-preview = Digest-Vorschau
preview-title = So würde der Digest jetzt gepostet. Nur du siehst das.
preview-post = Posten
preview-edit = Ändern
preview-drop = Verwerfen
preview-edit-title = Was soll in diesem Digest stehen?
preview-edit-about = Markiertes steht darin. Wer mitgemacht hat, was wir nicht wissen und wie gezählt wird, steht in jedem.
preview-other-quote = { $number }. anderes Zitat
preview-black = { $number }. schwärzen
preview-all-quotes = Alle Zitate wieder zulassen
preview-back = Zur Vorschau
preview-posting = Der Digest wird gerade gepostet.
preview-twice = Dieser Digest ist schon auf dem Weg; er wird nur einmal gepostet.
preview-dropped = Verworfen. Es wurde nichts gepostet.
preview-gone = Diese Vorschau gibt es nicht mehr. Es wurde nichts gepostet.
preview-anew = Neue Vorschau
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
review-reported = { $count ->
        [one] Jemand hat diese Aussage gemeldet.
       *[other] { $count } Personen haben diese Aussage gemeldet.
    }
suggestion-self-harm = Hinweis: spricht möglicherweise von Selbstverletzung.
suggestion-threat = Hinweis: klingt nach einer Drohung.
suggestion-redact = Hinweis: persönliche Daten, in ⟦ ⟧. Schwärzen?
suggestion-named = Hinweis: eine Person wird genannt, in ⟦ ⟧. Schwärzen, wenn sie nicht öffentlich ist?
suggestion-insult = Hinweis: möglicherweise eine Beleidigung.
suggestion-invite = Hinweis: lädt in eine andere Gruppe ein.
suggestion-link = Hinweis: enthält einen Link.
suggestion-copied = Hinweis: fast wörtlich wie die Antwort einer anderen Person.
review-approve = Freigeben
review-reject = Ablehnen
review-black = Schwärzen
review-black-proposed = Vorschlag schwärzen
review-keep = Bleibt
review-kept = Die Aussage bleibt in der Abstimmung.
review-changed = Der Text wurde inzwischen geändert. Hier ist der aktuelle Stand.
review-why = Warum wird abgelehnt?
review-why-told = Die Person erfährt den Grund privat und kann ihren Text ändern. Deinen Namen erfährt sie nicht.
review-why-type = Schreib den Grund in ein bis zwei Sätzen (höchstens 300 Zeichen). Die Person erfährt ihn privat, deinen Namen nicht.
review-reason = Grund
reason-own = Eigener Grund
reason-insult = Der Text beleidigt oder bedroht jemanden.
reason-personal = Der Text macht andere Menschen erkennbar.
reason-advert = Der Text ist Werbung.
reason-off-topic = Der Text hat nichts mit der Frage zu tun.
reason-unclear = Der Text ist für andere nicht zu verstehen.
rejected-told = Deine Antwort auf „{ $title }“ ({ $wave }) wird nicht zitiert und nicht zur Abstimmung gestellt. Sie zählt weiter mit. Der Grund:
rejected-revise = Du kannst sie ändern; dann wird sie neu gelesen. Alle deine Antworten: /antworten
rejected-stays = Die Umfrage nimmt gerade keine Änderungen an. Alle deine Antworten: /antworten
button-revise = Antwort ändern
waiting-first = In { $wave } wartet die erste Antwort auf Freigabe.
waiting-long = In { $wave } { $count ->
        [one] wartet eine Antwort
       *[other] warten { $count } Antworten
    } auf Freigabe, die erste seit über einem Tag.
waiting-reported = In { $wave } wurde eine Aussage gemeldet.
queue-title = Freigaben
queue-wave = { $wave }: { $count ->
        [one] eine Antwort wartet
       *[other] { $count } Antworten warten
    }{ $reported ->
        [0] {""}
        [one] , eine Aussage gemeldet
       *[other] , { $reported } Aussagen gemeldet
    }
queue-review = { $wave } durchsehen
queue-empty = Nichts wartet auf Freigabe.
queue-here = Hier die Freigaben zeigen
queue-coming = Hier steht gleich, wie viele Antworten warten, wenn einfache Mitglieder diesen Ort nicht sehen. Sonst bekommst du Bescheid.
queue-only-in-place = Das geht an einem Ort, den nur die Moderation sieht: in Discord ein Kanal, in Telegram eine private Gruppe, in der alle Admins sind. Dort /freigaben.
queue-not-private = In „{ $place }“ zeige ich keine Freigaben: Mitglieder könnten sie dort sehen, oder die Plattform sagt es mir nicht. Was wartet, sage ich dir weiterhin privat.
review-black-which = Welche Stellen sollen geschwärzt werden? Schreib jede auf eine eigene Zeile, so wie sie im Text steht. Geschwärzt wird für immer, auch wo schon zitiert wird.
review-passages = Stellen, eine je Zeile
review-blacked = Geschwärzt.
redaction-not-found = Das steht so nicht im Text. Es wurde nichts geschwärzt.
review-theme = Thema
review-theme-now = Thema: { $label }
review-theme-none-now = Noch ohne Thema.
review-theme-which = Wovon spricht diese Antwort?
review-theme-none = Noch ohne Thema
review-theme-moved = Einsortiert unter „{ $label }“. Die Zahlen folgen mit der nächsten Veröffentlichung.
review-theme-taken-out = Die Antwort ist jetzt ohne Thema. Die Zahlen folgen mit der nächsten Veröffentlichung.
review-approved = Freigegeben: darf mit Erlaubnis zitiert werden.
review-rejected = Abgelehnt: zählt weiter, wird aber nicht zitiert.
review-done = Alles gesichtet.
review-gone = Diese Antwort gibt es nicht mehr.
place-gone = Ich bin in „{ $place }“ nicht mehr dabei. Umfragen dort ruhen, bis ich wieder eingeladen werde.
place-closed = In „{ $place }“ darf ich nicht schreiben (Thema geschlossen oder Recht fehlt). Umfragen dort ruhen, bis das behoben ist.
outage = Ich war eine Weile nicht erreichbar. Was ihr geschrieben habt, ist angekommen; Tipps auf Knöpfe aus dieser Zeit bitte wiederholen.

## Themen
theme-nothing = Noch keine Themen. Die Maschine sucht danach, sobald eine offene Frage 30 Antworten hat.
theme-which-question = Themen welcher Frage?
theme-list-title = Themen: { $title }
theme-list-about = Die Zahlen sind die zuletzt veröffentlichten; „–“ steht für noch nicht veröffentlicht oder weniger als fünf Personen.
theme-list-empty = Gerade gilt kein Thema.
theme-more = Weitere
theme-way = { $label } · { $count }
theme-way-proposed = { $label } · { $count } · Vorschlag
theme-undo = Doch nicht: { $label } bleibt
theme-check = Prüfen
theme-people = Zuletzt veröffentlicht: { $count } Personen.
theme-people-withheld = Noch nicht veröffentlicht, oder weniger als fünf Personen.
theme-defined = Dazu gehört: { $words }
theme-keywords = Wörter: { $words }
theme-state-proposed = Ein Vorschlag der Maschine.
theme-state-accepted = Angenommen.
theme-state-merged = Mit einem anderen Thema zusammengelegt.
theme-state-rejected = Verworfen.
theme-accept = Annehmen
theme-accept-again = Doch ein Thema
theme-reject = Verwerfen
theme-rename = Umbenennen
theme-define = Definition
theme-merge = Zusammenlegen mit …
theme-merge-which = Mit welchem Thema soll „{ $label }“ zusammengelegt werden? Das andere bleibt.
theme-name-which = Wie soll „{ $label }“ heißen? Höchstens { $longest } Zeichen.
theme-name-field = Name des Themas
theme-line-which = Was gehört zu „{ $label }“? Eine Zeile, höchstens { $longest } Zeichen.
theme-line-field = Was dazugehört
theme-accepted = Angenommen.
theme-rejected = Verworfen: Seine Antworten haben kein Thema mehr.
theme-merged = Zusammengelegt. Die Zahlen folgen mit der nächsten Veröffentlichung.
theme-renamed = Umbenannt, auch wo es schon steht.
theme-defined-now = Notiert.
theme-split = Teilen …
theme-split-which = Welches Wort steht in den Antworten, die aus „{ $label }“ ein eigenes Thema werden sollen? Mehrere mit Komma: Dann genügt eins davon. Noch wird nichts verschoben.
theme-split-field = Ein Wort, oder mehrere mit Komma
theme-split-empty = Darin ist kein Wort, nach dem ich suchen könnte.
theme-split-title = „{ $label }“ teilen: „{ $words }“
theme-split-moving = { $count } von { $of } Antworten kämen in das neue Thema, zum Beispiel:
theme-split-staying = { $count } Antworten blieben, zum Beispiel:
theme-split-few = Weniger als { $fewest } Antworten enthalten das. Ein Thema von so wenigen würde nie gezeigt; versuche ein häufigeres Wort.
theme-split-left = Weniger als { $fewest } Antworten blieben übrig, und das alte Thema würde nicht mehr gezeigt. Benenne es um, oder versuche ein selteneres Wort.
theme-split-do = Teilen: { $count } Antworten
theme-split-again = Anderes Wort
theme-split-done = Das ist jetzt ein eigenes Thema mit { $count } Antworten. Die Zahlen folgen mit der nächsten Veröffentlichung. Neue Antworten findet die Maschine besser, wenn eine Zeile sagt, was dazugehört.
theme-split-undo = Doch nicht teilen
theme-split-undone = { $count } Antworten sind wieder, wo sie waren. Die Zahlen folgen mit der nächsten Veröffentlichung.
theme-split-gone = Hier ist nichts mehr zu teilen oder zurückzunehmen.
theme-check-title = Geprüft: { $number } von { $count }
theme-check-machine = Die Maschine sagt: { $label }
theme-check-machine-none = Die Maschine sagt: keins der Themen
theme-check-right = Stimmt
theme-check-none = Keins davon
theme-check-back = Eine zurück
theme-check-end = Aufhören
theme-check-kept = Notiert.
theme-check-done = Alle { $count } geprüft; { $same } davon siehst du wie die Maschine.
theme-check-nothing = Hier ist noch nichts zu prüfen.
theme-refit = Andere Themen vorgeschlagen
theme-refit-title = Vorschlag: { $title }
theme-refit-about = Seit die Themen entstanden sind, kam einiges dazu. Bei { $count } Antworten würde sich das Thema ändern. Was Menschen entschieden haben, bleibt, auch die Namen.
theme-refit-new = Neu: { $label } ({ $words })
theme-refit-flow = { $before } → { $after }: { $count }
theme-refit-none = ohne Thema
theme-refit-small = Dazu kleinere Verschiebungen.
theme-refit-take = Übernehmen
theme-refit-drop = Alles lassen
theme-refit-taken = Übernommen: { $count } Antworten haben jetzt ein anderes Thema. Die Zahlen folgen mit der nächsten Veröffentlichung.
theme-refit-dropped = Alles bleibt, wie es ist.
theme-refit-gone = Dieser Vorschlag gilt nicht mehr.

## Starten
launch-unreachable-yet = Soll ich dir Bescheid geben, wenn etwas klemmt oder auf Freigabe wartet?
launch-tell-me = Bescheid per Direktnachricht
launch-file-missing = Es kam keine Datei an. Schick den Fragebogen als TOML-Datei mit höchstens 64 KB.
launch-flaw = { $where }: erwartet { $expected }; gefunden: { $found }
launch-flaw-line = Zeile { $line }, { $where }: erwartet { $expected }; gefunden: { $found }
launch-more-flaws = { $count ->
        [one] Und ein weiterer Fehler.
       *[other] Und { $count } weitere Fehler.
    }
launch-opens = { $value ->
        [now] öffnet sofort
        [tomorrow] morgen um 9
       *[other] Montag um 9
    }
launch-remind = { $value ->
        [0] ohne Erinnerung
       *[other] Erinnerung vor dem Ende
    }
launch-weeks = { $value ->
        [0] einmal
       *[other] alle { $value } Wochen wieder
    }
launch-stands-in = { $count ->
        [0] Wo? Noch nirgends
        [one] Wo? An einem Ort
       *[other] Wo? An { $count } Orten
    }
launch-places = Wo soll die Karte stehen?
launch-places-note = Überall dieselbe Umfrage: Die Antworten aus allen Orten zählen zusammen.
launch-form-question = Deine Frage
launch-form-question-about = In einem Satz, höchstens 300 Zeichen.
launch-form-title = Kurzer Titel
launch-form-title-about = Für Knöpfe, höchstens 45 Zeichen. Leer: der Anfang der Frage.
launch-form-kind = Wie wird geantwortet?
launch-form-kind-about = Mit eigenen Worten oder durch Auswählen.
launch-form-options = Was zur Wahl steht
launch-form-options-about = Je Zeile eine Möglichkeit; bei einer Skala zwei: was die niedrigste und die höchste Zahl bedeutet.
launch-form-days = Wie lange?
launch-form-days-about = Danach schließt die Umfrage von selbst.
launch-kind-open = Mit eigenen Worten
launch-kind-yes-no = Ja, nein oder weiß nicht
launch-kind-choice = Eine Möglichkeit wählen
launch-kind-choices = Mehrere Möglichkeiten wählen
launch-kind-scale = Skala von 1 bis 5
launched-later = Geplant: { $wave } in „{ $place }“ öffnet am { $date } um { $hour } Uhr.
hand-in-not-yours = Einreichen kannst du nur, was du selbst geschrieben hast.
hand-in-no-words = In dieser Nachricht steht kein Text.
menu-einreichen = Als Antwort einreichen
menu-fragen = Frage daraus machen
word-start = start
word-frage = frage
word-datei = datei
word-check = check
command-umfrage-start = Einen fertigen Fragebogen ansehen und starten
command-umfrage-frage = Eine eigene Frage stellen
command-umfrage-check = Prüfen, ob hier alles bereit ist
command-umfrage-datei = Einen eigenen Fragebogen aus einer Datei starten
option-katalog = katalog
about-katalog = Welcher Fragebogen? Ohne Angabe bekommst du die Liste.
option-ort = ort
about-ort = In welchem Kanal? Ohne Angabe in diesem.
option-datei = datei
about-datei = Fragebogen als TOML-Datei
option-frage = frage
about-frage = Die Nummer der Frage auf der Karte
option-code = code
about-code = Der Code von der anderen Plattform; ohne ihn bekommst du einen
option-text = text
about-text = Deine Antwort

## Knöpfe
button-agree = Ich bin mindestens 16 und einverstanden
button-decline = Nein, danke
button-privacy = Datenschutz
button-choose = Frage aussuchen
button-answer-now = Jetzt antworten
button-answer-all = Alle beantworten
button-mine = Meine Antworten
told = Der neue Digest zu „{ $title }“ ist da.
told-show = Ansehen
told-off = Nicht mehr Bescheid sagen
tell-on = Sag mir, wenn der Digest da ist
tell-will = Ich schreibe dir hier im Privatchat, sobald ein neuer Digest zu „{ $title }“ da ist. Mit einem Tipp ist das wieder vorbei.
tell-not = Gut, ich sage nicht mehr Bescheid.
invited = Willkommen. Du bekommst die Digests zu „{ $title }“ hier im Privatchat, auch die der Umfragen, die darauf folgen.
invitation-wrong = Dieser Code stimmt nicht, ist abgelaufen oder schon benutzt. Wer den Bot betreibt, kann einen neuen geben.
option-einladung = einladung
about-einladung = Ein Einladungscode für Autor:innen; ohne ihn siehst du den Stand
button-views = Nur ein Ausschnitt …
views-title = Welcher Ausschnitt?
views-about = Angeboten wird, was mindestens zehn Personen umfasst und niemanden erkennbar macht.
view-all = Alles
view-news = Neu seit dem Digest davor
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
command-themen = Themen ansehen, benennen, prüfen (Moderation)

## Was nicht geht
stored-later = Angekommen. Die Datenbank nimmt gerade nichts an; deine Nachricht wird nachgetragen, sobald es geht, und dann bestätigt.
not-stored = NICHT gespeichert: Die Datenbank nimmt gerade nichts an. Bitte versuch es gleich noch einmal.
went-wrong = Da ging bei uns etwas schief, und es wurde nichts gespeichert. Bitte versuch es noch einmal.
button-unknown = Diesen Knopf kenne ich nicht mehr.
wave-unknown = Diese Umfrage gibt es hier nicht.
unknown-answer = Diese Antwort gibt es nicht mehr.
unknown-theme = Dieses Thema gibt es nicht.
theme-name-empty = Ein Thema braucht einen Namen.
theme-merge-refused = Das geht nur mit einem anderen Thema derselben Frage, das nicht verworfen ist.
unknown-wave = Eine Umfrage „{ $wave }“ gibt es nicht.
wave-not-open-yet = Diese Umfrage hat noch nicht begonnen.
wave-paused = Diese Umfrage ist gerade angehalten. Es wurde nichts gespeichert.
wave-closed = Diese Umfrage ist geschlossen. Es wurde nichts mehr gespeichert.
wave-locked = Es hat schon jemand geantwortet, der Inhalt steht fest.
wave-end-is-past = Das neue Ende läge in der Vergangenheit.
wave-anonymous-stays-closed = Eine anonyme Umfrage bleibt geschlossen, wenn sie einmal geschlossen ist.
anonymous-over = Diese Umfrage war anonym und ist zu Ende: Niemand weiß mehr, welche Antworten von dir sind. Ansehen, ändern, zurücknehmen geht nicht mehr.
anonymous-not-in-public = Diese Umfrage ist anonym. Was alle hier lesen, zählt deshalb nicht als Antwort und wird nicht gespeichert. Über den Knopf liest niemand mit.
anonymous-not-live = Eine anonyme Umfrage zeigt keine Live-Zahlen.
anonymous-not-named = Eine anonyme Umfrage zitiert niemanden mit Namen.
anonymous-not-over = Diese Umfrage ist anonym: Was einzelne gesagt haben, gibt es erst, wenn sie zu Ende ist.
anonymous-no-import = Eine anonyme Umfrage nimmt keine Antworten aus Dateien.
wave-key-lost = Der Schlüssel dieser anonymen Umfrage fehlt. Es wurde nichts gespeichert. Wer den Bot betreibt, muss ihn zurückbringen oder die Umfrage schließen.
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

# Rollen
command-rollen = Meine Rollen sehen, eine annehmen oder ablegen
option-rollencode = code
about-rollencode = Der Code, mit dem dir eine Rolle gegeben wird
role-title = Deine Rollen
role-none = Du hast hier keine Rolle. Wer dir eine geben will, gibt dir einen Code: /rollen CODE
role-owner = Inhaber:in
role-moderator = Moderator:in
role-author = Autor:in
role-in = { $role } in „{ $community }“
role-since = { $name }, seit { $date }
role-owners = Wem gehört dieser Bot?
role-nobody = Hier wurde noch niemandem eine Rolle gegeben. Wer laut der Plattform moderiert, steht nicht in dieser Liste.
role-all = Rollen vergeben
role-offer-owner = Inhaber:in einladen
role-offer-moderator = Moderator:in einladen
role-offer-author = Autor:in einladen
role-pass-on = Gib diesen Code der Person, die { $role } werden soll. Sie schickt ihn dem Bot im Privatchat. Er gilt { $days } Tage und einmal.
role-warning = Wer ihn zuerst schickt, bekommt die Rolle: Gib ihn nur direkt weiter.
role-yours = Du bist jetzt { $role }.
role-means-owner = Du darfst alles, was Moderator:innen dürfen, überall, und gibst und nimmst Rollen.
role-means-moderator = Du startest und betreust Umfragen und gibst Antworten frei: /umfrage, /verwalten.
role-means-author = Du bekommst die Digests hier im Privatchat und siehst Vorschauen: /digest.
role-name-seen = Wem der Bot gehört, sieht dabei deinen Namen. Mit /rollen legst du die Rolle wieder ab.
role-code-wrong = Dieser Code stimmt nicht, ist abgelaufen oder schon benutzt.
role-taken-on = { $name } ist jetzt { $role }.
role-lay-down = Ablegen: { $role }
role-laid-down = Abgelegt: { $role }.
role-take = Entziehen: { $name }
role-take-question = { $name } die Rolle { $role } entziehen?
role-take-yes = Ja, entziehen
role-taken = Entzogen.
role-gone = Du bist nicht mehr { $role }.
role-of-discord = Discord-Rolle { $role } moderiert
role-map = Discord-Rolle moderiert
role-map-which = Welche Discord-Rolle soll hier moderieren? Schreib ihre ID (Entwicklermodus, Rechtsklick auf die Rolle, „ID kopieren“).
role-unmap = Moderiert nicht mehr: { $name }
role-unknown = Diese Rolle gibt es nicht mehr.
role-last-owner = Die letzte Inhaberin, der letzte Inhaber bleibt: Lade erst jemand anderen ein.
platform-role-unknown = Das ist keine ID einer Rolle: Sie besteht nur aus Ziffern.
community-unknown = Diese Community gibt es nicht mehr.
not-an-owner = Das darf nur, wem der Bot gehört.
not-on-this-platform = Das geht auf dieser Plattform nicht.
preview-enough = Schließen

# So wird moderiert: der eigene Text einer Community
command-regeln = Festlegen, wie hier moderiert wird (Moderation)
policy-title = So wird hier moderiert
policy-version = Fassung { $version }, gültig seit { $date }
policy-where = Für welche Community?
policy-own = Eigenen Text schreiben
policy-general = Allgemeinen Text nehmen
policy-write = Schreib den ganzen Text, höchstens { $longest } Zeichen. Wer den Bot betreibt, wird eingesetzt, wo „operator“ und „contact“ in geschweiften Klammern stehen.
policy-field = Text
policy-set = Gilt ab jetzt. Alle lesen ihn mit /moderation.
policy-general-now = Der allgemeine Text gilt wieder.
policy-empty = Der Text ist leer.
policy-too-long = Der Text hat { $length } Zeichen; höchstens { $longest } passen.
