# What the demo says by itself. The same keys as words.de.ftl (a test compares them).
welcome =
    nachgefragt: a survey from launch to digest, here in the terminal (the samples are in German).
    Everything stays in { $folder } on this computer; nothing goes to the network.
launch = 1. A moderator launches the survey “{ $title }”. This card now stands in the group:
samples = 2. { $count } SAMPLE PEOPLE answer, over a week. We wrote what they say; it takes the same way as real answers.
sample = Sample { $number } · { $group }: “{ $text }”
sample-more = … and { $count } more.
approved = 3. A moderator approves texts ({ $approved }) or rejects them ({ $rejected }). All are counted; quoted are only approved ones, and only with consent.
themes = Meanwhile the machine looked at what the answers are about: on this computer, without network or language model. Its themes are proposals; nobody has touched up what follows.
themes-missing =
    Themes are missing in this digest: { $missing } is not installed. To get them:
      pip install "nachgefragt[digest]"
digest = 4. A week is over: the digest is posted in the group.
nothing = No digest came of it; that is a mistake.
files =
    The same in full:
      { $html }  (open it in a browser, it prints well)
      { $chart }  (the picture)
files-without-chart =
    The same in full:
      { $html }  (open it in a browser, it prints well)
you =
    5. Now you. The card stands above, and here once more: type the number of a button, then your answers.
    The figures in the digest do not move at once. They move in groups of at least five people, so that nobody can tell from before and after what you said.
      /mehr     { $reserve } more sample people answer along with you, then there is a new digest
      /karte    the card once more
      /hilfe    what members can do (/antworten, /meinedaten, /vergissmich, /umfrage …)
      /ende     close the survey: the last digest shows what was still missing
more = { $count } more SAMPLE PEOPLE answer; whoever said something before is in with them.
more-approved = Approved: { $approved }, rejected: { $rejected }. Now the new digest:
more-none = There are no more sample people. /ende closes the survey.
closing = The survey is closed. The last digest also releases the answers that had been waiting for four others.
bye = That was it. The files are in { $folder }; `nachgefragt run` begins for real.
