# Everything that a person reads in Slack, in English. nl.ftl has the same sentences in Dutch; a test
# compares them. A number obeys the language's plural rules: [one], *[other], or an exact [0].

## Days and lists

day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
day-and-time = { $day } at { $time }
list-and = { $before } and { $last }

## Who said it

speaker-anonymous = A customer
speaker-at-company = A customer at { $company }
speaker-named = { $name }, { $company }

## Scores

score-out-of = { $value } out of { $most }
score-on-scale = { $value } on a scale of { $least } to { $most }
score-low-is-good = { $value } on a scale of { $least } to { $most }, where { $least } is best
score-stars =
    { $value } out of { $most } { $count ->
        [one] star
       *[other] stars
    }
class-promoter = Promoter
class-passive = Passive
class-detractor = Detractor
class-satisfied = Satisfied
class-neutral = Neutral
class-dissatisfied = Dissatisfied
class-easy = Little effort
class-some-effort = Some effort
class-hard = Much effort
class-none = No score

## A customer's words in a department's channel

card-no-comment = No comment was left.
card-edited = edited by the customer
card-question = *{ $department } asks itself:* { $question }
card-question-text = { $department } asks itself: { $question }
card-said = “{ $quote }” – { $speaker }
card-read-all = Read all
card-forwarded = { $person } sent this on from { $department }.
card-forwarded-note = { $person } sent this on from { $department }: “{ $note }”
card-reroute = Send to another department…
card-thank = Thank a colleague
card-why = Why is this here?
card-story = Make a story of it
card-moved = Sent to *{ $department }* ({ $channel }) by { $person }.
card-moved-nowhere = Set aside by { $person }: not for a department.
card-moved-note = { $person } adds: { $note }
card-routed = The customer changed this response, and a rule now sends it to { $places }.
card-withdrawn = The customer withdrew this response. It has been removed here, too.
card-erased = The customer asked to be forgotten, so these words were erased.

## Personal data
privacy-words-erased = _A customer who was quoted here asked to be forgotten._
privacy-message-erased = Somebody of whom this message spoke asked to be forgotten, so it was taken back.
privacy-home-title = My data
privacy-home-intro = Klantstem keeps which language you chose, your reactions to its posts, what you sent to other departments, what you put on agendas and did with them, and the kudos and stories in which you stand.
privacy-home-keep = How long: kudos { $kudos }; reactions { $reactions }; what you sent to other departments { $corrections }; meetings with what stood on their agenda { $meetings }.
privacy-keep-forever = without end
privacy-keep-months =
    { $count ->
        [one] one month
       *[other] { $count } months
    }
privacy-keep-days =
    { $count ->
        [one] one day
       *[other] { $count } days
    }
privacy-home-export = Send me my data
privacy-home-erase = Forget me…
privacy-erase-sure-title = Forget you?
privacy-erase-sure = Your settings go, and a pseudonym takes your place in everything else, also in posts. Counts stay as they are. This can not be undone.
privacy-erase-yes = Forget me
privacy-erase-no = Cancel
privacy-handed-out = This is what Klantstem keeps about you. Only you see it, and it disappears in an hour.
privacy-handed-out-more = There is more than fits here. Ask an administrator of Klantstem for all of it.

## Responses that no rule sends anywhere

triage-title = Who can act on this?
triage-text = No rule sends this response to a department. Who can act on it?
triage-placeholder = Choose a department
triage-nobody = Not for a department

## Sending a response to another department

reroute-title = Send elsewhere
reroute-now-at = It is now at *{ $department }*. The new department gets it, and the message here will say where it went.
reroute-department = Who can act on this?
reroute-note = Something the new department should know?
reroute-submit = Send
reroute-cancel = Cancel

## Why a response is where it is

why-title = Why is this here?
why-intro = This is at *{ $department }* because:
why-rule = The rule “{ $rule }” fits this response.
why-rule-facts = The rule “{ $rule }” fits this response: { $facts }.
why-fact-words =
    { $count ->
        [one] the word { $words } is in it
       *[other] the words { $words } are in it
    }
why-fact-source = the source is “{ $value }”
why-fact-survey = the survey is “{ $value }”
why-fact-touchpoint = the touchpoint is “{ $value }”
why-fact-tag = the label is “{ $value }”
why-fact-segment = the customer’s { $field } is “{ $value }”
why-fact-class = its score says “{ $class }”
why-fact-language = the language is { $language }
why-fact-comment = it has a comment
why-fact-no-comment = it has no comment
language-nl = Dutch
language-en = English
language-de = German
language-fr = French
why-source = The source itself named this department.
why-person = { $person } sent it here.
why-person-from = { $person } sent it here from { $department }.
why-unmatched = No rule fits this response, so it went to triage.
why-wrong = Is it in the wrong place? Choose “Send to another department…” in the menu of the message.
close = Close

quote-title = In full

## The digest of a channel

digest-title = What customers told { $department }
digest-period = { $from } to { $until }
digest-count =
    { $count ->
        [0] No responses
        [one] 1 response
       *[other] { $count } responses
    }
digest-promoters =
    { $count ->
        [one] 1 promoter
       *[other] { $count } promoters
    }
digest-passives =
    { $count ->
        [one] 1 passive
       *[other] { $count } passives
    }
digest-detractors =
    { $count ->
        [one] 1 detractor
       *[other] { $count } detractors
    }
digest-satisfied = { $count } satisfied
digest-neutral = { $count } neutral
digest-dissatisfied = { $count } dissatisfied
digest-unscored = { $count } without a score
digest-more =
    { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
digest-without-words =
    { $count ->
        [one] 1 gave a score without a comment
       *[other] { $count } gave a score without a comment
    }
digest-choose = Read or move one of these…
digest-continued = { $department }, continued ({ $part } of { $parts })

## What is told to the owner of a channel when something is wrong

problem-at = { $channel } of { $department }
problem-waiting =
    { $count ->
        [0] No posts are waiting for it.
        [one] 1 post is waiting and goes out when this is solved.
       *[other] { $count } posts are waiting and go out when this is solved.
    }
problem-what-to-do = *What to do now:* { $remedy }
problem-channel-not-found = I can’t find { $place }.
problem-channel-not-found-remedy = Was the channel renamed or made private? Invite me there with `/invite`, or ask an administrator to correct the channel in Klantstem’s settings.
problem-not-in-channel = I am not a member of { $place }, so I can’t post there.
problem-not-in-channel-remedy = Go to the channel and type `/invite` followed by my name.
problem-archived = { $place } is archived, so I can’t post there.
problem-archived-remedy = Unarchive the channel, or ask an administrator to choose another one in Klantstem’s settings.
problem-missing-scope = Slack did not let me post to { $place }: I lack the permission `{ $scope }`.
problem-missing-scope-remedy = Ask an administrator to add this permission to the app’s manifest and to install the app again.
problem-unclear = It is unclear whether a post reached { $place }: the connection broke while I was sending it. So as not to post it twice, I have set it aside.
problem-unclear-remedy = Look in the channel. If the post is missing, ask an administrator to run `klantstem outbox retry { $post }`; if it is there, `klantstem outbox drop { $post }`.
problem-token-revoked = Slack no longer accepts my token. I can’t post to { $place } or anywhere else.
problem-token-revoked-remedy = Ask an administrator to install the app again and to give Klantstem the new token.
problem-other = Slack refused a post to { $place } and said `{ $code }`.
problem-other-remedy = Ask an administrator to run `klantstem doctor`; it says what is wrong and what helps.

## Answers

answer-apology = Sorry, something went wrong on my side, and I did not do what you asked. Please try again. If it happens again, give an administrator this number: `{ $number }`.
answer-no-permission = Only an administrator of Klantstem can do that. Ask { $admins }.
answer-no-permission-nobody = Only an administrator of Klantstem can do that, and nobody is set as one yet.
answer-unknown = I don’t know `{ $command } { $given }`.
answer-unknown-nearest = I don’t know `{ $command } { $given }`. Did you mean `{ $command } { $nearest }`?
answer-see-help = `{ $command } help` shows what I can do.
answer-language-me = From now on I speak English with you.
answer-language-me-workspace = From now on I speak the language of your Slack with you: English.
answer-language-channel = From now on I post in English in { $channel }.
answer-too-late = Somebody else was quicker, or this response is no longer here. Have a look at the newest card.
answer-not-for-guests = Only members of this workspace can do that. Ask a colleague of the department.
answer-not-our-channel = { $channel } is no channel in which I post. Type this in a department’s channel, or leave `here` out to set your own language.
help-title = What I can do
help-intro = I bring what customers say to the department that can act on it.
help-scores = `{ $command } nps finance last quarter` (or `csat`, `ces`, `stars`): how it stands, and how sure that is
help-quotes = `{ $command } quotes finance invoice`: what customers said
help-meetings = `{ $command } meetings`: which meetings have the customer on their agenda
help-agenda = `/agenda add …` puts something on the agenda of the next meeting in this channel, `/agenda list` shows what is on it
help-help = `{ $command } help`: this list
help-language = `{ $command } language en`, `nl` or `workspace`: the language in which I speak with you
help-language-here = `{ $command } language en here`: the language of my posts in this channel
help-menu = On each of my posts, the menu `⋯` says why it is there and sends it to another department.
help-home = My Home tab shows which department listens where.

## App Home

home-title = The voice of the customer
home-intro = Klantstem brings what customers say to the department that can act on it, in that department’s channel.
home-language = *Your language*
home-language-workspace = Like Slack ({ $language })
home-language-placeholder = Choose a language
home-departments = Who listens where
home-departments-none = No department has been set up yet.
home-departments-more =
    { $count ->
        [one] and 1 more department
       *[other] and { $count } more departments
    }
home-status = For administrators
home-status-all-sent = All posts have been sent
home-status-waiting =
    { $count ->
        [one] 1 post waiting
       *[other] { $count } posts waiting
    }
home-status-uncertain =
    { $count ->
        [one] 1 post unclear
       *[other] { $count } posts unclear
    }
home-status-failed =
    { $count ->
        [one] 1 post failed
       *[other] { $count } posts failed
    }
home-status-last = Last response received: { $moment }
home-status-last-none = No response received yet
home-status-next = Next post planned: { $moment }
home-status-next-none = Nothing planned
home-status-trouble = `klantstem outbox` shows what is wrong.

## Scores

scores-title = How it stands: { $department }
scores-company = the whole organisation
scores-period = { $period }, compared with { $before }
scores-days = { $first } to { $last }
metric-nps = NPS
metric-csat = Satisfaction
metric-ces = Effort
metric-stars = Stars
scores-number = { $metric }: *{ $value }* ({ $interval }), { $answers }
scores-number-indicative = { $metric }: *{ $value }* ({ $interval }), { $answers }; indicative, as they are few
scores-interval = probably between { $low } and { $high }
scores-interval-none = one answer says nothing about spread
scores-answers =
    { $count ->
        [one] 1 answer
       *[other] { $count } answers
    }
scores-too-few =
    { $count ->
        [0] { $metric }: no answers
        [one] { $metric }: 1 answer, too few for a number
       *[other] { $metric }: { $count } answers, too few for a number
    }
scores-other-scales =
    { $count ->
        [one] 1 answer on another scale is not counted with these
       *[other] { $count } answers on other scales are not counted with these
    }
scores-changed-up = { $difference }: *it rose*. The chance that this is luck is { $chance }.
scores-changed-down = { $difference }: *it fell*. The chance that this is luck is { $chance }.
scores-possibly-up = { $difference }: *possibly risen*, not sure enough to act on. The chance that this is luck is { $chance }.
scores-possibly-down = { $difference }: *possibly fallen*, not sure enough to act on. The chance that this is luck is { $chance }.
scores-no-clear-change = { $difference }: *no clear change*.
scores-too-few-to-compare = In one of the two periods there are *too few answers* to compare.
scores-chance-below = less than { $percent }%
scores-chance = { $percent }%
scores-trend = Trend: { $sparkline }
scores-said-good = What they praise
scores-said-bad = What could be better
scores-limits = The interval covers chance alone: who did not answer is not in it.
scores-nothing = { $department }: no answers from { $period }.
scores-unknown-department = I know no department { $given }.
scores-unknown-department-nearest = I know no department { $given }. Did you mean { $nearest }?
scores-unknown-period = I do not understand the period { $given }. Try `last quarter`, `october`, `30 days` or `2026-q3`.
scores-unknown-period-nearest = I do not understand the period { $given }. Did you mean `{ $nearest }`?
scores-share = Share in this channel
scores-shared-by = { $person } shares this
chart-title = { $metric }: { $department }
chart-by-week = By week, { $first } to { $last }
chart-by-month = By month, { $first } to { $last }
chart-by-quarter = By quarter, { $first } to { $last }
chart-lower-is-better = lower is better
chart-normal = { $least } or more answers
chart-indicative = { $least } to { $most }: indicative
chart-interval = probable range (95%)
chart-gap = fewer than { $least }: no number
chart-mark = { $date }: { $what }
chart-rose = clearly up, { $difference }
chart-fell = clearly down, { $difference }
chart-so-far = { $period } so far
chart-spoken = { $title }. { $period }. In brackets the range that probably holds the true value.
chart-spoken-value = { $value } ({ $low } to { $high })
chart-spoken-point = { $period }: { $value }, { $answers }.
chart-spoken-indicative = { $period }: { $value }, { $answers }, indicative.
chart-spoken-few = { $period }: { $answers }, too few for a number.
chart-spoken-marks = Marked: { $marks }.
scores-revised = *Revised:* it was { $was }; answers came late, or were changed or withdrawn.
scores-withdrawn = *Revised:* all answers of { $department } from { $period } were withdrawn or moved elsewhere. What this message told before no longer holds.
mix-why = *Partly, other customers answered.* The different mix by { $dimension } accounts for { $part }, different opinions for { $rest }:
mix-member = • { $member }: { $share_before } → { $share_after } of the answers, score { $before } → { $after }
mix-source = source
mix-touchpoint = touchpoint
mix-none = not said
alarm-title = { $department }: { $what }
alarm-fell = { $metric } down
alarm-rose = { $metric } up
alarm-complaints = more complaints than usual
alarm-usual = Usually it is { $value }.
alarm-comments =
    { $count ->
        [one] *1* dissatisfied customer wrote a comment ({ $answers } in all). In as many days { $usual } is usual.
       *[other] *{ $count }* dissatisfied customers wrote a comment ({ $answers } in all). In as many days { $usual } is usual.
    }
alarm-since = Probably since { $first }; counted up to { $last }.
alarm-sure =
    { $years ->
        [one] How sure: chance alone raises such an alarm about once a year.
       *[other] How sure: chance alone raises such an alarm about once in { $years } years.
    }
alarm-seen = We have seen it
alarm-what-now = While it lasts I go on in this thread. “We have seen it” ends that: from then on the present level counts as usual.
alarm-is-over = *Over.* By { $day } all was as usual again.
alarm-is-seen = *Seen* by { $person } on { $day }. From now on the present level counts as usual.
alarm-back = It is as usual again.
alarm-begins = *This as well:*
alarm-lasts = *It lasts:*
alarm-turned = *It turned round:*
alarm-over = *As usual again:*
alarm-closes = That closes this thread; if it happens again, I begin a new one.
alarm-seen-before = { $person } was first and has seen it already.
alarm-over-before = This is over already; there is nothing left to do.
quotes-title = What customers said: { $department }
quotes-none = No words found: { $department }, { $period }.
quotes-about = { $words }, { $period }

## Stories

story-title = Customer story
story-outcome = What came of it:
story-who = Who made it happen
story-told-by = Told by { $person }
story-approved-by = approved by { $person }
story-withdrawn = This customer story was withdrawn.
story-edit = Edit
story-withdraw = Withdraw…

story-form-title = Tell a story
story-form-edit-title = Edit the story
story-form-next = Next
story-form-kept = You were here { $moment }; what you wrote was kept.
story-form-afresh = Empty the form
story-form-quotes = These words of the customer will stand in the story:
story-form-customer = The customer’s name
story-form-company = The customer’s company
story-form-consent = What did the customer agree to?
story-form-consent-hint = The customer is named only as far as this goes; other names are not kept.
story-form-consent-anonymous = Not asked: “a customer”
story-form-consent-company = The company may be named
story-form-consent-named = Name and company may be named
story-form-happened = What happened?
story-form-happened-hint = Telephone numbers, e-mail addresses and account numbers are masked.
story-form-outcome = What came of it?
story-form-people = Who made it happen?
story-form-people-hint = Up to { $most } colleagues.
story-form-people-placeholder = Choose colleagues
story-form-departments = Which departments hear it?
story-form-departments-placeholder = All departments

story-details-title = Who did what?
story-details-intro = All of this may stay empty.
story-details-role = What did this colleague do?
story-details-department = Department of this colleague
story-details-department-placeholder = Choose a department
story-details-moment = When is it posted?
story-details-moment-hint = Leave it empty to post it at once.
story-details-picture = A picture
story-details-picture-hint = PNG, JPEG or GIF. A new picture takes the place of the one before.
story-details-picture-there = The picture that is there
story-details-picture-off = Take it off
story-details-alt = What is on the picture?
story-details-alt-hint = For colleagues who do not see it.
story-details-preview = Preview

story-preview-where = This is how it will look in { $channels }. Each department reads its own question; here that of { $department }.
story-preview-now = It is posted at once.
story-preview-later = It is posted { $moment } ({ $zone }).
story-preview-first = First { $leaders } will look at it.
story-preview-post = Post now
story-preview-schedule = Schedule
story-preview-propose = Propose
story-preview-save = Save

story-done-title = Done
story-done-published = The story is on its way to { $channels }.
story-done-scheduled = The story will be posted { $moment } ({ $zone }) in { $channels }.
story-done-proposed = The story was put before { $leaders }. You will hear what was decided.
story-done-saved = The story was saved. Where it stands already, it changes.
story-done-withdrawn = The story was withdrawn. Where it stood, that is what it says now.
story-done-taken-back = The story is your draft again: type /story to go on, or look at App Home.
story-done-told = The author was told.
story-and-more = { $count } more
story-leader-one-of = one of { $leaders }

story-refused-title = That did not work
story-refused-author = Only the person who wrote this story may do that.
story-refused-leader = Only a leader may do that: { $leaders }.
story-refused-neither = Only the person who wrote this story or a leader may do that: { $leaders }.
story-refused-draft = This story is a draft of its author again.
story-refused-proposed = This story is with the leaders already.
story-refused-scheduled = This story was approved already; it will be posted at its moment.
story-refused-published = This story was posted already.
story-refused-withdrawn = This story was withdrawn.
story-refused-declined = This story was declined.
story-refused-merged = This change was saved already.
story-refused-changed = Somebody else changed this story in the meantime. What you wrote is still in the forms behind this one: copy it, then edit the story again.
story-refused-gone = This story is not there any more.
story-refused-nowhere = None of the chosen departments is in use any more.
story-refused-no-leader = Nobody may approve stories yet. Your text is kept as a draft: type /story to go on. An administrator can name leaders under `[stories]` in the configuration.

story-fault-name = Fill in the name, or choose something else under “What did the customer agree to?”.
story-fault-company = Fill in the company, or choose something else under “What did the customer agree to?”.
story-fault-says-name = The customer did not agree to “{ $name }”: take it out, or choose what was agreed.
story-fault-picture = Choose a PNG, JPEG or GIF.
story-fault-short = Tell it in at least { $least } characters.
story-fault-empty = Fill this in.
story-fault-nobody = Choose at least one colleague.
story-fault-many = Choose at most { $most } colleagues.
story-fault-outsider = Choose colleagues of your own workspace: no apps, and nobody from outside.

story-ask = { $person } proposes this story.
story-approve = Approve
story-return = Return…
story-decline = Decline…
story-decided-approved = { $person } approved the story of { $author }: { $customer }.
story-decided-returned = { $person } gave the story of { $author } back: { $customer }.
story-decided-declined = { $person } declined the story of { $author }: { $customer }.
story-decided-taken-back = { $author } took the story back: { $customer }.
story-note-return-title = Return the story
story-note-decline-title = Decline the story
story-note-return = What should be different?
story-note-decline = Why not?
story-note-hint = The author reads this.
story-note-send = Send
story-told-approved = { $person } approved your story ({ $customer }). It is on its way to { $channels }.
story-told-approved-later = { $person } approved your story ({ $customer }). It is posted { $moment } ({ $zone }).
story-told-returned = { $person } gave your story back ({ $customer }) and writes:
story-told-declined = { $person } does not want to post your story ({ $customer }) and writes:
story-home-awaiting = Stories awaiting you
story-home-own = Your stories
story-home-read = Read
story-home-draft = Draft
story-home-proposed = Waits for a leader
story-home-published = Posted
story-home-declined = Declined
story-home-discard = Throw away
story-continue = Go on writing
story-withdraw-title = Withdraw the story
story-withdraw-sure = In { $channels } it then says that the story was withdrawn. This can not be undone.
story-withdraw-proposal = It is taken back from the leaders and becomes your draft again.
week-title = Story of the week
week-reason =
    { $count ->
        [one] 1 colleague from outside the own department reacted to it
       *[other] { $count } colleagues from outside the own department reacted to it
    }
week-reason-best = { $reason }. Nothing else of the last { $days } days that was not shown before got more.
week-reason-next = { $reason }: the next in the row after what was swapped.
week-planned = Planned as the story of the week: { $moment } ({ $zone }), in { $channels }.
week-swap = Swap
week-skip = Skip this week
week-nothing = No story of the week this time: in the last { $days } days nobody from outside the own department reacted to a story that was not shown yet, or to the words of a customer who agreed to be named. Nothing is posted.
week-skipped = { $person } skips the story of the week. Nothing is posted.
week-too-late = This is settled already: the story of the week was posted or skipped, or there is nothing left to choose.
story-withdraw-submit = Withdraw

## Kudos: thanks between colleagues.
kudos-thanks = 🙌 { $giver } thanks { $receivers }
kudos-thanks-you = 🙌 { $giver } thanks you
kudos-thanks-you-and = 🙌 { $giver } thanks you and { $others }
kudos-across = 🌉 { $from } → { $to }: across departments
kudos-join-in = React with :{ $emoji }: to join in
kudos-customer-said = What the customer said
kudos-about-message = The message that this is about
kudos-withdraw-choice = Withdraw this kudos
kudos-private = Only those who are thanked see this
kudos-posted-in = Posted in { $channel }
kudos-waits-in = Goes to { $channel } with the kudos of the day
kudos-together-title = 🎉 Kudos of the day
kudos-together-join-in = React with :{ $emoji }: to join in with all of these
kudos-mute-hint = On my Home tab you choose whether I tell you this here
kudos-withdrawn = This kudos was withdrawn.
kudos-answer-posted = Thank you! Posted in { $channel }.
kudos-answer-waits = Thank you! It goes to { $channel } { $moment }, with the other kudos of the day.
kudos-answer-private = Thank you! Only those whom you thank hear it.
kudos-answer-nowhere = Thank you! It is recorded; I know no channel to post it in.
kudos-answer-count = They now have { $count } kudos.
kudos-answer-counts = They now have { $counts } kudos.
kudos-answer-left =
    { $count ->
        [one] You can give one more today.
       *[other] You can give { $count } more today.
    }
kudos-answer-left-none = That was your last one for today.
kudos-answer-undo-until = You can undo it until { $time }.
kudos-answer-known = This kudos is recorded already.
kudos-undo = Undo
kudos-undone = Withdrawn. It counts for nobody any more, and you have it back for today.
kudos-undone-already = This kudos was withdrawn already.
kudos-undo-too-late = Ten minutes after it was given only an administrator of Klantstem can withdraw a kudos. Ask one of them.
kudos-undo-not-yours = Only who gave this kudos, within ten minutes, or an administrator of Klantstem can withdraw it.
kudos-undo-title = Withdraw this kudos
kudos-undo-intro = { $giver } thanked { $receivers }. The post will say that it was withdrawn, and it will count for nobody.
kudos-undo-reason = Why? It is kept in the record.
kudos-undo-submit = Withdraw
kudos-cancel = Cancel
kudos-form-title = Thank a colleague
kudos-form-submit = Thank
kudos-form-people = Whom do you thank?
kudos-form-people-placeholder = Choose up to ten colleagues
kudos-form-groups = And which teams?
kudos-form-groups-placeholder = Search a user group
kudos-form-groups-hint = Everybody in the group is thanked, except you; ten people at most in all.
kudos-form-message = What for?
kudos-form-message-hint = What did they do, and what did it change for the customer? At least { $count } letters.
kudos-form-value = Which value did they live?
kudos-form-value-placeholder = Choose a value
kudos-form-visibility = Who sees it?
kudos-form-public = Everybody: it is posted in a channel
kudos-form-private = Only those whom I thank
kudos-form-customer = Which customer’s words go with it?
kudos-form-customer-placeholder = Type a word that the customer used
kudos-done-title = Thank you!
kudos-refused-off = Kudos are switched off here.
kudos-refused-giver = Only members of this workspace can give kudos.
kudos-refused-nobody = Choose at least one colleague.
kudos-refused-too-many = These are { $count } people; thank { $most } at most at a time.
kudos-refused-yourself = You can not thank yourself. Take yourself out of it.
kudos-refused-bot = { $person } is not a person. Choose a colleague.
kudos-refused-left = { $person } does not work here any more. Choose somebody else.
kudos-refused-guest = { $person } is a guest of this workspace, and guests get no kudos here. Choose a colleague.
kudos-refused-outsider = { $person } works for another organisation. Choose a colleague.
kudos-refused-too-short = Say what for, in at least { $least } letters without mentions and emoji; these are { $count }.
kudos-refused-value = This value does not exist any more. Choose another one.
kudos-refused-same-department = Kudos go to another department here: add somebody from one.
kudos-refused-no-department = Kudos go to another department here, and I do not know in which one you work. Ask an administrator of Klantstem to set it.
kudos-refused-daily =
    { $count ->
        [one] You gave your kudos for today. The next one is there { $moment }.
       *[other] You gave your { $count } kudos for today. New ones are there { $moment }.
    }
kudos-refused-pair =
    { $count ->
        [one] You thanked { $person } in the last { $days } days. Who else made a difference?
       *[other] You thanked { $person } { $count } times in the last { $days } days. Who else made a difference?
    }
kudos-refused-pattern = More than { $share }% of your kudos of the last { $days } days would go to { $person }. Who else helped you? Thank them first, and this one can follow.
kudos-refused-slack = Slack does not tell me just now who these people are. Try again in a minute.
kudos-help-title = Thank a colleague
kudos-help-give = `{ $command } @bob @eva solved the invoice the same day` thanks them at once
kudos-help-form = `{ $command }` opens the form; there you also choose who sees it and a customer’s words
kudos-help-value = A value that they lived: { $values }
kudos-help-bridges = `{ $command } bridges`: which departments thank each other
kudos-help-limit = You can give { $count } a day, and { $pair } to the same colleague in { $days } days
kudos-patterns-title = Who thanks mostly whom, last { $days } days
kudos-patterns-none = Nothing stands out.
kudos-pattern-one = { $giver } gave { $count } of { $all } kudos to { $receiver }
kudos-pattern-pair = { $one } and { $other } thank mostly each other: { $there } there and { $back } back
kudos-pattern-ring = { $one } → { $other } → { $third } → { $one }: { $count } kudos in a circle
kudos-patterns-more = And { $count } more; `klantstem report kudos-patterns` shows all.
kudos-patterns-note = From { $least } kudos on, where more than { $share }% goes to one colleague. That is a question, not a finding: who works together every day thanks each other often. That you looked is recorded.
kudos-patterns-off = Nobody looks for patterns here: that is what `kudos.patterns` says in the configuration.
kudos-help-admin = For administrators: `{ $command } export last quarter` sends you the record as CSV (or `json`), `{ $command } patterns` shows who thanks mostly whom; that you asked is recorded
kudos-export-sent = The record is in our direct messages, and disappears there in an hour. That you asked is recorded.
kudos-export-comment = Kudos from { $from } until { $until }. Only you see this, and it disappears in an hour.
kudos-export-no-files = Slack takes no files from me: the app lacks the scope `files:write`. At the shell: `klantstem export kudos`.
kudos-export-period = I don’t know that period. Try `last quarter`, `2026-q3` or `12 months`.
kudos-bridges-title = Bridges between departments, last 30 days
kudos-bridges-none = Nobody thanked another department in the last 30 days. Be the first: who helped you with a customer?
kudos-bridge = *{ $one }* ↔ *{ $other }*: { $count } kudos
kudos-bridge-few = *{ $one }* ↔ *{ $other }*: a few kudos
kudos-bridges-quiet = Quiet for 60 days: { $pairs }. Did somebody there help you with a customer?
kudos-bridges-note = Both directions together. No number where fewer than { $least } people took part.
kudos-home-title = Kudos
kudos-home-left =
    { $count ->
        [0] You gave all your kudos for today.
        [one] You can give *one* more kudos today.
       *[other] You can give *{ $count }* kudos today.
    }
kudos-home-totals = In all you received { $received } and gave { $given }.
kudos-home-received = You were thanked
kudos-home-given = You thanked
kudos-home-from = { $person }, { $day }
kudos-home-to = { $people }, { $day }
kudos-home-give = Thank a colleague
kudos-home-messages = When somebody thanks you
kudos-home-messages-on = Tell me in a direct message
kudos-home-messages-off = No direct message
kudos-home-messages-mute = Mute: name me without a notification
kudos-home-leaderboard = Thanked by most colleagues, last 30 days
kudos-home-leaderboard-line =
    { $person }: { $givers ->
        [one] one colleague
       *[other] { $givers } colleagues
    } of { $departments ->
        [one] one department
       *[other] { $departments } departments
    }
kudos-home-leaderboard-none = Nobody yet.
kudos-home-ranking = In the list of who was thanked
kudos-home-ranking-show = Show me
kudos-home-ranking-hide = Leave me out

## Weekly digest

weekly-title = The week at { $department }
weekly-thanked =
    { $count ->
        [one] 1 kudos for colleagues here
       *[other] { $count } kudos for colleagues here
    }
weekly-kudos = { $giver } thanked { $receivers }: { $message }
weekly-quiet = It has been quiet between us and *{ $department }*. Did somebody there help you with a customer? With `/kudos` they hear it.
weekly-more =
    { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }

## The customer on the agenda of meetings

agenda-title = The customer in “{ $meeting }”
agenda-discussed = Discussed
agenda-swap = Swap
agenda-skip = Skip
agenda-add-note = Add note
agenda-add-action = Action…
agenda-why = Why is this here?
agenda-not-today = Not today
agenda-discussed-by = ✅ Discussed, says { $person }.
agenda-action-by = ✅ Discussed, and { $person } noted an action.
agenda-not-today-by = Not today, says { $person }.
agenda-withdrawn = A customer’s words stood here and were withdrawn.
agenda-cancelled = “{ $meeting }” is not held this time; what was on its agenda comes back next time.
agenda-skipped = { $person } skips the customer in “{ $meeting }” this time.
agenda-item = 🗒️ { $words } – { $person }
agenda-item-said = 🗒️ { $person } put these words of a customer on the agenda:
agenda-item-discussed = Discussed
agenda-action = 👉 { $words } – { $owner }
agenda-action-until = 👉 { $words } – { $owner }, by { $day }
agenda-action-done = Done
agenda-note = ✏️ { $person }: { $words }
agenda-closed = ✅ { $words } ({ $person })
agenda-carried =
    { $times ->
        [one] back once
       *[other] back { $times } times
    }
agenda-after = “{ $meeting }” is over. Did you speak of the customer?
agenda-after-discussed = ✅ “{ $meeting }”: the customer was discussed, says { $person }.
agenda-after-action = ✅ “{ $meeting }”: there is an action, noted by { $person }. It comes back next time until it is done.
agenda-after-not-today = “{ $meeting }”: not today, says { $person }. What was on the agenda comes back next time.
agenda-dropped = “{ $words }” came back on the agenda three times and was not discussed, so it is off it now. Still important? Put it back with `/agenda add`.
agenda-dropped-quote = The customer’s words that you put on the agenda came back three times and were not discussed, so they are off it now.
agenda-agreed = 👉 Agreed in a meeting: { $words } – { $owner }
agenda-agreed-until = 👉 Agreed in a meeting: { $words } – { $owner }, by { $day }
agenda-done = ✅ Done: { $words } ({ $person })
agenda-too-late = That is not possible any more: somebody was quicker, or the meeting is over.
agenda-nothing-else = There is nothing else that this channel has not seen lately.
agenda-note-title = Add note
agenda-note-label = What should not be forgotten?
agenda-action-title = Action for a customer
agenda-action-label = What is to be done?
agenda-action-owner = Who does it?
agenda-action-owner-placeholder = Choose a colleague
agenda-action-due = By when?
agenda-action-hint = It comes back on the agenda until it is done, and stands under the customer’s words.
agenda-fault-empty = Write what is meant.
agenda-fault-owner = Choose who does it.
agenda-save = Save
agenda-why-title = Why is this here?
agenda-why-none = There are no customer’s words on this agenda that the channel has not seen lately.
agenda-why-fresh = It is the newest of its kind among { $fresh } that this channel did not see on an agenda in the last { $weeks } weeks.
agenda-why-ratio = In these weeks praise was on the agenda { $praise } times and pain { $pain } times, so this time it was the turn of { $wanted }.
agenda-why-other = There was no { $wanted } left; this is { $got }.
agenda-tone-praise = praise
agenda-tone-pain = pain
agenda-tone-neutral = neither praise nor pain
agenda-coming = *{ $meeting }*, { $when }
agenda-the-quote = the customer’s words
agenda-added = On the agenda: { $words }. Next meeting here: { $meeting }.
agenda-added-some-day = On the agenda: { $words }. The next meeting here is not known yet.
agenda-next = Next here: { $meeting }
agenda-next-none = No meeting here is known yet.
agenda-list-empty = Nothing was put on the agenda yet. A customer’s words come by themselves.
agenda-list-hint = `/agenda add …` puts something on it.
agenda-not-here = No meeting is set up for this channel. Agendas appear in { $places }.
agenda-no-meetings = No meetings are set up yet. The owner of a department or an administrator of Klantstem makes one with `/voice meetings`.
agenda-add-empty = Write behind it what should be spoken of: `/agenda add the invoice of May`.
agenda-help =
    `/agenda add …` puts something on the agenda of the next meeting in this channel; *Put on the agenda* in the menu of a message does the same.
    `/agenda list` shows what is on it, `/voice meetings` which meetings there are.
agenda-overview-title = Meetings with the customer on the agenda
agenda-overview-hint = `/agenda` in a channel shows what is on its next agenda.
agenda-rule = *{ $meeting }* – { $department }, in { $place }, { $lead }
agenda-rule-next = Next: { $moments }
rule-of = *{ $meeting }* – { $department }
rule-lead-none = as it begins
rule-lead-minutes =
    { $count ->
        [one] 1 minute before it begins
       *[other] { $count } minutes before it begins
    }
rule-lead-hours =
    { $count ->
        [one] 1 hour before it begins
       *[other] { $count } hours before it begins
    }
rule-lead-days =
    { $count ->
        [one] 1 day before it begins
       *[other] { $count } days before it begins
    }
rule-in-calendar = in the calendar { $calendar }
rule-title = title { $title }
rule-organizer = called by { $person }
rule-attendees =
    { $count ->
        [one] at least 1 attendee
       *[other] at least { $count } attendees
    }
rule-every = Every meeting
rule-every-nth = One in { $number } meetings
rule-weekly = At most one a week
rule-paused = ⏸️ Paused by { $person } on { $day }
rule-in-file = From the configuration file, and changed there
rule-made = Made by { $person } on { $day }
rule-made-and-changed = Made by { $person } on { $day }, changed by { $changer } on { $changed }
rule-unusable-taken = ⚠️ Has no effect: the configuration has a meeting of the same name, and that one counts.
rule-unusable-department = ⚠️ Has no effect: its department is not in use any more.
rule-unusable-calendar = ⚠️ Has no effect: the calendar { $calendar } is not in the configuration any more.
rule-unusable-unreadable = ⚠️ Has no effect, because it can not be read any more. Remove it and make it anew.
rule-new = New meeting
rule-change = Change…
rule-pause = Pause
rule-resume = Resume
rule-remove = Remove…
rule-more =
    { $count ->
        [one] And 1 more: `/voice meetings` with a word of its name shows it.
       *[other] And { $count } more: `/voice meetings` with a word of the name shows them.
    }
rule-none = No meetings are set up yet. Add one that a team has already: before each time, a customer’s words appear in its channel.
rule-none-found = No meeting is called “{ $typed }”, and no department with a meeting is.
rule-form-title = New meeting
rule-form-change-title = Change meeting
rule-form-next = Next
rule-form-kind = How is known when this meeting is?
rule-form-by-schedule = It comes back at fixed times
rule-form-in-calendar = It stands in the calendar “{ $calendar }”
rule-form-name = What is it called?
rule-form-department = Whose customers are spoken of?
rule-form-channel = In which channel does the agenda appear?
rule-form-channel-hint = Without one, in the department’s channel. Klantstem has to be in it.
rule-form-channel-placeholder = The department’s channel
rule-form-schedule = When does it begin?
rule-form-schedule-hint = For example: every monday at 10:00 · weekdays at 09:30 · monthly on 1 at 14:00 · or cron: 30 9 * * mon-fri
rule-form-zone = In which time zone?
rule-form-zone-hint = As in Europe/Amsterdam
rule-form-minutes = How many minutes does it take?
rule-form-lead = How many minutes before it does the agenda appear?
rule-form-lead-hint = 60 is an hour, 1440 a day. Outside posting hours it waits for the next moment before the meeting.
rule-form-words = Which words are in its title?
rule-form-words-hint = finance is a whole word, finance* the beginning of one, *finance* a part. Without any: every meeting of the calendar.
rule-form-organizer = Who calls it?
rule-form-organizer-hint = The mail address as it stands in the calendar; without one, anybody
rule-form-attendees = How many attendees does it have at least?
rule-form-write = What is written into the event of the calendar?
rule-form-write-off = Nothing
rule-form-write-occurrence = The agenda, each time
rule-form-write-series = One line with a link to the channel
rule-form-frequency = Which meetings have the customer on their agenda?
rule-form-owner = Who is told when something does not work?
rule-form-owner-hint = Without anybody, the owner of the department
rule-fault-name = Write 1 to { $most } characters.
rule-fault-taken = There is a meeting of this name already. Give it another one, as in “Finance, Thursday”.
rule-fault-department = Choose a department of which you may manage the meetings.
rule-fault-schedule-empty = Write when it begins; try “every monday at 10:00”.
rule-fault-schedule = I can not read “{ $typed }”; try “every tuesday at 10:00”, “weekdays at 09:30”, “monthly on 1 at 14:00” or cron such as 30 9 * * mon-fri.
rule-fault-fields =
    { $count ->
        [one] I see 1 cron field; there are five: minute, hour, day, month, weekday, as in 30 9 * * mon-fri.
       *[other] I see { $count } cron fields; there are five: minute, hour, day, month, weekday, as in 30 9 * * mon-fri.
    }
rule-fault-weekday-number = “{ $typed }” as weekday means different days to different tools; write its name, as in mon or mon-fri.
rule-fault-weekday = “{ $typed }” is not a weekday; write for example monday, or mon-fri in cron.
rule-fault-time = “{ $typed }” is not a time of day; write hours and minutes, as in 09:30.
rule-fault-day-of-month = Not every month has a day “{ $typed }”; choose 1 to 28, or “monthly on last at 09:00”.
rule-fault-interval = “{ $typed }” minutes do not divide an hour; choose for example 15 or 30.
rule-fault-cron = I can not read the cron fields “{ $typed }”; a right example is 30 9 * * mon-fri.
rule-fault-never = “{ $typed }” never comes: there is no such date.
rule-fault-too-often = It would begin again before it is over. Let it come back less often, or take fewer minutes.
rule-fault-zone = “{ $typed }” is not a time zone; write it as in Europe/Amsterdam.
rule-fault-zone-nearest = “{ $typed }” is not a time zone; did you mean { $nearest }?
rule-fault-number = Write a whole number from { $least } to { $most }.
rule-fault-words = “{ $typed }” names no words of a title; write for example finance, or finance* for what begins so.
rule-fault-organizer = “{ $typed }” is not a mail address; write it as it stands in the calendar.
rule-fault-channel = Klantstem is not in this channel. Type /invite @Klantstem there, then save again.
rule-fault-channel-unseen = Klantstem can not see this channel. If it is private, type /invite @Klantstem there, then save again.
rule-fault-channel-archived = This channel is archived. Choose another one.
rule-fault-channel-shared = Another organisation reads this channel too, and would read what customers say. Choose another one.
rule-saved-title = Meeting saved
rule-saved = ✅ *{ $meeting }* is saved. Its agenda appears in { $place }, { $lead }.
rule-saved-next = The next meetings:
rule-saved-none = In the calendar no meeting of the coming five weeks fits. Are the words of its title, its organiser and the number of attendees right? If it is to be added yet, nothing has to be done.
rule-saved-unread = The calendar can not be read just now, so I can not show the next meetings. Whoever is told of problems hears why if it stays so.
rule-saved-slow = The calendar takes its time; in a few minutes `/voice meetings` shows the next meetings.
rule-saved-paused = It is paused, and posts nothing until somebody resumes it.
rule-remove-title = Remove meeting
rule-remove-sure = Remove *{ $meeting }*? Its agendas do not appear any more, and what stands in events that are to come is taken out. What is in the channel stays there.
rule-remove-yes = Remove
rule-said-title = Meetings
rule-removed = “{ $meeting }” is removed.
rule-done-paused = ⏸️ “{ $meeting }” is paused: nothing of it is posted or written until somebody resumes it.
rule-done-resumed = ▶️ “{ $meeting }” is resumed. Its next meetings are planned within a few minutes.
rule-paused-already = “{ $meeting }” is paused already: somebody was quicker.
rule-runs-already = “{ $meeting }” is not paused: somebody was quicker.
rule-gone = This meeting is not there any more: somebody removed it.
rule-changed-meanwhile = Somebody changed this meeting while you were writing, so nothing was saved. Open it anew with `/voice meetings`.
rule-no-calendar = The calendar of this meeting is not in the configuration any more. Remove the meeting and make it anew.
rule-forbidden = Only the owner of the department and the administrators of Klantstem may do that. Ask { $people }.
rule-forbidden-nobody = Only the owner of the department and the administrators of Klantstem may do that, and nobody is set as one yet.
calendar-fails = The calendar `{ $calendar }` can not be read, so changes in { $rules } are not seen. { $why }
calendar-well = The calendar `{ $calendar }` can be read again; { $rules } are up to date.
calendar-unreachable = It does not answer ({ $said }). Check its address and whether this server may reach it; Klantstem keeps trying.
calendar-refused = It does not accept us ({ $said }). Renew the secret, set it as `{ $secret }` and restart Klantstem.
calendar-forbidden = It is not shared with us. Share it with `{ $account }`, with the right to change events where Klantstem writes into them.
calendar-read-only = This kind of calendar can only be read. Set `write = "off"`, or use CalDAV, Google or Microsoft 365.
calendar-not-found = { $said } is not there any more. Check `url` or `calendar` in the configuration.
calendar-online-meeting = The event has an online meeting whose link might be lost, so nothing was written. The card in the channel has everything.
calendar-unreadable = What it sends is no calendar ({ $said }). Check its address.
calendar-emptied = It was full and is empty now. Nothing is cancelled by that; check whether it is still the right calendar.
calendar-writing-fails = The agenda of “{ $rule }” could not be written into the event; the card in the channel has it. { $why }
agenda-missed = The meeting “{ $rule }” ({ $when }) began without the customer on its agenda, because Klantstem was not running or could not post. Nothing is posted afterwards.
agenda-event-title = The customer on the agenda
agenda-event-line = The customer on the agenda of this meeting: { $link }
calendar-would-mail = Everybody who takes part would get a mail about it, so nothing was written. The card in the channel has everything; `may_mail = true` allows the mails.
