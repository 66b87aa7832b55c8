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
information-anonymous =
    This survey is anonymous. { $operator } stores your answer without a name or a time, only with the day, at most { $months } months after the end.
    What is whose hangs on a key. It is destroyed when the survey ends: until then you can see, change, withdraw and erase everything (/antworten, /widerruf, /vergissmich), afterwards nothing any more, for then nobody knows what is yours, not even { $operator }.
    Nobody reads free texts before the end. That you take part can be seen by whoever sees you press here; Telegram and Discord read what you send them. You are quoted only with your yes, without a name or a group.
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
too-many = That was very much at once, so this was NOT stored. You can go on from { $time }.
only-words = I cannot make anything of that, sorry. Please type your answer.
not-your-words = That message was forwarded or not sent in your own name. If it is your own answer, please type it yourself.
nothing-asked = No survey is running here that I asked you about.
answer-no-such-question = There is no such number. The questions are numbered 1 to { $count }.
vote-agree = Agree
vote-disagree = Disagree
vote-pass = Pass
button-report = Report
reported = Thank you for telling. A moderator will look at the statement; you will not be shown it again.
statement-gone = That statement is not put to the vote any more.

## Forms
form-answer = Your answer
form-information =
    { $operator } stores your answer under a pseudonym, for at most { $months } months after the end. Taking part is voluntary, from the age of { $age }.
    You are quoted only if you say yes. You can change, take back and delete at any time: /mine, /revoke, /forgetme, /privacy.
form-information-anonymous =
    Anonymous: { $operator } stores your answer without a name, only with the day, at most { $months } months after the end. Voluntary, from the age of { $age }.
    You can see, change, withdraw and erase it until the survey ends (/antworten, /widerruf, /vergissmich). Then the key is destroyed, and nobody knows any more what is whose. Nobody reads free texts before; you are quoted only with your yes.
form-agree-about = Without this tick nothing is stored.
form-quote = May you be quoted in this community?
form-quote-about = Can be taken back with one tap.
form-not-agreed = NOT stored: your agreement is missing. Here is your text:
form-stale = NOT stored: this question is no longer being asked. Here is your text:
receipt-not-quoted = You are not quoted with it.
receipt-quoted = This is how you would be quoted, without a name.
receipt-quoted-named = This is how you would be quoted, as { $name }.
count-it-here = Shall this count as an answer? Tap here; only you see what follows. After ten minutes I delete it.
button-count-it-here = Yes, let it count
button-write = Write an answer
button-next = Next question ({ $number }/{ $total })
button-direct = Answer by direct message
button-change-it = Change
button-withdraw-it = Delete
button-again = Try again
direct-hello = Hello! We go on here, just between us.
direct-sent = I have sent you a direct message.
direct-closed = I cannot send you a direct message: allow them in this server's privacy settings and try again.

## What an answer cannot be
complaint-blank = There was no text in it. Please write a few words.
complaint-too-long = That is { $length } characters, { $limit } fit. NOTHING was stored. Here is your text to shorten:
complaint-choose-one = Please choose exactly one.
complaint-place-missing = A place is missing in the order: { $given }.
complaint-part-missing = This is missing: { $given }.
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
quote-revocable-anonymous = Without your yes we quote nothing. You can take it back until the survey ends; after that nobody knows what is yours.
quote-in-community = in this community
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
model-yes = ✓ Language model at { $host }: may read and sum up your answers
model-no = ✗ Language model at { $host }: does not read your answers
model-give = Allow: language model
model-take-back = Take back: language model
model-question = May a language model read what you wrote?
model-about = It sums up themes in a few sentences, which are checked afterwards. For that your answers would go to { $host }, without your name. They are counted and read without it, too.
model-revocable = Without your yes it reads none of your answers. You can take it back at any time under “My quotes”.
model-no-button = No language model
model-yes-button = Yes, it may
model-declined = All right: no language model reads your answers.
model-on = Allowed: a language model may sum up your answers.
model-off = Taken back: no language model reads your answers.
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
answer-pending = waits for approval
answer-reason = Reason: { $reason } If you change the text, it is read anew.
answer-approved = approved
answer-rejected = not quoted
withdrawn = Taken back and deleted.
my-data = Everything held about you
my-data-note = The file has every row of every table that belongs to you; what is sealed is readable in it.
anonymous-over-note = Anonymous surveys that have ended: nobody knows any more whether something in them is yours. It can be neither shown nor changed nor erased.
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

## Where do I stand?
button-stand = Where do I stand?
button-react = React to others
stand-title = Where do I stand? { $title }
stand-note = Compared with the answers published so far; yours may not be among them yet.
stand-note-live = Compared with all answers up to now.
stand-most = like most
stand-many = like many others
stand-rarer = a rarer answer
stand-below = below the middle
stand-around = about the middle
stand-above = above the middle
stand-majority = like the majority on { $same } of { $of ->
        [one] one statement
       *[other] { $of } statements
    }
stand-answered = { $people } people answered this question.
stand-few = Still too few answers to say.
stand-withheld = This cannot be said yet without somebody being recognised.
stand-nothing = There is nothing to compare these answers with.
stand-share = { $said } ({ $percent }% of { $people })
stand-in-group = in your group ({ $group }): { $said }
stand-answer = { $answer }: { $said }

## Help, privacy, language
help-title = How it works
button-policy = How it is moderated
help =
    Tap a question on a survey's card and type your answer. That is all.
    /answer 2 Your text – answer directly
    /mine – see, change, take back your answers
    /digest – what came out so far
    /connect – let two accounts count as one person
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
    In anonymous surveys these rights hold until they end; after that nobody knows any more what is whose.
language-question = Which language shall I speak with you?
language-set = Good, I speak English with you.

## Connecting and linking
command-verbinden = Count two accounts as one person
command-koppeln = Make two groups one community (moderators)
command-trennen = Run this group by itself again (moderators)
code-wrong = This code is wrong or over. Codes are good for ten minutes and only once.
code-too-many = Too many wrong codes. Try again in ten minutes.
code-burnt = A code that others could read is no longer good.
connect-title = Two accounts, one person
connect-about = You answer here and on another platform? Connect both accounts and you count only once: your newest answer to each question holds, and you can go on on both platforms.
connect-code = This is how: within ten minutes write to me in the direct chat on the other platform
connect-warning = Give this code to nobody. Whoever enters it can see and change all your answers.
connect-question = Connect this account with one on { $platform }?
connect-means =
    Both accounts are one person then. Where both answered the same question, the newer answer holds; the older one is kept encrypted so that you can undo this.
    Only what both accounts allowed for a place is quoted there. What you allow, take back or delete afterwards holds for both.
    You can undo it at any time with /connect.
connect-trust = Say yes only if both accounts are yours. Whoever gave you the code will see all your answers.
connect-own = I showed you this code in this very account. Write it to me on the other platform.
connect-same-platform = This code belongs to an account on the same platform. Only accounts on different platforms can be connected.
connect-already = One of the two accounts is connected already. You can undo that with /connect.
connect-none = This account is not connected with any other.
connect-not = All right, nothing was changed.
connected = Connected with your account on { $platform }. From now on you count once. To undo it: /connect
connect-told = An account on { $platform } has connected with yours and now sees all your answers. If that was not you, undo it at once with /connect.
connect-state = Connected since { $date }: { $platforms }. You count once and can answer on both platforms.
part-question = Undo the connection?
part-means = Each account gets back what it had said before. What you said or changed since connecting stays with the account on { $platform }; what you took back since comes back nowhere.
parted = The connection is undone. Both accounts count by themselves again.
forget-both = You have connected two accounts: everything of both is deleted. If only one shall go, undo the connection first with /connect.
couple-title = Two groups, one community
couple-about = If your community has a group and a server on different platforms, link them: surveys run in both places and are counted together.
couple-code = This is how: within ten minutes, whoever moderates the other place writes to me in the direct chat (on Discord, on the server too: nobody else sees it there)
couple-belongs =
    Part of it so far:
    { $places }
couple-where = Which group is it about?
couple-no-places = I know no group that you moderate. Write the command once, without a code, in the group it is about; then we go on here.
couple-question = Make these places one community?
couple-first =
    Together:
    { $places }
couple-second =
    And:
    { $places }
couple-means = The community is then called “{ $name }”. Running surveys go on where they are; whoever moderates one of the places can manage all of them. /unlink undoes it.
couple-same = This place is part of it already.
couple-not = All right, everything stays as it is.
coupled =
    Linked. One community are now:
    { $places }
uncouple-title = Run a group by itself again
uncouple-question = Part these places from each other?
uncouple-waves = With the first part go: { $waves }. All other surveys stay with the second.
uncouple-no-waves = All surveys stay with the second part.
uncoupled =
    Parted. A community of their own are now:
    { $places }
part-nothing = There is nothing to part: this place is linked with no other.
button-connect = Yes, both accounts are mine
button-part = Undo the connection
button-part-yes = Yes, undo it
button-couple = Yes, link them
button-uncouple = Yes, part them

## When somebody is not well
crisis-title = That sounds as if you are not well at all right now.
crisis =
    You do not have to be alone with it. In Germany the TelefonSeelsorge listens day and night, free and anonymous: 0800 111 0 111, 0800 111 0 222 or 116 123, in chat on online.telefonseelsorge.de. Elsewhere findahelpline.com lists whom to call. If it is urgent: 112.
    Your answer is stored and will not be quoted. You can take it back with /mine.
crisis-for-moderators = In { $wave } an answer may speak of self-harm. The person was given help lines, the answer is not quoted. It is in the list for review.

## Checking
check-title = Is everything in place?
check-good = Everything is in place.
check-about-operator = Responsible
check-about-posts = Posts
check-operator = { $name }, { $contact }
check-operator-missing = not named
check-operator-do = whoever runs the bot sets { $settings }: no survey opens without
check-posts = { $count } may not have arrived
check-posts-do = look whether they stand there; /verwalten (/manage) in the chat sends them again
check-token = the token is of { $name }
check-token-refused = the token is refused
check-token-do = { $platform ->
        [telegram] get a new one from @BotFather and set NACHGEFRAGT_TELEGRAM__TOKEN
       *[discord] get a new one in the developer portal and set NACHGEFRAGT_DISCORD__TOKEN
    }
check-slow = no answer within { $seconds } s
check-later = asks to wait for { $seconds } s
check-slow-do = check again in a moment
check-silent = does not answer ({ $reason })
check-silent-do = check the network and { $setting }
check-not-run = does not run here
check-not-run-do = whoever runs the bot sets { $setting }
check-privacy-on = privacy mode is on: the bot is sent only commands, replies to it and mentions
check-privacy-off = privacy mode is off: the bot is sent every message of a group
check-privacy-do = nothing must be done; @BotFather, /setprivacy, Enable lets the bot see only what is meant for it
check-polling = polling, { $waiting } waiting
check-webhook = webhook, { $waiting } waiting
check-webhook-left = a webhook is set
check-webhook-left-do = the bot removes it when it starts polling
check-webhook-nowhere = webhook without an address
check-webhook-nowhere-do = set { $setting }
check-webhook-failed = webhook, { $waiting } waiting, last error: { $error }
check-webhook-failed-do = check the proxy in front of the bot
check-intents-off = no privileged intent is on, none is needed
check-intents-on = privileged intents are on: { $intents }
check-intents-do = nothing must be done; the bot needs none of them, "Bot" in the developer portal switches them off
check-gateway = the gateway can be reached, { $left } of { $total } connects are left today
check-gateway-do = find out why the bot starts so often: when none is left, Discord resets the token
check-commands = the commands are registered
check-commands-old = the commands are not registered, or those of another version are
check-commands-do = the bot registers them when it starts
check-not-there = the bot is not there
check-not-there-do = invite it again, or close the surveys there
check-may-not-write = the bot may not write there
check-may-not-write-do = give it the right to send messages
check-may-pin = may write and pin
check-may-not-pin = may write, not pin
check-may-not-pin-do = make it an administrator with the right to pin, so that the card stays on top
check-private = answers are given there unseen by the group
check-not-private = answers go on from there in the private chat
check-may-all = may do all it needs
check-right-missing = { $right ->
        [view] does not see the channel
        [send] may not write
        [post] may not create posts
        [threads] may not write in threads
        [embed] may not embed links
        [attach] may not attach files: digests would come without a picture
        [history] may not read older messages: what comes during an outage would be lost
        [react] may not tick answers
       *[pin] may not pin the card
    }
check-right-do = give the bot's role this right in the channel: { $right ->
        [view] View Channel
        [send] Send Messages
        [post] Create Posts
        [threads] Send Messages in Threads
        [embed] Embed Links
        [attach] Attach Files
        [history] Read Message History
        [react] Add Reactions
       *[pin] Pin Messages
    }
check-silenced = the bot is in a timeout on the server
check-silenced-do = end the timeout
check-channel-gone = the channel is gone
check-channel-gone-do = close the surveys there
check-channel-kind = no card can stand in a channel of this kind
check-channel-kind-do = choose a text channel, a thread or a forum
check-thread-locked = the thread is locked
check-thread-locked-do = unlock it, or close the survey there

## Card
card-operator = Asking: { $operator }.
card-until = Open until { $date }.
card-endless = Open until further notice.
card-closed = This survey is closed. Thanks to everybody!
card-paused = This survey is paused right now.
card-use = Answers are pseudonymous, quotes only with your yes, deleted after { $months } months at the latest.
card-use-anonymous = Anonymous: the key is destroyed at the end; until then you can change and withdraw. Quotes only with your yes, erased after { $months } months at the latest.
card-open-results = Results so far are open at any time. Deleted after { $months } months at the latest.
card-article = The article:
card-participants = { $count ->
        [0] Nobody has answered yet.
        [one] One person has answered.
       *[other] { $count } people have answered.
    }

## Card in parts
card-part = { $title } ({ $part }/{ $parts })
card-answer = Answer
card-read = Article

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
wave-next-opens-before = The next survey of the series begins before that. It can be extended once “once only” is chosen.

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
launch-anonymous = { $value ->
        [0] pseudonymous
       *[other] anonymous
    }
launch-anonymous-note = Anonymous: at the end the key is destroyed that leads from answers to people. Only then can free texts be read, approved and put into themes; the survey cannot be reopened.
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
manage-reported = { $count ->
        [one] One statement was reported.
       *[other] { $count } statements were reported.
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
manage-themes = Themes
manage-preview = Digest preview
preview-title = This is how the digest would be posted now. Only you see this.
preview-post = Post
preview-edit = Change
preview-drop = Discard
preview-edit-title = What shall be in this digest?
preview-edit-about = What is marked is in it. Who took part, what we do not know and how it was counted is in every digest.
preview-other-quote = { $number }. another quote
preview-black = { $number }. black out
preview-all-quotes = Allow all quotes again
preview-back = To the preview
preview-posting = The digest is being posted.
preview-twice = This digest is on its way already; it is posted once only.
preview-dropped = Discarded. Nothing was posted.
preview-gone = That preview is gone. Nothing was posted.
preview-anew = New preview
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
review-reported = { $count ->
        [one] Somebody reported this statement.
       *[other] { $count } people reported this statement.
    }
suggestion-self-harm = Hint: may speak of self-harm.
suggestion-threat = Hint: sounds like a threat.
suggestion-redact = Hint: personal data, in ⟦ ⟧. Black out?
suggestion-named = Hint: a person is named, in ⟦ ⟧. Black out, unless they are a public figure?
suggestion-insult = Hint: maybe an insult.
suggestion-invite = Hint: invites into another group.
suggestion-link = Hint: holds a link.
suggestion-copied = Hint: nearly word for word the answer of somebody else.
review-approve = Approve
review-reject = Reject
review-black = Black out
review-black-proposed = Black out as proposed
review-keep = It stays
review-kept = The statement stays in the vote.
review-changed = The text was changed meanwhile. Here is how it reads now.
review-why = Why is it rejected?
review-why-told = Its author is told the reason privately and may change the text. They are not told your name.
review-why-type = Write the reason in a sentence or two (at most 300 characters). Its author is told privately, without your name.
review-reason = Reason
reason-own = A reason of my own
reason-insult = The text insults or threatens somebody.
reason-personal = The text lets other people be recognised.
reason-advert = The text is advertising.
reason-off-topic = The text has nothing to do with the question.
reason-unclear = Others cannot understand the text.
rejected-told = Your answer to “{ $title }” ({ $wave }) is neither quoted nor put to the vote. It still counts. The reason:
rejected-revise = You may change it; it is read anew then. All your answers: /mine
rejected-stays = The survey takes no changes right now. All your answers: /mine
button-revise = Change the answer
waiting-first = In { $wave } the first answer waits for approval.
waiting-long = In { $wave } { $count ->
        [one] an answer waits
       *[other] { $count } answers wait
    } for approval, the first for over a day.
waiting-reported = In { $wave } a statement was reported.
queue-title = To approve
queue-wave = { $wave }: { $count ->
        [one] one answer waits
       *[other] { $count } answers wait
    }{ $reported ->
        [0] {""}
        [one] , one statement reported
       *[other] , { $reported } statements reported
    }
queue-review = Review { $wave }
queue-empty = Nothing waits for approval.
queue-here = Show the queue here
queue-coming = How many answers wait will stand here in a moment, if plain members cannot see this place. Else you are told.
queue-only-in-place = That works in a place only moderators see: a channel on Discord, on Telegram a private group in which everybody is an admin. /queue there.
queue-not-private = I show no queue in “{ $place }”: members could see it there, or the platform does not tell me. What waits I still tell you in private.
review-black-which = Which passages are to be blacked out? Write each on a line of its own, as it stands in the text. It is for good, also where it is quoted already.
review-passages = Passages, one a line
review-blacked = Blacked out.
redaction-not-found = The text does not say that. Nothing was blacked out.
review-theme = Theme
review-theme-now = Theme: { $label }
review-theme-none-now = No theme yet.
review-theme-which = What does this answer speak of?
review-theme-none = No theme yet
review-theme-moved = Sorted under “{ $label }”. The numbers follow with the next release.
review-theme-taken-out = The answer has no theme now. The numbers follow with the next release.
review-approved = Approved: may be quoted with permission.
review-rejected = Rejected: still counts, is not quoted.
review-done = All reviewed.
review-gone = That answer is gone.
place-gone = I am no longer in “{ $place }”. Surveys there rest until I am invited again.
place-closed = I may not write in “{ $place }” (topic closed or a right is missing). Surveys there rest until that is mended.
outage = I could not be reached for a while. What you wrote has arrived; please repeat taps on buttons from that time.

## Themes
theme-nothing = No themes yet. The machine looks for some once an open question has 30 answers.
theme-which-question = Themes of which question?
theme-list-title = Themes: { $title }
theme-list-about = The numbers are those published last; “–” means not published yet, or fewer than five people.
theme-list-empty = There is no theme right now.
theme-more = More
theme-way = { $label } · { $count }
theme-way-proposed = { $label } · { $count } · proposal
theme-undo = Undo: { $label } stays
theme-check = Check
theme-people = Published last: { $count } people.
theme-people-withheld = Not published yet, or fewer than five people.
theme-defined = What belongs to it: { $words }
theme-keywords = Words: { $words }
theme-state-proposed = A proposal of the machine.
theme-state-accepted = Accepted.
theme-state-merged = Merged into another theme.
theme-state-rejected = Rejected.
theme-accept = Accept
theme-accept-again = A theme after all
theme-reject = Reject
theme-rename = Rename
theme-define = Definition
theme-merge = Merge with …
theme-merge-which = Which theme shall “{ $label }” be merged into? The other one stays.
theme-name-which = What shall “{ $label }” be called? At most { $longest } characters.
theme-name-field = Name of the theme
theme-line-which = What belongs to “{ $label }”? One line, at most { $longest } characters.
theme-line-field = What belongs to it
theme-accepted = Accepted.
theme-rejected = Rejected: its answers have no theme any more.
theme-merged = Merged. The numbers follow when they are published next.
theme-renamed = Renamed, also where it stands already.
theme-defined-now = Noted.
theme-split = Split …
theme-split-which = Which word stands in the answers of “{ $label }” that are to become a theme of their own? Several with commas: then one of them is enough. Nothing is moved yet.
theme-split-field = A word, or several with commas
theme-split-empty = There is no word in it that I could look for.
theme-split-title = Split “{ $label }”: “{ $words }”
theme-split-moving = { $count } of { $of } answers would go to the new theme, for example:
theme-split-staying = { $count } answers would stay, for example:
theme-split-few = Fewer than { $fewest } answers contain it. A theme of so few would never be shown; try a more frequent word.
theme-split-left = Fewer than { $fewest } answers would be left, and the old theme would no longer be shown. Rename it, or try a rarer word.
theme-split-do = Split: { $count } answers
theme-split-again = Another word
theme-split-done = This is a theme of its own now, with { $count } answers. The numbers follow with the next release. The machine finds new answers better if one line says what belongs to it.
theme-split-undo = Undo the split
theme-split-undone = { $count } answers are where they were again. The numbers follow with the next release.
theme-split-gone = There is nothing left to split or to undo here.
theme-check-title = Checked: { $number } of { $count }
theme-check-machine = The machine says: { $label }
theme-check-machine-none = The machine says: none of the themes
theme-check-right = Right
theme-check-none = None of them
theme-check-back = One back
theme-check-end = Stop
theme-check-kept = Noted.
theme-check-done = All { $count } checked; { $same } of them you see as the machine does.
theme-check-nothing = There is nothing to check here yet.
theme-refit = Other themes are proposed
theme-refit-title = Proposal: { $title }
theme-refit-about = Much has come since the themes were made. { $count } answers would get another theme. What people decided stays, names too.
theme-refit-new = New: { $label } ({ $words })
theme-refit-flow = { $before } → { $after }: { $count }
theme-refit-none = no theme
theme-refit-small = And smaller moves besides.
theme-refit-take = Take it
theme-refit-drop = Leave everything
theme-refit-taken = Taken: { $count } answers have another theme now. The numbers follow when they are published next.
theme-refit-dropped = Everything stays as it is.
theme-refit-gone = This proposal no longer holds.

## Launching
launch-unreachable-yet = Shall I let you know when something is stuck or waits for approval?
launch-tell-me = Tell me by direct message
launch-file-missing = No file arrived. Send the questionnaire as a TOML file of at most 64 KB.
launch-flaw = { $where }: expected { $expected }; found: { $found }
launch-flaw-line = Line { $line }, { $where }: expected { $expected }; found: { $found }
launch-more-flaws = { $count ->
        [one] And one more mistake.
       *[other] And { $count } more mistakes.
    }
launch-opens = { $value ->
        [now] opens at once
        [tomorrow] tomorrow at 9
       *[other] Monday at 9
    }
launch-remind = { $value ->
        [0] no reminder
       *[other] reminder before the end
    }
launch-weeks = { $value ->
        [0] once
       *[other] again every { $value } weeks
    }
launch-stands-in = { $count ->
        [0] Where? Nowhere yet
        [one] Where? In one place
       *[other] Where? In { $count } places
    }
launch-places = Where shall the card stand?
launch-places-note = The same survey everywhere: answers from all places count together.
launch-form-question = Your question
launch-form-question-about = In one sentence, at most 300 characters.
launch-form-title = Short title
launch-form-title-about = For buttons, at most 45 characters. Empty: the beginning of the question.
launch-form-kind = How is it answered?
launch-form-kind-about = In people's own words or by choosing.
launch-form-options = What can be chosen
launch-form-options-about = One option per line; for a scale two: what the lowest and the highest number mean.
launch-form-days = For how long?
launch-form-days-about = Then the survey closes by itself.
launch-kind-open = In their own words
launch-kind-yes-no = Yes, no or not sure
launch-kind-choice = Choose one option
launch-kind-choices = Choose several options
launch-kind-scale = Scale from 1 to 5
launched-later = Planned: { $wave } in “{ $place }” opens on { $date } at { $hour }:00.
hand-in-not-yours = You can only hand in what you wrote yourself.
hand-in-no-words = There is no text in that message.
menu-einreichen = Submit as an answer
menu-fragen = Make this a question
word-start = start
word-frage = question
word-datei = file
word-check = check
command-umfrage-start = See and launch a questionnaire that is ready
command-umfrage-frage = Ask a question of your own
command-umfrage-check = Check whether everything is in place here
command-umfrage-datei = Launch a questionnaire of your own from a file
option-katalog = catalog
about-katalog = Which questionnaire? Without it you get the list.
option-ort = place
about-ort = In which channel? Without it in this one.
option-datei = file
about-datei = The questionnaire as a TOML file
option-frage = question
about-frage = The number of the question on the card
option-code = code
about-code = The code from the other platform; without it you get one
option-text = text
about-text = Your answer

## Buttons
button-agree = I am at least 16 and agree
button-decline = No, thanks
button-privacy = Privacy
button-choose = Choose a question
button-answer-now = Answer now
button-answer-all = Answer all
button-mine = My answers
told = The new digest of “{ $title }” is there.
told-show = Show it
told-off = Tell me no more
tell-on = Tell me when the digest is there
tell-will = I will write to you here in the direct chat when a new digest of “{ $title }” is there. One tap ends that.
tell-not = All right, I will tell you no more.
invited = Welcome. You get the digests of “{ $title }” here in the direct chat, also those of the surveys that follow it.
invitation-wrong = That code is wrong, over or used. Whoever runs the bot can give you a new one.
option-einladung = invitation
about-einladung = An invitation code for authors; without it you see how things stand
button-views = Only a part …
views-title = Which part?
views-about = Offered is what holds at least ten people and lets nobody be recognised.
view-all = All of it
view-news = New since the digest before
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
command-themen = Look at, name, check themes (moderators)

## What cannot be done
stored-later = Received. The database takes nothing right now; your message is entered as soon as it can be, and confirmed then.
not-stored = NOT stored: the database takes nothing right now. Please try again in a moment.
went-wrong = Something went wrong on our side, and nothing was stored. Please try again.
button-unknown = I do not know that button any more.
wave-unknown = There is no such survey here.
unknown-answer = That answer is gone.
unknown-theme = There is no such theme.
theme-name-empty = A theme needs a name.
theme-merge-refused = That works only with another theme of the same question that is not rejected.
unknown-wave = There is no survey “{ $wave }”.
wave-not-open-yet = This survey has not begun yet.
wave-paused = This survey is paused right now. Nothing was stored.
wave-closed = This survey is closed. Nothing was stored any more.
wave-locked = Somebody has answered already, the content is fixed.
wave-end-is-past = The new end would be in the past.
wave-anonymous-stays-closed = An anonymous survey stays closed once it is closed.
anonymous-over = This survey was anonymous and has ended: nobody knows any more which answers are yours. Seeing, changing and withdrawing are no longer possible.
anonymous-not-in-public = This survey is anonymous. What everybody here can read therefore does not count as an answer and is not stored. By the button nobody reads along.
anonymous-not-live = An anonymous survey shows no live counts.
anonymous-not-named = An anonymous survey quotes nobody by name.
anonymous-not-over = This survey is anonymous: what single people said is to be had once it has ended.
anonymous-no-import = An anonymous survey takes no answers from files.
wave-key-lost = The key of this anonymous survey is missing. Nothing was stored. Whoever runs the bot has to bring it back or close the survey.
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

# Roles
command-rollen = See my roles, take one on or lay one down
option-rollencode = code
about-rollencode = The code by which you are given a role
role-title = Your roles
role-none = You have no role here. Whoever wants to give you one gives you a code: /roles CODE
role-owner = owner
role-moderator = moderator
role-author = author
role-in = { $role } of “{ $community }”
role-since = { $name }, since { $date }
role-owners = Whose bot is this?
role-nobody = Nobody was given a role here yet. Whoever moderates as the platform says is not in this list.
role-all = Give roles
role-offer-owner = Invite an owner
role-offer-moderator = Invite a moderator
role-offer-author = Invite an author
role-pass-on = Give this code to the person who shall become { $role }. They send it to the bot in the private chat. It is good for { $days } days and once.
role-warning = Whoever sends it first gets the role: pass it on directly only.
role-yours = You are { $role } now.
role-means-owner = You may do everything moderators may, everywhere, and you give and take roles.
role-means-moderator = You start and look after surveys and approve answers: /survey, /manage.
role-means-author = You get the digests here in the private chat and see previews: /results.
role-name-seen = Whoever owns the bot sees your name with it. With /roles you lay the role down again.
role-code-wrong = This code is wrong, over or used already.
role-taken-on = { $name } is { $role } now.
role-lay-down = Lay down: { $role }
role-laid-down = Laid down: { $role }.
role-take = Take from { $name }
role-take-question = Take the role of { $role } from { $name }?
role-take-yes = Yes, take it
role-taken = Taken.
role-gone = You are no longer { $role }.
role-of-discord = Discord role { $role } moderates
role-map = A Discord role moderates
role-map-which = Which Discord role shall moderate here? Write its id (developer mode, right-click the role, “Copy ID”).
role-unmap = Moderates no more: { $name }
role-unknown = There is no such role any more.
role-last-owner = The last owner stays: invite somebody else first.
platform-role-unknown = That is no id of a role: it is digits only.
community-unknown = There is no such community any more.
not-an-owner = Only whoever owns the bot may do that.
not-on-this-platform = That does not work on this platform.
preview-enough = Close

# How is moderated: a community's own text
command-regeln = Say how is moderated here (moderators)
policy-title = How is moderated here
policy-version = Version { $version }, in force since { $date }
policy-where = For which community?
policy-own = Write a text of our own
policy-general = Use the general text
policy-write = Write the whole text, at most { $longest } characters. Who runs the bot is put in where “operator” and “contact” stand in curly brackets.
policy-field = Text
policy-set = In force from now on. Everybody reads it with /policy.
policy-general-now = The general text is in force again.
policy-empty = The text is empty.
policy-too-long = The text has { $length } characters; at most { $longest } fit.
