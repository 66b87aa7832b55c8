"""Which words tell that a name, a place or a number plate is meant? Short lists of our own, from common knowledge."""

from __future__ import annotations


def _words(given: str) -> frozenset[str]:
    return frozenset(given.split())


# Given names that are common in German-speaking places; none that is also an everyday noun (Rose, Ernst, Mark, Will).
GIVEN_NAMES = _words("""
Achim Adam Adrian Ahmed Ahmet Aleksandra Alex Alexander Alexandra Ali Alice Alina Amelie Amina Amir Ana Andrea Andreas
Andrej Andrew Anette Angela Angelika Anita Anja Anke Anna Anna-Lena Anna-Lisa Anna-Maria Anne Anneliese Annemarie
Annette Annika Anthony Anton Antonia Antje Arne Arno Arthur Astrid Axel Ayla Ayse Ayşe Barbara Bastian Beate Beatrice
Ben Benedikt Benjamin Bernd Bernhard Bettina Bianca Birgit Björn Boris Brian Brigitte Britta Bruno Burak Can Carina
Carl Carla Carmen Carolin Caroline Carsten Caterina Cem Charlotte Chiara Chris Christa Christian Christiane Christina
Christine Christof Christoph Christopher Clara Claudia Claus Clemens Cornelia Dagmar Dana Daniel Daniela David Deborah
Denis Dennis Detlef Diana Dieter Dietmar Dirk Dominik Dora Doris Dorothea Eberhard Eckhard Edith Eduard Ekaterina
Elena Elif Elisa Elisabeth Elke Ella Elsa Emil Emilia Emily Emine Emma Emre Enrico Eric Erich Erik Erika Erwin Esra
Esther Eugen Eva Evelyn Fabian Fatima Fatma Felix Ferdinand Finn Florian Franz Franziska Frauke Frederik Fridolin
Friederike Friedrich Fritz Gabi Gabriel Gabriele Georg Gerald Gerd Gerda Gerhard Gerlinde Gertrud Gina Gisela Gregor
Greta Gudrun Guido Gunther Günter Günther Gustav Hakan Hanna Hannah Hannelore Hannes Hans Hans-Jürgen Hans-Peter
Harald Hartmut Hasan Heidi Heike Heiko Heiner Heinrich Heinz Helga Helena Helene Helge Helmut Hendrik Henning Henri
Henrik Henry Herbert Hermann Hilde Hildegard Holger Horst Hubert Hugo Ibrahim Ida Igor Ilse Ines Ingeborg Ingo Ingrid
Irene Iris Irina Irmgard Isabel Isabell Isabella Ivan Jack Jacqueline Jakob James Jan Jana Jane Janina Janine Jannik
Jasmin Jason Jens Jennifer Jenny Jessica Joachim Jochen Johann Johanna Johannes John Jonas Jonathan Jörg Josef Joseph
Joshua Judith Julia Julian Juliane Jürgen Justin Justus Jutta Kai Karin Karina Karl Karl-Heinz Karla Karoline Karsten
Katarina Katharina Kathrin Katja Katrin Kemal Kerstin Kevin Kilian Kim Kirsten Klara Klaus Konrad Konstantin Kristin
Kristina Kurt Lara Larissa Lars Laura Lea Leah Lena Lennart Leo Leon Leonard Leonie Leyla Lia Liam Lilli Lina Linda
Linus Lisa Lisa-Marie Lorenz Lothar Louis Louisa Luca Lucas Lucia Ludwig Luis Luisa Lukas Luise Lutz Lydia Magdalena
Maik Maja Malte Manfred Manuel Manuela Marc Marcel Marco Marcus Mareike Margarete Margit Margot Maria Marianne Marie
Marika Marina Mario Marion Marius Marko Markus Marlene Marlies Marta Martha Martin Martina Mary Mathias Mathilda
Mathilde Matthew Matthias Max Maximilian Maya Mehmet Melanie Merle Mia Michael Michaela Michelle Mika Mike Milan
Milena Mina Miriam Mirko Mohamed Mohammad Mohammed Mona Monika Moritz Mustafa Nadine Nadja Natalie Natascha Nele Nico
Nicola Nicolas Nicole Niklas Nikolai Nikolaus Nils Nina Noah Nora Norbert Olaf Ole Oleg Olga Oliver Olivia Oskar Osman
Otto Pascal Patricia Patrick Paul Paula Pauline Peggy Peter Petra Philip Philipp Pia Rahel Raimund Rainer Ralf Ralph
Ramona Raphael Rebecca Regina Regine Reiner Reinhard Reinhold Renate Rene René Ricarda Richard Rita Robert Roberto
Robin Roland Rolf Roman Romy Ronald Ronja Rosemarie Rosi Roswitha Rüdiger Rudi Rudolf Ruth Sabine Sabrina Said Samuel
Sandra Sara Sarah Sascha Saskia Sebastian Selina Selma Serkan Sibylle Siegfried Sigrid Silke Silvia Simon Simone Sina
Sofia Sofie Sonja Sophia Sophie Stefan Stefanie Steffen Steffi Stephan Stephanie Steven Susan Susanne Susi Sven Svenja
Svetlana Sylvia Tamara Tanja Tara Tatjana Thea Theo Theodor Theresa Therese Thomas Thorsten Tim Timo Tina Tobias Tom
Tomasz Toni Torben Torsten Udo Ulf Uli Ulrich Ulrike Ursula Ute Uwe Valentin Valentina Valerie Vanessa Vera Verena
Veronika Viktor Viktoria Vincent Volker Walter Waltraud Werner Wiebke Wilfried Wilhelm Wolfgang Wolfram Xaver Yannick
Yasemin Yasmin Yusuf Yvonne Zeynep Zoe
""")

# The most common family names; only used where "der Herr" or "die Frau" could also be followed by a thing.
FAMILY_NAMES = _words("""
Aydin Bauer Baumann Beck Becker Berger Böhm Brandt Braun Busch Demir Dietrich Engel Fischer Frank Franke Friedrich
Fuchs Graf Groß Gruber Günther Haas Hahn Hansen Hartmann Heinrich Herrmann Hoffmann Hofmann Horn Huber Jansen Janssen
Jung Kaiser Kaya Keller Klein Koch Köhler König Kowalski Kraft Kramer Krämer Krause Krüger Kuhn Kühn Lang Lange
Lehmann Lorenz Ludwig Maier Martin Mayer Meier Meyer Möller Moser Müller Mustermann Mustafa Neumann Novak Nowak Otto
Öztürk Peters Petersen Pfeiffer Pichler Pohl Richter Roth Sahin Sauer Schäfer Scherer Schmid Schmidt Schmitt Schmitz
Schneider Scholz Schreiber Schröder Schubert Schulte Schulz Schulze Schumacher Schuster Schwarz Seidel Simon Sommer
Stein Steiner Thomas Vogel Vogt Voigt Wagner Walter Weber Weiß Werner Wimmer Winkler Winter Wolf Wolff Yılmaz Yilmaz
Ziegler Zimmermann
""")

# Capitalised words that follow a person's title or relation without being a name.
NO_NAMES = _words("""
Abend Abteilung Absender AG Agent Agentur Alle Alles Also Am An Anfrage Angst Ankunft Anrede Anschluss Antwort App
Arbeit Arzt Ärztin Auch Auf Aufgrund Aus Auskunft Ausstieg Auto Bahn Bahnhof Bahncard Bei Beim Bescheid Beschwerde
Beste Besten Bin Bis Bitte Brief Buchung Bundeskanzler Bundeskanzlerin Bus Busse Chat Chatbot Chef Chefin Da Dame
Damen Danke Dann Das Daten DB Dem Den Denn Der Des Deutsche Deutschland Die Dienst Dienstag Doch Doktor Donnerstag
Dort Durch Ein Eine Einen Einer Einsatz Einstieg Eltern E-Mail Ende Entschuldigung Er Erfahrung Es Euro Fahrer
Fahrerin Fahrgast Fahrgäste Fahrkarte Fahrplan Fahrt Familie Fehler Firma Frage Fragen Frau Frauen Freitag Freude
Freund Freundin Früher Für Geduld Geld Gerne Gesund Gleis Glück Gott Gruß Grüße Gute Guten Guter Hallo Hey Hi Hand
Handy Hat Hätte Haus Herr Herren Hier Hilfe Hotline Hut Ich Ihr Ihre Im Immer In Info Informationen Internet Ist Ja
Jahr Jahre Jeder Jetzt Job Kann Karte Kein Keine Kind Kinder Kollege Kollegen Kollegin Kommt Kontakt Kopf Krank Kunde
Kunden Kundenservice Kundin Kundinnen Leider Leute Liebe Lieber Lob Lokführer Mail Mal Man Mann Männer Mehr Mein Meine
Mensch Menschen Minister Ministerin Minuten Mir Mit Mitarbeiter Mitarbeiterin Mittwoch Mittel Montag Moment Morgen
Mutter Müsste Nach Nacht Name Nein Nicht Nichts Noch Nummer Nun Nur Oder Ohne ÖBB Ort PC Personal Platz Post Präsident
Präsidentin Problem Probleme Professor Professorin Punkt Rat Rechnung Recht Rechte Respekt Ruhe Samstag SBB Schade
Schaffner Schaffnerin Sehr Seine Seit Service Sie Sind So Social Sonntag Sorry Spaß Stadt Stelle Störung Straße Stunde
Stunden Stress Super Support Tag Tage Team Telefon Termin Ticket Tickets Tochter Über Uhr Um Und Uns Unser Unsere
Unternehmen Unter Urlaub Vater Verspätung Verständnis Viel Viele Vielen Vom Von Vor Vorstand Vorsitzende Vorsitzender
Wagen Wann War Waren Warum Was Weil Weise Wenn Wer Wert Wie Wieder Wir Wird Wissen Wo Woche Wochen Wohnung Worte
Wunsch Wurde Zeit Ziel Zu Zug Züge Zugbegleiter Zugbegleiterin Zugchef Zugchefin Zum Zur Zusammen Zwei A After All And
Any As At Because But By Customer Desk Everyone For From Have He Help How I If It Me More My No Of On Or Our Please
Problem Problems She Team Thanks That The Their There They This To Very We What When Where Who Why With You Your
""")

PLACES = _words("""
Aachen Augsburg Basel Berlin Bern Bielefeld Bochum Bonn Braunschweig Bregenz Bremen Chemnitz Darmstadt Dortmund
Dresden Duisburg Düsseldorf Eisenstadt Erfurt Essen Frankfurt Freiburg Genf Göttingen Graz Halle Hamburg Hamm Hannover
Heidelberg Innsbruck Karlsruhe Kassel Kiel Klagenfurt Koblenz Köln Konstanz Lausanne Leipzig Linz Lübeck Luzern
Magdeburg Mainz Mannheim München Münster Nürnberg Oldenburg Osnabrück Österreich Passau Potsdam Regensburg Rostock
Saarbrücken Salzburg Schweiz Stuttgart Trier Tübingen Ulm Wien Wiesbaden Winterthur Wuppertal Würzburg Zürich
""")

# Districts on German number plates, those given out today by heart of common knowledge; rare ones may be missing.
DISTRICTS = _words("""
A AA AB ABG AC AE AH AIB AIC AK AL ALF ALZ AM AN ANA ANK AÖ AP APD ARN ART AS ASL ASZ AT AU AUR AW AZ AZE B BA BAD BAR
BB BBG BC BD BED BER BF BGD BGL BI BID BIN BIR BIT BIW BK BKS BL BLB BLK BM BN BNA BO BOH BOR BOT BÖ BRA BRB BRG BRK
BRL BRV BS BT BTF BÜD BÜR BÜS BÜZ BZ C CA CAS CB CE CHA CLP CLZ CO COC COE CR CUX CW D DA DAH DAN DAU DB DBR DD DE DEG
DEL DGF DH DI DIL DIN DIZ DKB DL DLG DM DN DO DON DU DÜW DW DZ E EA EB EBE EBN EBS ECK ED EE EF EG EH EI EIC EIL EIN
EIS EL EM EMD EMS EN ER ERB ERH ERK ERZ ES ESB ESW EU EW F FB FD FDB FDS FEU FF FFB FG FI FKB FL FLÖ FN FO FOR FR FRG
FRI FRW FS FT FTL FÜ FÜS FZ G GA GAN GAP GC GD GDB GEL GEM GEO GER GF GG GHA GHC GI GK GL GLA GM GMN GN GÖ GOA GOH GP
GR GRA GRH GRI GRM GRZ GS GT GTH GÜ GUB GUN GVM GW GZ H HA HAB HAL HAM HAS HB HBN HBS HC HCH HD HDH HDL HE HEB HEF HEI
HEL HER HET HF HG HGN HGW HH HHM HI HIG HIP HK HL HM HMÜ HN HO HOG HOH HOL HOM HOR HÖS HOT HP HR HRO HS HSK HST HU HV
HVL HWI HX HY HZ IGB IK IL ILL IN IZ J JE JEV JL JÜL K KA KAR KB KC KE KEH KEL KEM KF KG KH KI KIB KK KL KLE KLZ KM KN
KO KÖN KÖT KÖZ KR KRU KS KT KU KÜN KUS KW KY KYF L LA LAU LB LBS LBZ LC LD LDK LDS LEO LER LEV LF LG LH LI LIB LIF LIP
LL LM LN LÖ LÖB LÖN LOS LP LR LRO LSA LSN LSZ LU LÜN LUP LWL M MA MAB MAI MAK MAL MB MC MD ME MED MEG MEI MEK MEL MER
MET MG MGH MGN MH MHL MI MIL MK MKK ML MM MN MO MOD MOL MON MOS MQ MR MS MSE MSH MSP MST MTK MTL MÜ MÜB MÜL MÜR MVL MW
MY MYK MZ MZG N NAB NAI NAU NB ND NDH NE NEA NEB NEC NEN NES NEW NF NH NI NK NL NM NMB NMS NÖ NOH NOL NOM NOR NP NR
NRW NT NU NVP NW NWM NY NZ OA OAL OB OBB OBG OC OD OE OF OG OH OHA ÖHR OHV OHZ OK OL OP OPR OR OS OSL OTW OVI OVL OVP
P PA PAF PAN PAR PB PCH PE PEG PF PI PIR PL PLÖ PM PN PR PRÜ PS PW PZ QFT QLB R RA RC RD RDG RE REG REH REI RG RH RI
RID RIE RL RM RN RO ROD ROF ROK ROL ROS ROT ROW RP RS RSL RT RU RÜD RÜG RV RW RZ S SAB SAD SAL SAN SAW SB SBG SBK SC
SCZ SDH SDL SDT SE SEB SEE SEF SEL SFB SFT SG SGH SHA SHG SHK SHL SI SIG SIM SK SL SLE SLF SLK SLN SLS SLÜ SLZ SM SMÜ
SN SO SOB SOG SOK SÖM SON SP SPB SPN SR SRB SRO ST STA STB STD STE STL STO SU SUL SÜW SW SWA SY SZ SZB TBB TDO TE TET
TF TG TIR TO TÖL TP TR TS TT TÜ TÜB TUT UE UEM UER UFF UH UL UM UN USI V VAI VB VEC VER VG VIB VIE VIT VK VOF VOH VR
VS W WA WAF WAK WAN WAR WAT WB WBS WDA WE WEL WEN WER WES WF WG WHV WI WIL WIS WIT WIZ WK WL WLG WM WMS WN WND WO WOB
WOH WOL WOR WOS WR WRN WS WSF WST WSW WT WTM WÜ WUG WÜM WUN WUR WW WZ WZL X Y Z ZE ZEL ZI ZIG ZP ZR ZW ZZ
""")

# Words that a company's or a service's handle is made of; one other word in it and it may be a person.
ORGANISATION_WORDS = _words("""
ag ard at bahn bahnen bot botfather bvg care cff ch community
dbbahn dbinfo connect db de deutsche deutschebahn dhl eu everyone
express fernverkehr ffs flixbus flixtrain gmbh heise help here helpdesk hilft hvv ice info infos international konzern
kundendienst kundenservice mvg mvv navigator news nrw o2 obb oebb official personenverkehr post presse regio rmv
saarland sbahn sbb service services serviceteam sncf social station support swiss team telekom theofficial travel
trenitalia twitter vbb vgn vkb vodafone vrr vrs verkehr westbahn zdf ztdf öbb berlin hamburg münchen muenchen
stuttgart köln koeln frankfurt bayern netz channel all admin admins mods moderatoren group gruppe
""")
