# Was die Vorführung selbst sagt. Dieselben Schlüssel wie words.en.ftl (ein Test vergleicht sie).
welcome =
    nachgefragt: eine Umfrage vom Start bis zum Digest, hier im Terminal.
    Alles bleibt in { $folder } auf diesem Rechner; nichts geht ins Netz.
launch = 1. Eine Moderatorin startet die Umfrage „{ $title }“. In der Gruppe steht jetzt diese Karte:
samples = 2. { $count } BEISPIELPERSONEN antworten, über eine Woche verteilt. Ihre Antworten haben wir geschrieben; sie nehmen denselben Weg wie echte.
sample = Beispiel { $number } · { $group }: „{ $text }“
sample-more = … und { $count } weitere.
approved = 3. Eine Moderatorin gibt Texte frei ({ $approved }) oder lehnt sie ab ({ $rejected }). Gezählt werden alle, zitiert nur freigegebene, und nur mit Einwilligung.
themes = Dazwischen sah die Maschine nach, wovon die Antworten handeln: auf diesem Rechner, ohne Netz und ohne Sprachmodell. Ihre Themen sind Vorschläge; was jetzt kommt, hat niemand nachgebessert.
themes-missing =
    Themen fehlen in diesem Digest: { $missing } ist nicht installiert. So kommen sie dazu:
      pip install "nachgefragt[digest]"
digest = 4. Eine Woche ist um: Der Digest wird in der Gruppe gepostet.
nothing = Es kam kein Digest zustande; das ist ein Fehler.
files =
    Dasselbe ausführlich:
      { $html }  (im Browser öffnen, druckt gut)
      { $chart }  (das Bild)
files-without-chart =
    Dasselbe ausführlich:
      { $html }  (im Browser öffnen, druckt gut)
you =
    5. Jetzt du. Die Karte steht oben und gleich noch einmal: Tippe die Nummer eines Knopfs, dann deine Antworten.
    Die Zahlen im Digest bewegen sich nicht sofort. Sie gehen in Gruppen von mindestens fünf Personen weiter, damit niemand am Vorher und Nachher ablesen kann, was du gesagt hast.
      /mehr     { $reserve } weitere Beispielpersonen antworten mit dir, dann kommt ein neuer Digest
      /karte    die Karte noch einmal
      /hilfe    was Mitglieder tun können (/antworten, /meinedaten, /vergissmich, /umfrage …)
      /ende     die Umfrage schließen: Der letzte Digest zeigt, was noch fehlte
more = { $count } weitere BEISPIELPERSONEN antworten; wer vorher etwas gesagt hat, ist mit dabei.
more-approved = Freigegeben: { $approved }, abgelehnt: { $rejected }. Jetzt der neue Digest:
more-none = Mehr Beispielpersonen gibt es nicht. /ende schließt die Umfrage.
closing = Die Umfrage wird geschlossen. Der letzte Digest gibt auch die Antworten frei, die bisher auf vier andere gewartet haben.
bye = Das war es. Die Dateien liegen in { $folder }; `nachgefragt run` fängt richtig an.
