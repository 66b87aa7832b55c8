# What people read in chat. The same keys as de.ftl (a test compares them).

## Beginning
hello = Hello!
hello-nothing-open = I carry questions into your groups and bring back what you say. In your group, tap a question on a survey's card and we go on here. If you moderate a group, add me there and send /survey.
which-question = Which question do you want to answer?
which-wave = Which survey is this about?
information =
    What happens with your answer: { $operator } keeps it under a pseudonym, without your name, for at most { $months } months after the survey ends.
    You are quoted only if you say so. You can change, take back and delete at any time: /mine, /revoke, /forgetme.
    Taking part is voluntary and from the age of { $age }.
information-released = Results appear only in groups of at least five answers, never live.
information-open = In this survey everybody can see the current counts at any time.
declined = All right. Nothing was stored.
through = Those were all the questions. Thank you! You can change every answer as long as the survey runs.
later = See you later. All you said stays, and you go on where you stopped.
sample-note = Sample data: we wrote these answers to show the program.
operator-unnamed = the operator of this bot

## Questions and answers
question-number = Question { $number }/{ $total }
statement-of-somebody = Somebody else's statement:
your-answer-so-far = So far:
type-your-answer = Just type your answer.
kept = Stored: { $title }
changed = Change stored: { $title }
stale = That button belonged somewhere else. Here is the current question:
only-words = I cannot make anything of that, sorry. Please type your answer.
not-your-words = That message was forwarded or not sent in your own name. If it is your own answer, please type it yourself.
nothing-asked = No survey is running here that I asked you about.
answer-no-such-question = There is no such number. The questions are numbered 1 to { $count }.
vote-agree = Agree
vote-disagree = Disagree
vote-pass = Pass

## What an answer cannot be
complaint-blank = There was no text in it. Please write a few words.
complaint-too-long = That is { $length } characters, { $limit } fit. NOTHING was stored. Here is your text to shorten:
complaint-choose-one = Please choose exactly one.
complaint-no-such-option = “{ $given }” is none of the choices. Tap a button or type its number.
complaint-option-alone = That choice cannot be combined with others.
complaint-too-few = Please choose at least { $limit }.
complaint-too-many = Please choose at most { $limit }.
complaint-required = This question needs an answer before we can go on.
complaint-not-a-number = I cannot read “{ $given }” as a number.
complaint-too-small = The number has to be at least { $limit }.
complaint-too-large = The number can be at most { $limit }.
complaint-too-precise = { $limit ->
        [0] A whole number, please.
        [one] At most one decimal, please.
       *[other] At most { $limit } decimals, please.
    }
complaint-not-on-scale = A number from { $lowest } to { $highest }, please.
complaint-not-a-date = I cannot read “{ $given }” as a date. Like this: 24.03.2026 or 03.2026.
complaint-date-too-coarse = More precisely, please: { $needed ->
        [day] day, month and year, such as 24.03.2026.
       *[other] month and year, such as 03.2026.
    }
complaint-date-too-early = That date is too early. It can be { $limit } or later.
complaint-date-too-late = That date is too late. It can be { $limit } or earlier.
complaint-not-a-duration = I cannot read “{ $given }” as a duration. Like this: 15 minutes, 2 hours, 3 days.
complaint-no-statements = There are no statements to react to here right now.

## Answered in public
count-it = Shall this count as an answer? You have ten minutes, then I erase it on my side.
count-it-public = Shall this count as an answer? One tap is enough, in the private chat.
button-count-as = Yes: { $title }
button-count-it-private = Confirm in the private chat
in-private = This goes on in the private chat, unseen by the group.
button-in-private = Open the private chat
reply-too-late = The ten minutes are over and your text is erased. You can answer again here:

## Quotes
quote-question = May we quote you from this?
quote-preview = This is how you would be quoted:
quote-revocable = Without your yes we quote nothing. You can take it back with one tap at any time.
quote-no = No
quote-unnamed = Yes, without my name
quote-named = Yes, with my name
quote-declined = All right, you are not quoted.
quote-on = Allowed. Thank you!
quote-off = Taken back. Posted quotes are corrected.
consents-title = Your quotes: { $title }
consents-note = Each permission is for its place only and can be taken back with one tap.
consent-yes = ✓ { $place }: may be quoted
consent-no = ✗ { $place }: not quoted
consent-give = Allow: { $place }
consent-take-back = Take back: { $place }
place-quote-here = here in the group
place-quote-other = on the other platform
place-quote-web = on the web and in the article
revoked = { $count ->
        [one] One permission is taken back. Posted quotes are corrected.
       *[other] { $count } permissions are taken back. Posted quotes are corrected.
    }
revoked-nothing = There is no permission to take back: you are quoted nowhere.

## My answers, my data
my-answers = Your answers: { $title }
no-answers-yet = You have not answered anything here yet.
answer-approved = approved
answer-rejected = not quoted
withdrawn = Taken back and deleted.
my-data = Everything held about you
my-data-note = The file has every row of every table that belongs to you; what is sealed is readable in it.
my-data-about = Your data as a JSON file
only-in-direct = I show that in the private chat only. Send me the same command there.
nothing-held = Nothing is held about you.
forget = Really delete everything?
forget-note = Your answers, votes, permissions and your account are deleted for good. Posted quotes are corrected. Published numbers that cannot tell who you are remain.
forgotten = Deleted. Nothing is held about you any more.

## Results
results-title = So far: { $title }
results-participants = { $count ->
        [one] One person has taken part so far.
       *[other] { $count } people have taken part so far.
    }
results-after-answer = You see the results so far once you have answered yourself.
results-after-close = Results are shown when the survey is closed.
results-none-yet = There is nothing to show yet: results appear from five answers on.

## Help, privacy, language
help-title = How it works
help =
    Tap a question on a survey's card and type your answer. That is all.
    /answer 2 Your text – answer directly
    /mine – see, change, take back your answers
    /digest – what came out so far
    /revoke – be quoted nowhere any more
    /mydata – everything held about you
    /forgetme – delete everything
    /privacy – who is responsible
    /language – German or English
privacy-title = Privacy
privacy =
    Responsible: { $operator }, { $contact }.
    Purpose: to gather answers to surveys of this community and give them back in summary. The legal basis is your consent (Art. 6(1)(a) GDPR).
    Kept: your answers and your group under a pseudonym, your permissions with their time, your language. Your id on the platform only as a keyed digest; readable to us only where it is kept encrypted, and only so that we can write to you.
    Nothing is passed on. Messages travel through the platform you write in; its rules apply to it.
    Shown are only counts from five people up and quotes you allowed.
    Your rights: access and a copy (/mydata), erasure (/forgetme), withdrawal (/revoke), rectification (/mine), complaint to a supervisory authority.
language-question = Which language shall I speak with you?
language-set = Good, I speak English with you.

## When somebody is not well
crisis-title = That sounds as if you are not well at all right now.
crisis =
    You do not have to be alone with it. In Germany the TelefonSeelsorge listens day and night, free and anonymous: 0800 111 0 111, 0800 111 0 222 or 116 123, in chat on online.telefonseelsorge.de. Elsewhere findahelpline.com lists whom to call. If it is urgent: 112.
    Your answer is stored and will not be quoted. You can take it back with /mine.
crisis-for-moderators = In { $wave } an answer may speak of self-harm. The person was given help lines, the answer is not quoted. It is in the list for review.

## Card
card-operator = Asking: { $operator }.
card-until = Open until { $date }.
card-endless = Open until further notice.
card-closed = This survey is closed. Thanks to everybody!
card-paused = This survey is paused right now.
card-use = Answers are pseudonymous, quotes only with your yes, deleted after { $months } months at the latest.
card-open-results = Results so far are open at any time. Deleted after { $months } months at the latest.
card-article = The article:
card-participants = { $count ->
        [0] Nobody has answered yet.
        [one] One person has answered.
       *[other] { $count } people have answered.
    }

## Times
reminder = There is time to answer until { $date }, { $time }.
manage-opens = Opens on { $date } at { $time }.
manage-reminds = A reminder comes 24 hours before the end.
manage-comes-again = Comes again on { $date } at { $time }.
manage-open = Open now
manage-cancel = Call it off
manage-cancelled = Called off: { $wave }. Nothing was posted.
manage-remind = { $value ->
        [0] Do not remind
       *[other] Remind before the end
    }
manage-repeat = { $value ->
        [0] once only
        [1] every week
       *[other] every { $value } weeks
    }
manage-once = Again in { $value } weeks
time-unreadable = I do not understand “{ $given }” as a time. Like this: 2026-12-01 09:00.
time-is-past = That time is past: { $given }.
wave-end-before-start = The end must come after the beginning.

## Moderation
arrived = Hello everybody! Whoever moderates here starts a survey with /survey. Answers are gathered under pseudonyms and shown from five on.
launch-title = Launch a survey
launch-where = For which group?
launch-no-places = I know of no group you moderate yet. Add me to a group and send /survey there, then we go on here.
launch-what = What shall be asked in “{ $place }”?
launch-unreachable = So that I can tell you when something is stuck or waits for approval, open the private chat with me once.
launch-own = Ask a question of my own
launch-own-question = What is your question? Type it in one sentence (at most 300 characters).
launch-settings = This is what members see (above). What shall apply?
launch-settings-note = Runs for { $days } days. Content and rules are fixed once somebody has answered.
launch-days = { $value } days
launch-rhythm = { $value ->
        [0] digest at the end
       *[other] digest every { $value } d
    }
launch-show = { $value ->
        [after-answer] results after own answer
        [after-close] results at the end
       *[other] results live
    }
launch-named = { $value ->
        [0] quotes without names
       *[other] also with names
    }
launch-go = Start
launch-cancel = Cancel
launched = Started: { $wave } in “{ $place }”. The card is being posted.
launch-manage = Manage: { $wave }
launch-manage-now = Manage
manage-which = Which survey?
manage-nothing = No survey is running here, and none ended lately.
manage-state = State: { $state }, { $people ->
        [one] one person
       *[other] { $people } people
    }
manage-waiting = { $count ->
        [0] Nothing waits for approval.
        [one] One answer waits for approval.
       *[other] { $count } answers wait for approval.
    }
manage-until = Runs until { $date }, { $time }.
manage-unsure = { $count ->
        [one] For one post it is unclear whether it arrived. Send it again?
       *[other] For { $count } posts it is unclear whether they arrived. Send them again?
    }
manage-digest = Digest now
manage-pause = Pause
manage-resume = Resume
manage-extend = 7 more days
manage-close = Close
manage-reopen = Reopen
manage-again = Send again
manage-review = Approve answers
managed = Done: { $what }
wave-draft = planned
wave-open = open
wave-closed-state = closed
wave-paused-state = paused
review-title = { $title } ({ $count ->
        [one] last one
       *[other] { $count } left
    })
review-sensitive = This answer may speak of self-harm. It is never quoted.
review-approve = Approve
review-reject = Reject
review-approved = Approved: may be quoted with permission.
review-rejected = Rejected: still counts, is not quoted.
review-done = All reviewed.
review-gone = That answer is gone.
place-gone = I am no longer in “{ $place }”. Surveys there rest until I am invited again.
place-closed = I may not write in “{ $place }” (topic closed or a right is missing). Surveys there rest until that is mended.
outage = I could not be reached for a while. What you wrote has arrived; please repeat taps on buttons from that time.

## Buttons
button-agree = I am at least 16 and agree
button-decline = No, thanks
button-privacy = Privacy
button-choose = Choose a question
button-answer-now = Answer now
button-answer-all = Answer all
button-mine = My answers
button-results = Results so far
button-quotes = My quotes
button-other-wave = On to the next survey
button-go-on = Go on answering
button-later = Later
button-skip = Skip
button-leave = Leave it so
button-back = Back
button-done = Done
button-change = Change: { $title }
button-withdraw = Take back
button-no = No
button-forget = Yes, delete everything
button-forget-me = Delete everything
button-my-data = My data

## Commands (menu)
command-antwort = Answer: number and text
command-antworten = See, change, take back my answers
command-digest = What came out so far
command-widerruf = Be quoted nowhere any more
command-meinedaten = Everything held about me
command-vergissmich = Delete everything about me
command-datenschutz = Who is responsible and what is kept
command-sprache = German or English
command-hilfe = How it works
command-umfrage = Launch a survey (moderators)
command-verwalten = Manage surveys (moderators)

## What cannot be done
stored-later = Received. The database takes nothing right now; your message is entered as soon as it can be, and confirmed then.
not-stored = NOT stored: the database takes nothing right now. Please try again in a moment.
went-wrong = Something went wrong on our side, and nothing was stored. Please try again.
button-unknown = I do not know that button any more.
wave-unknown = There is no such survey here.
unknown-answer = That answer is gone.
unknown-wave = There is no survey “{ $wave }”.
wave-not-open-yet = This survey has not begun yet.
wave-paused = This survey is paused right now. Nothing was stored.
wave-closed = This survey is closed. Nothing was stored any more.
wave-locked = Somebody has answered already, the content is fixed.
wave-end-is-past = The new end would be in the past.
wave-anonymous-stays-closed = An anonymous survey stays closed once it is closed.
wave-step-refused = That cannot be done in this state of the survey.
consent-missing = Your permission for that is still missing.
not-taking-part = You are not taking part in this survey; nothing is held about you here.
not-a-moderator = Only those who moderate here may do that.
no-place = A survey needs at least one place.
places-of-several-communities = These places belong to different communities.
operator-missing = Before anything is asked here it must be said who is responsible: set NACHGEFRAGT_OPERATOR__NAME and NACHGEFRAGT_OPERATOR__CONTACT.
place-unknown = I do not know that place.
questionnaire-unknown = There is no such questionnaire.
unknown-questionnaire = There is no questionnaire “{ $given }”.
secret-key-broken = There is no key in { $file }. Restore the file from your backup; a new key would recognise nobody.
already-running = Another process already runs on this database.
questionnaire-broken = The questionnaire { $file } has { $count } errors.
anonymous-not-yet = Anonymous surveys cannot be started in this version yet.
