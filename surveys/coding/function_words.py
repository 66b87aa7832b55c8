"""Which words carry no claim of their own, and which turn one around? German and English together.

Lists of our own, short on purpose: a word that is missing here counts as substance and has to be found in an answer. Most
public stop-word lists hold "nicht", "kein" and "ohne": here they are the ones that matter.
"""

from __future__ import annotations


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They turn what is said into its opposite, or take something away from it.
DENYING = _listed("""
    nicht nichts kein keine keinen keinem keiner keines keinerlei nie niemals niemand niemanden niemandem nirgends
    nirgendwo weder ohne kaum statt anstatt anstelle weniger wenig wenige selten fehlt fehlen fehlende fehlenden
    fehlender fehlte mangelt mangelnde mangelnder mangelnden nein gegen not no none nothing never nobody nowhere
    neither nor without hardly barely scarcely instead less fewer few rarely seldom lack lacks lacking missing
    against cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't hasn't
    haven't hadn't ain't
    """)

# What is wished for, or only under a condition, is not so.
WISHING = _listed("""
    soll sollen sollte sollten solltet müsste müssten muss müssen könnte könnten dürfte dürften wäre wären hätte
    hätten würde würden möchte möchten will wollen wünsche wünschen wünscht wünschte wünschten wunsch wünschenswert
    fordern fordert fordere forderte forderten bitte wenn falls hoffe hoffen hofft hoffentlich should must would
    could might may wish wishes wished want wants wanted hope hopes hoped please if unless demand demands
    """)

# They end a clause: what was denied before them is not denied after them.
TURNING = _listed("aber sondern doch jedoch dagegen während but however whereas although obwohl weil denn because")
# They join parts of a clause.
LINKING = _listed("und oder sowie bzw beziehungsweise and or")
# After a comma they carry on what was said of them.
JOINING = _listed("dass daß ob that whether")

FUNCTION = (
    _listed("""
    der die das den dem des ein eine einen einem einer eines ich du er sie es wir ihr mich mir dich dir ihn ihm uns
    euch ihnen man sich mein meine meinen meinem meiner dein deine sein seine seinen seinem seiner unser unsere
    unseren ihre ihren ihrem ihrer dieser diese dieses diesen diesem jener jene jenes welche welcher welches was wer
    wen wem wie wo wann warum wieso in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter durch
    für um ab bis seit während wegen trotz zwischen hinter neben ist sind war waren bin bist seid sein wird werden
    wurde wurden worden geworden hat haben habe hast hatte hatten kann können konnte konnten darf dürfen lassen
    lässt so auch noch schon nur etwa dabei dazu dafür damit davon daran darauf darin daraus dort hier da dann also
    als wenn zwar eben ja mal sehr ganz recht eher etwas the a an i you he she it we they me him her us them my your
    his its our their this that these those which who whom what when where why how in on at by with from of for to
    into onto over under through about as is are was were be been being am do does did has have had having can so
    also just only then than there here very quite rather some any such own up out off
    """)
    | TURNING
    | LINKING
    | JOINING
)

# How one speaks about answers: it says that something was said, and nothing for or against it.
FRAME = _listed("""
    antwort antworten antwortet befragte befragten person personen mensch menschen leute thema themen genannt nennen
    nennt erwähnt erwähnen erwähnung beschrieben beschreiben beschreibt berichten berichtet geht gehören gehört
    sprechen spricht schreiben schreibt sagen sagt einige einigen mehrere mehreren manche manchen andere anderen
    anderer weitere answer answers respondent respondents people person theme themes mention mentions mentioned name
    named describe describes described report reports reported say says said write writes wrote belong belongs
    several others other some
    """)

# A share in words, or about everybody: every answer that is cited has to say it.
QUANTIFYING = _listed("""
    alle allen aller alles sämtliche jeder jede jedes jeden jedem niemand keiner immer stets nie niemals ausnahmslos
    durchweg all every everyone everybody nobody none always never entirely
    """)

# A number of people in words comes from nowhere: numbers are placeholders.
COUNTING = _listed("""
    null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn zwanzig dreißig vierzig fünfzig
    sechzig siebzig achtzig neunzig hundert tausend million millionen dutzend dutzende hunderte tausende prozent
    hälfte drittel viertel fünftel zehntel mehrheit mehrheitlich minderheit großteil überwiegend überwiegende meist
    meiste meisten mehrzahl beide beiden zweite zweiten einzige einzigen einstimmig halb halbe zero one two three
    four five six seven eight nine ten eleven twelve thirteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions dozen dozens percent half third quarter majority minority
    most mostly both unanimous unanimously
    """)
