"""Which words say nothing about a theme? Written for answers in German and English; what negates is not among them.

Usual lists drop "nicht", "kein", "ohne" and with them the difference between "Antwort" and "keine Antwort".
"""

from __future__ import annotations

GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim
bereits bin bis bisher bist bitte bzw da dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darf
darum das dass daß davon dazu dein deine dem den denen denn der deren derer des dessen deshalb die dies diese diesem
diesen dieser dieses doch dort du durch dürfen eben ebenso eher eigentlich ein eine einem einen einer eines einfach
einige einigen einmal er erst es etc etwa etwas euch euer eure eurem euren eurer für ganz gar gab geben gegen geht
gemacht genau gerade gern gerne gibt habe haben hast hat hatte hatten her hier hin hinter ich ihm ihn ihnen ihr ihre
ihrem ihren ihrer im immer in ins irgendwie ist ja je jede jedem jeden jeder jedes jedoch jetzt kann kommen kommt konnte
können könnte könnten machen macht mal man manche manchmal mehr mein meine meinem meinen meiner mich mir mit muss
musste müssen müsste möchte nach nachdem noch nun nur ob oder ohnehin per schon sehr sei seid sein seine seinem seinen
seiner seit selbst sich sie sind so sobald sodass sofern sogar solch solche solchen soll sollen sollte sollten somit
sondern sonst sowie statt teils trotz trotzdem um und uns unser unsere unserem unseren unserer unter usw viel viele
vielen vieler vielleicht vom von vor wann war waren warum was wegen weil weiter welche welchem welchen welcher welches
wenn wer werde werden wenig weniger wie wieder will wir wird wo wobei wodurch wohl wollen wurde wurden während wäre
wären würde würden z zb zu zum zur zwar zwischen über überhaupt hallo danke lg dh
"""
ENGLISH = """
a about after again all almost also although always am an and another any anyway are around as at be because been
before being between both but by came can come could did do does doing done down during each either else enough etc even
ever every for from further get gets getting go goes going got had has have having he hello her here hers him his how
however i i'm i've if in into is it it's its itself just keep let like lot lots made make makes making many may maybe me
might mine more most much must my myself nearly need of off often on once one only onto or other others our ours out over
own per perhaps please quite rather really same seem seems shall she should since so some still such than thank thanks
that that's the their theirs them themselves then there there's these they they're this those though through thus to
together too toward towards under until up upon us use used very via was way we we're well were what when where which
while who whole whom whose why will with within would yes yet you your yours
"""
STOP_WORDS = frozenset(GERMAN.split()) | frozenset(ENGLISH.split())
