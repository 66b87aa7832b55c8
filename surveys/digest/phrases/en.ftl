# What a digest says. Keys as in the code; de.ftl has the same (a test compares them).

## Frame: what every rendering needs
heading = Digest: { $title }
stand-interim = Interim results of { $date }
stand-final = Final results of { $date }
participants = { $count ->
        [0] nobody has taken part yet
        [one] one person has taken part
       *[other] { $count } have taken part
    }
period = Open from { $from } to { $to }
period-since = Open since { $from }
article = The article: { $title }
sample-note = Sample data: we wrote these answers to show the program. Nobody really gave them.
sample-mark = Sample data
correction-note = { $count ->
        [one] Corrected: one quote was taken back and is no longer shown here.
       *[other] Corrected: { $count } quotes were taken back and are no longer shown here.
    }
correction-blackened = { $count ->
        [one] Corrected: a passage of one quote was blacked out.
       *[other] Corrected: passages of { $count } quotes were blacked out.
    }
correction-renamed = { $count ->
        [one] Corrected: one theme has another name now.
       *[other] Corrected: { $count } themes have other names now.
    }
quote-withdrawn = This quote was taken back.
quote-by = { $who }, on “{ $item }”
quote-of = on “{ $item }”
withheld = –
withheld-legend = – = fewer than five, not shown (nor what would give them away)
withheld-spoken = not shown
n = n = { $count }
n-withheld = n not shown
number = { $count }
share = { $percent }%
share-under = < { $percent }%
share-over = > { $percent }%
several-note = More than one answer was possible.
more-rows = { $count ->
        [one] … and one more row
       *[other] … and { $count } more rows
    }
shortened = Shortened to fit one screen. The full digest has everything.
version-line = Version { $version }, checksum { $hash }
version-draft = Not published yet, checksum { $hash }
excerpt-line = Part of version { $version }
excerpt-draft = Part of a digest, checksum { $hash }
release-line = The numbers come from release { $number }.
release-none = No release has been made yet.
numbers-as-table = Numbers as a table
column-answer = Answer
column-people = People
column-share = Share
verbatim-note = Quotes are shown character by character as they were written, with permission for this place; [redacted] stands for a passage that was blacked out.

## Charts in words
picture-about = Chart of the survey “{ $title }”:
chart-bars = Bars: { $title } ({ $n }).
chart-scale = Scale from low to high: { $title } ({ $n }).
chart-table = Table: { $title }.

## Sections
section-turnout = Who took part
section-closed = What was ticked
section-cases = Cases from practice
section-quotes = In your words
section-statements = Agreement and disagreement
section-unknown = What we do not know
section-method = How these numbers came about

## What the sections say
turnout-participants = { $count ->
        [one] One person has taken part.
       *[other] { $count } people have taken part.
    }
turnout-too-few = { $missing ->
        [one] Results are shown from five people on; one more is needed.
       *[other] Results are shown from five people on; { $missing } more are needed.
    }
turnout-by-platform = By platform
turnout-by-group = By group
closed-median = Median: { $median } (n = { $n })
closed-number = “{ $title }”: median { $median } (n = { $n }).
closed-answers = “{ $title }”: { $n } answers.
cases-all = All reports
cases-requests = requests
cases-answered = answered
cases-median = until the first reply (median)
cases-solved = solved
cases-duration = { $duration }
cases-above = see above
cases-note = { $n } reports; pairs with at least five requests are shown.
quotes-answers = “{ $title }”: { $count } answers in people's own words.
quotes-none = There is no quote yet: it takes an approval and the person's yes.
vote-agree = agree
vote-disagree = disagree
vote-pass = pass
statement-withdrawn = This statement was taken back.
unknown-self-selected = Whoever answers here chose to. The result does not speak for others.
unknown-results-after-close = Results are shown when the survey is closed.
unknown-results-after-answer = Results are shown to those who answered.
unknown-results-none-yet = Numbers appear in steps of at least five people; the first is not reached yet.
unknown-group = “{ $group }”: fewer than ten are counted. Nothing can be said about this group.
unknown-questions = { $count } of { $of } questions have fewer than five counted answers.
unknown-one-platform = All counted answers came through { $platform }. How it looks elsewhere we do not know.
method-sample = All answers are sample data, written by us.
method-opt-in = Open survey, voluntary, no sample was drawn: { $count ->
        [one] one person
       *[other] { $count } people
    } took part. No sampling error can be computed.
method-period = Fieldwork: { $start } to { $end }.
method-day = Fieldwork: { $day }.
method-platform = { $platform }: { $count } participants.
method-imported-form = Taken from another survey tool: { $count } people with { $answers } answers. They have no account here.
method-imported-form-few = Some answers are taken from another survey tool. How many is not shown: they may be fewer than five people.
method-imported-chat = Taken from a chat, of people who agreed: { $count } people with { $answers } answers. They are never quoted.
method-imported-chat-few = Some answers are taken from a chat, of people who agreed. How many is not shown: they may be fewer than five people.
method-unweighted = Counts are not weighted; each person counts once, with their latest answer.
method-withheld = Not shown are counts under { $fewest } and whatever would give them away; percentages from { $share } people on.
method-releases = Shown counts change only in steps of at least { $fewest } people, so that nobody can be told from the change. n counts the answers shown; rare ones wait until there are enough of them.
method-quotes = Quotes are approved, verbatim and consented to; at most one per person, taking turns between questions and groups.
method-question = Question { $number } (n = { $n }), “{ $title }”: “{ $text }”
method-question-few = Question { $number } (fewer than five counted answers), “{ $title }”: “{ $text }”
method-question-plain = Question { $number }, “{ $title }”: “{ $text }”

## What changed
section-change = What changed
change-intro = Compared with the wave before, which ended on { $end }. It is not the same people who answered.
change-more = { $title }: “{ $answer }” more often, { $now }% instead of { $before }%.
change-less = { $title }: “{ $answer }” less often, { $now }% instead of { $before }%.
change-chance-all = { $number ->
        [one] One share was compared; its difference is within chance.
       *[other] { $number } shares were compared; all differences are within chance.
    }
change-chance-others = { $number ->
        [one] One other difference is within chance.
       *[other] { $number } other differences are within chance.
    }
change-before = before (n = { $n })
change-now = now (n = { $n })
change-difference = Change
change-chance = within chance
change-up = { $points ->
        [one] +{ $points } point
       *[other] +{ $points } points
    }
change-down = { $points ->
        [one] −{ $points } point
       *[other] −{ $points } points
    }
change-theme-more = { $title }: “{ $theme }” named more often, { $now }% (n = { $n }) instead of { $before }% (n = { $base }); the difference lies between { $low } and { $high } points.
change-theme-less = { $title }: “{ $theme }” named less often, { $now }% (n = { $n }) instead of { $before }% (n = { $base }); the difference lies between { $low } and { $high } points.
change-theme-new = { $title }: “{ $theme }” is new in this wave, { $count } of { $n }; there was no such theme before.
change-theme-gone = { $title }: “{ $theme }” is no longer shown; in the wave before { $count } of { $n } spoke of it. Now it is fewer than five, or the number would tell of others.
change-theme-recast = { $title }: “{ $theme }” is not compared: since the wave before it has been cut otherwise.
change-theme-note = Lines from the wave before to this one. The ranges hold for all differences compared here together; where 0 lies within, the difference is within chance.
change-is-new = new in this wave
change-up-range = +{ $points } points ({ $low } to { $high })
change-down-range = −{ $points } points ({ $low } to { $high })
change-chance-range = within chance ({ $low } to { $high })

## Themes, groups, news
section-themes = What you write about
theme-none = no theme
theme-proposed = proposed, not confirmed yet
theme-emerged = newly appeared
theme-withheld = Not shown are themes of fewer than { $fewest } people, nor what would give them away.
theme-about = “{ $theme }”: { $definition }
theme-words = “{ $theme }”, told by: { $words }
theme-alone = “{ $theme }”
theme-read = { $count } of { $of } answers are read.
theme-read-nearly = Nearly all of the { $of } answers are read.
theme-duplicates = { $count } duplicates: answers that say the same in nearly the same words. Each person counts all the same.
theme-corrected = “After checking”: people checked { $n } answers. So large the shares would probably be had they checked all (range in 90 of 100 samples).
column-corrected = After checking
corrected = after checking { $share }, { $low } to { $high }%
column-theme = Theme
column-range = Share, range
column-change = Change
range = { $share }, range { $low }–{ $high }%
range-short = { $share }, { $low } to { $high }%
section-news = What is new
news-emerged = Newly appeared in “{ $title }”: “{ $theme }”. A proposal, not a confirmed theme yet.
news-answers = “{ $title }”: { $count } new answers since { $since }.
news-day = { $day } (n = { $n })
section-common = What unites, what divides
common-all = Everybody
common-group = Opinion group { $key }
common-ground = The opinion groups agree on this.
common-divides = This divides the opinion groups.
common-typical-for = Opinion group { $key } agrees more often than others.
common-typical-against = Opinion group { $key } disagrees more often than others.
common-map = Opinion groups
common-map-note = Each circle stands for people who voted alike; the larger, the more. Circles close to each other are more alike. No single person is drawn, and nobody said to belong there.
section-contrast = Where groups differ
contrast-more = { $group }: more often than the others, beyond chance.
contrast-less = { $group }: less often than the others, beyond chance.
contrast-chance = The largest difference; even this one is within chance.
contrast-few = Too few answers yet: differences between groups can be told from about { $fewest } on.
contrast-withheld = Nothing can be compared between groups without giving somebody away.
contrast-compared = { $number } differences checked, { $found } beyond chance (Fisher, at most 5% false finds expected).
column-group = Group
column-reacted = reacted
column-spoke = named by
column-n = n
section-voices = Single voices
voices-about = Said by few: “{ $label }”
voices-fresh = Newly appeared, no theme yet; in the words of those who wrote of it first:
section-questions = What you ask back
section-flagged = With and without marked respondents
flagged-intro = A check has marked respondents whose answers stand out. This is how it would look without them; everything else shows everybody.
flagged-withheld = How it would look without marked respondents cannot be shown without giving them away.
flagged-all = all (n = { $n })
flagged-kept = without marked (n = { $n })
cases-late = nine of ten at most
score-requests = { $count } requests
score-answered = { $count } answered
score-solved = { $count } solved
score-time = first reply, median: { $median }
score-times = first reply, median: { $median }, nine of ten at most: { $late }
method-vectors = “{ $title }”: themes from how close answers are to each other, compared as vectors ({ $model }), on our own machine.
method-coded = “{ $title }”: { $machine } answers were coded by the machine alone, { $human } coded or confirmed by a person.
method-coded-both = “{ $title }”: Some answers were coded by the machine alone, some coded or confirmed by a person.
method-coded-machine = “{ $title }”: the answers were coded by the machine.
method-coded-human = “{ $title }”: the answers were coded or confirmed by a person.
method-unchecked = “{ $title }”: nobody has checked yet how well the coding holds.
method-checked-by = “{ $title }”: { $coders ->
        [one] One person has
       *[other] { $coders } people have
    } checked { $n } answers.
method-checked-machine = “{ $title }”: { $coders ->
        [one] One person has
       *[other] { $coders } people have
    } checked { $n } answers, and coded them as the machine did in { $percent }% of cases.
method-once = “{ $title }”: Fewer than ten answers were checked twice; how well people would agree is not known.
method-checked = “{ $title }”: { $n } answers were coded twice; { $percent }% alike, Krippendorff's alpha { $alpha }.
method-language-model = “{ $title }”: a language model ({ $model }) proposed labels; numbers and quotes are not from it.
method-no-language-model = “{ $title }”: no language model took part.
method-groups = Opinion groups are computed from votes (in the manner of Polis); who hardly voted is in none.
chart-ranges = Themes with ranges: { $title } ({ $n }).
chart-agreement = Agreement and disagreement: { $title }.
chart-contrast = Groups compared: { $title }.
chart-trend = Course: { $title }.
chart-map = Map of opinion groups: { $title } ({ $n }).
chart-scoreboard = Who answers how: { $title }.

## Views
filtered-people = Only { $name }: { $count } people.
filtered-note = Shown is only what nobody can work out of the rest either. Quotes with a name stand in the whole digest.
filtered-note-platform = Shown is only what nobody can work out of the rest either. Quotes are not told apart by platform.
news-intro = New since the digest before. Shown is what grew by at least five people.
news-none = No number has grown by { $fewest } or more people since.
news-now = now
news-more = more than before

## Language model
section-summary = Summed up by a language model
summary-by = These sentences were written by a language model ({ $model }), only from answers whose writers allowed it; each was checked against them.
summary-sentence = { $theme }: { $text }
summary-withdrawn = A sentence stood here that rested on an answer since taken back.
