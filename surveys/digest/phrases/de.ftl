# Was eine Zusammenfassung sagt. Schlüssel wie im Code; en.ftl hat dieselben (ein Test vergleicht sie).

## Rahmen: was jede Darstellung braucht
heading = Zusammenfassung: { $title }
stand-interim = Zwischenstand vom { $date }
stand-final = Endergebnis vom { $date }
participants = { $count ->
        [0] noch niemand hat mitgemacht
        [one] eine Person hat mitgemacht
       *[other] { $count } haben mitgemacht
    }
period = Offen vom { $from } bis { $to }
period-since = Offen seit { $from }
article = Zum Artikel: { $title }
sample-note = Beispieldaten: Diese Antworten haben wir geschrieben, um das Programm zu zeigen. Niemand hat sie wirklich gegeben.
sample-mark = Beispieldaten
correction-note = { $count ->
        [one] Korrigiert: Ein Zitat wurde zurückgezogen und steht hier nicht mehr.
       *[other] Korrigiert: { $count } Zitate wurden zurückgezogen und stehen hier nicht mehr.
    }
correction-blackened = { $count ->
        [one] Korrigiert: In einem Zitat wurde eine Stelle geschwärzt.
       *[other] Korrigiert: In { $count } Zitaten wurden Stellen geschwärzt.
    }
correction-renamed = { $count ->
        [one] Korrigiert: Ein Thema heißt jetzt anders.
       *[other] Korrigiert: { $count } Themen heißen jetzt anders.
    }
quote-withdrawn = Dieses Zitat wurde zurückgezogen.
quote-by = { $who }, zu „{ $item }“
quote-of = zu „{ $item }“
withheld = –
withheld-legend = – = weniger als fünf, nicht gezeigt (wie auch, was darauf schließen ließe)
withheld-spoken = nicht gezeigt
n = n = { $count }
n-withheld = n nicht gezeigt
number = { $count }
share = { $percent } %
share-under = < { $percent } %
share-over = > { $percent } %
several-note = Mehrere Antworten waren möglich.
more-rows = { $count ->
        [one] … und eine weitere Zeile
       *[other] … und { $count } weitere Zeilen
    }
shortened = Gekürzt, damit es auf einen Bildschirm passt. Alles steht in der ausführlichen Zusammenfassung.
version-line = Fassung { $version }, Prüfsumme { $hash }
version-draft = Noch nicht veröffentlicht, Prüfsumme { $hash }
excerpt-line = Auszug aus Fassung { $version }
excerpt-draft = Auszug, Prüfsumme { $hash }
release-line = Stand der Zahlen: Nummer { $number }.
release-none = Noch ist kein Stand der Zahlen freigegeben.
numbers-as-table = Zahlen als Tabelle
column-answer = Antwort
column-people = Menschen
column-share = Anteil
verbatim-note = Zitate stehen Zeichen für Zeichen so da, wie sie geschrieben wurden, mit Erlaubnis für diesen Ort; [geschwärzt] steht für eine geschwärzte Stelle.

## Grafiken in Worten
picture-about = Grafik zur Umfrage „{ $title }“:
chart-bars = Balken: { $title } ({ $n }).
chart-scale = Skala von niedrig nach hoch: { $title } ({ $n }).
chart-table = Tabelle: { $title }.

## Abschnitte
section-turnout = Wer mitgemacht hat
section-closed = Was angekreuzt wurde
section-cases = Fälle aus der Praxis
section-quotes = In euren Worten
section-statements = Zustimmung und Widerspruch
section-unknown = Was wir nicht wissen
section-method = Wie diese Zahlen entstanden sind

## What the sections say
turnout-participants = { $count ->
        [one] Eine Person hat teilgenommen.
       *[other] { $count } Personen haben teilgenommen.
    }
turnout-too-few = { $missing ->
        [one] Ergebnisse gibt es ab fünf Personen; eine fehlt noch.
       *[other] Ergebnisse gibt es ab fünf Personen; { $missing } fehlen noch.
    }
turnout-by-platform = Nach Plattform
turnout-by-group = Nach Gruppe
closed-median = Median: { $median } (n = { $n })
closed-number = „{ $title }“: Median { $median } (n = { $n }).
closed-answers = „{ $title }“: { $n } Antworten.
cases-all = Alle Berichte
cases-requests = Anfragen
cases-answered = beantwortet
cases-median = bis zur ersten Antwort (Median)
cases-solved = gelöst
cases-duration = { $duration }
cases-above = siehe oben
cases-note = { $n } Berichte; gezeigt werden Paare mit mindestens fünf Anfragen.
quotes-answers = „{ $title }“: { $count } Antworten in eigenen Worten.
quotes-none = Noch steht hier kein Zitat: Es braucht die Freigabe und das Ja der Person.
vote-agree = stimme zu
vote-disagree = stimme nicht zu
vote-pass = weiter
statement-withdrawn = Dieser Satz wurde zurückgezogen.
unknown-self-selected = Wer hier antwortet, hat sich selbst dafür entschieden. Für andere spricht das Ergebnis nicht.
unknown-results-after-close = Ergebnisse gibt es, wenn die Umfrage geschlossen ist.
unknown-results-after-answer = Ergebnisse sieht, wer selbst geantwortet hat.
unknown-results-none-yet = Zahlen erscheinen in Schritten von mindestens fünf Personen; noch ist der erste nicht erreicht.
unknown-group = „{ $group }“: weniger als zehn gezählt. Über diese Gruppe lässt sich nichts sagen.
unknown-questions = Zu { $count } von { $of } Fragen sind weniger als fünf Antworten gezählt.
unknown-one-platform = Alle gezählten Antworten kommen über { $platform }. Wie es anderswo aussieht, wissen wir nicht.
method-sample = Alle Antworten sind Beispieldaten, von uns geschrieben.
method-opt-in = Offene Umfrage, Teilnahme freiwillig, keine Stichprobe: { $count ->
        [one] eine Person hat
       *[other] { $count } Personen haben
    } teilgenommen. Ein Stichprobenfehler lässt sich nicht berechnen.
method-period = Zeitraum: { $start } bis { $end }.
method-day = Zeitraum: { $day }.
method-platform = { $platform }: { $count } Teilnehmende.
method-imported-form = Aus einem anderen Umfragewerkzeug übernommen: { $count } Personen mit { $answers } Antworten. Sie haben hier kein Konto.
method-imported-form-few = Einige Antworten sind aus einem anderen Umfragewerkzeug übernommen. Wie viele, wird nicht gezeigt: Es können weniger als fünf Personen sein.
method-imported-chat = Aus einem Chatverlauf übernommen, von Leuten, die zugestimmt haben: { $count } Personen mit { $answers } Antworten. Sie werden nie zitiert.
method-imported-chat-few = Einige Antworten sind aus einem Chatverlauf übernommen, von Leuten, die zugestimmt haben. Wie viele, wird nicht gezeigt: Es können weniger als fünf Personen sein.
method-unweighted = Die Zahlen sind nicht gewichtet; jede Person zählt einmal, mit ihrer letzten Antwort.
method-withheld = Nicht gezeigt werden Zahlen unter { $fewest } und was auf sie schließen ließe; Prozente gibt es ab { $share } Personen.
method-releases = Gezeigte Zahlen ändern sich nur in Schritten von mindestens { $fewest } Personen, damit niemand an der Veränderung zu erkennen ist. n zählt die gezeigten Antworten; seltene warten, bis ihrer genug sind.
method-quotes = Zitate sind freigegeben, wörtlich und mit Einwilligung; höchstens eines je Person, die Auswahl wechselt zwischen Fragen und Gruppen.
method-question = Frage { $number } (n = { $n }), „{ $title }“: „{ $text }“
method-question-few = Frage { $number } (weniger als fünf Antworten gezählt), „{ $title }“: „{ $text }“
method-question-plain = Frage { $number }, „{ $title }“: „{ $text }“

## Was sich verändert hat
section-change = Was sich verändert hat
change-intro = Verglichen mit der Welle davor, beendet am { $end }. Es haben nicht dieselben Menschen geantwortet.
change-more = { $title }: „{ $answer }“ häufiger, { $now } % statt { $before } %.
change-less = { $title }: „{ $answer }“ seltener, { $now } % statt { $before } %.
change-chance-all = { $number ->
        [one] Ein Anteil wurde verglichen; der Unterschied liegt im Rahmen des Zufalls.
       *[other] { $number } Anteile wurden verglichen; alle Unterschiede liegen im Rahmen des Zufalls.
    }
change-chance-others = { $number ->
        [one] Ein weiterer Unterschied liegt im Rahmen des Zufalls.
       *[other] { $number } weitere Unterschiede liegen im Rahmen des Zufalls.
    }
change-before = davor (n = { $n })
change-now = jetzt (n = { $n })
change-difference = Veränderung
change-chance = im Rahmen des Zufalls
change-up = { $points ->
        [one] +{ $points } Punkt
       *[other] +{ $points } Punkte
    }
change-down = { $points ->
        [one] −{ $points } Punkt
       *[other] −{ $points } Punkte
    }
change-theme-more = { $title }: „{ $theme }“ häufiger genannt, { $now } % (n = { $n }) statt { $before } % (n = { $base }); der Unterschied liegt zwischen { $low } und { $high } Punkten.
change-theme-less = { $title }: „{ $theme }“ seltener genannt, { $now } % (n = { $n }) statt { $before } % (n = { $base }); der Unterschied liegt zwischen { $low } und { $high } Punkten.
change-theme-new = { $title }: „{ $theme }“ ist neu in dieser Welle, { $count } von { $n }; davor gab es das Thema nicht.
change-theme-gone = { $title }: „{ $theme }“ wird nicht mehr gezeigt; in der Welle davor sprachen { $count } von { $n } davon. Jetzt sind es weniger als fünf, oder die Zahl verriete andere.
change-theme-recast = { $title }: „{ $theme }“ ist nicht verglichen: Seit der Welle davor ist das Thema anders gefasst.
change-theme-note = Linien von der Welle davor zu dieser. Die Spannen gelten für alle hier verglichenen Unterschiede zusammen; liegt 0 darin, bleibt der Unterschied im Rahmen des Zufalls.
change-is-new = neu in dieser Welle
change-up-range = +{ $points } Punkte ({ $low } bis { $high })
change-down-range = −{ $points } Punkte ({ $low } bis { $high })
change-chance-range = im Rahmen des Zufalls ({ $low } bis { $high })

## Themen, Gruppen, Neues
section-themes = Worüber ihr schreibt
theme-none = ohne Thema
theme-proposed = Vorschlag, noch nicht bestätigt
theme-emerged = neu aufgetaucht
theme-withheld = Nicht gezeigt sind Themen von weniger als { $fewest } Personen und was auf sie schließen ließe.
theme-about = „{ $theme }“: { $definition }
theme-words = „{ $theme }“, erkennbar an: { $words }
theme-alone = „{ $theme }“
theme-read = { $count } von { $of } Antworten sind gelesen.
theme-read-nearly = Fast alle der { $of } Antworten sind gelesen.
theme-duplicates = { $count } Dubletten: Antworten, die fast wörtlich dasselbe sagen. Jede Person zählt trotzdem.
theme-corrected = „Nach Prüfung“: { $n } Antworten haben Menschen geprüft. So groß wären die Anteile wohl, hätten sie alle geprüft (Spanne in 90 von 100 Stichproben).
column-corrected = Nach Prüfung
corrected = nach Prüfung { $share }, { $low } bis { $high } %
column-theme = Thema
column-range = Anteil, Spanne
column-change = Veränderung
range = { $share }, Spanne { $low }–{ $high } %
range-short = { $share }, { $low } bis { $high } %
section-news = Was neu ist
news-emerged = Neu aufgetaucht in „{ $title }“: „{ $theme }“. Ein Vorschlag, noch kein bestätigtes Thema.
news-answers = „{ $title }“: { $count } neue Antworten seit { $since }.
news-day = { $day } (n = { $n })
section-common = Was verbindet, was trennt
common-all = Alle
common-group = Meinungsgruppe { $key }
common-ground = Darin sind sich die Meinungsgruppen einig.
common-divides = Hier gehen die Meinungsgruppen auseinander.
common-typical-for = Meinungsgruppe { $key } stimmt häufiger zu als andere.
common-typical-against = Meinungsgruppe { $key } lehnt häufiger ab als andere.
common-map = Meinungsgruppen
common-map-note = Jeder Kreis steht für Menschen, die ähnlich abgestimmt haben; je größer, desto mehr. Nahe Kreise sind sich ähnlicher. Einzelne sind nicht gezeichnet, und niemand hat sich so eingeordnet.
section-contrast = Wo sich Gruppen unterscheiden
contrast-more = { $group }: häufiger als die anderen, über den Zufall hinaus.
contrast-less = { $group }: seltener als die anderen, über den Zufall hinaus.
contrast-chance = Der größte Unterschied; auch er liegt im Rahmen des Zufalls.
contrast-few = Noch zu wenige Antworten: Unterschiede zwischen Gruppen lassen sich ab etwa { $fewest } erkennen.
contrast-withheld = Zwischen den Gruppen lässt sich nichts vergleichen, ohne Einzelne zu verraten.
contrast-compared = { $number } Unterschiede geprüft, { $found } über den Zufall hinaus (Fisher, höchstens 5 % falsche Funde erwartet).
column-group = Gruppe
column-reacted = haben reagiert
column-spoke = genannt von
column-n = n
section-voices = Einzelne Stimmen
voices-about = Von wenigen gesagt: „{ $label }“
voices-fresh = Neu aufgetaucht, noch kein Thema; so sagen es die, die zuerst davon schrieben:
section-questions = Was ihr zurückfragt
section-flagged = Mit und ohne markierte Antwortende
flagged-intro = Eine Prüfung hat Antwortende markiert, deren Antworten auffallen. So sähe es ohne sie aus; gezeigt wird sonst immer alles.
flagged-withheld = Wie es ohne markierte Antwortende aussähe, lässt sich nicht zeigen, ohne sie zu verraten.
flagged-all = alle (n = { $n })
flagged-kept = ohne markierte (n = { $n })
cases-late = neun von zehn höchstens
score-requests = { $count } Anfragen
score-answered = { $count } beantwortet
score-solved = { $count } gelöst
score-time = erste Antwort im Median: { $median }
score-times = erste Antwort im Median: { $median }, bei neun von zehn höchstens: { $late }
method-vectors = „{ $title }“: Themen aus der Nähe der Antworten zueinander, verglichen als Vektoren ({ $model }), auf eigenem Rechner.
method-coded = „{ $title }“: { $machine } Antworten hat nur die Maschine zugeordnet, { $human } ein Mensch zugeordnet oder bestätigt.
method-coded-both = „{ $title }“: Einen Teil der Antworten hat nur die Maschine zugeordnet, einen Teil ein Mensch zugeordnet oder bestätigt.
method-coded-machine = „{ $title }“: Die Antworten hat die Maschine zugeordnet.
method-coded-human = „{ $title }“: Die Antworten hat ein Mensch zugeordnet oder bestätigt.
method-unchecked = „{ $title }“: Wie gut die Zuordnung stimmt, hat noch niemand geprüft.
method-checked-by = „{ $title }“: { $coders ->
        [one] Eine Person hat
       *[other] { $coders } Personen haben
    } { $n } Antworten geprüft.
method-checked-machine = „{ $title }“: { $coders ->
        [one] Eine Person hat
       *[other] { $coders } Personen haben
    } { $n } Antworten geprüft, und sie in { $percent } % der Fälle wie die Maschine zugeordnet.
method-once = „{ $title }“: Keine zehn Antworten wurden doppelt geprüft; wie einig sich Menschen wären, ist nicht bekannt.
method-checked = „{ $title }“: { $n } Antworten wurden doppelt zugeordnet; { $percent } % gleich, Krippendorffs Alpha { $alpha }.
method-language-model = „{ $title }“: Ein Sprachmodell ({ $model }) hat Bezeichnungen vorgeschlagen; Zahlen und Zitate stammen nicht von ihm.
method-no-language-model = „{ $title }“: Kein Sprachmodell war beteiligt.
method-groups = Meinungsgruppen sind aus Abstimmungen berechnet (Verfahren von Polis); wer kaum abgestimmt hat, gehört zu keiner.
chart-ranges = Themen mit Spannen: { $title } ({ $n }).
chart-agreement = Zustimmung und Ablehnung: { $title }.
chart-contrast = Gruppen im Vergleich: { $title }.
chart-trend = Verlauf: { $title }.
chart-map = Karte der Meinungsgruppen: { $title } ({ $n }).
chart-scoreboard = Wer wie antwortet: { $title }.

## Ausschnitte
filtered-people = Nur { $name }: { $count } Personen.
filtered-note = Gezeigt wird nur, was sich auch im Vergleich mit dem Rest auf niemanden zurückführen lässt. Zitate mit Namen stehen in der ganzen Zusammenfassung.
filtered-note-platform = Gezeigt wird nur, was sich auch im Vergleich mit dem Rest auf niemanden zurückführen lässt. Zitate sind nicht nach Plattform getrennt.
news-intro = Neu seit der Zusammenfassung davor. Gezeigt wird, was um mindestens fünf Personen gewachsen ist.
news-none = Seitdem ist keine Zahl um { $fewest } oder mehr Personen gewachsen.
news-now = jetzt
news-more = mehr als davor

## Sprachmodell
section-summary = Zusammengefasst von einem Sprachmodell
summary-by = Diese Sätze hat ein Sprachmodell ({ $model }) geschrieben, nur aus Antworten von Menschen, die das erlaubt haben; jeder Satz wurde gegen sie geprüft.
summary-sentence = { $theme }: { $text }
summary-withdrawn = Ein Satz stand hier, der auf einer zurückgenommenen Antwort beruhte.
