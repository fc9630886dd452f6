# Alles wat iemand in Slack leest, in het Nederlands. en.ftl heeft dezelfde zinnen in het Engels; een
# test vergelijkt ze. Een getal volgt de meervoudsregels: [one], *[other], of precies [0].

## Dagen en opsommingen

day-today = vandaag
day-tomorrow = morgen
day-yesterday = gisteren
day-and-time = { $day } om { $time }
list-and = { $before } en { $last }

## Wie het zei

speaker-anonymous = Een klant
speaker-at-company = Een klant van { $company }
speaker-named = { $name }, { $company }

## Scores

score-out-of = { $value } van { $most }
score-on-scale = { $value } op een schaal van { $least } tot { $most }
score-low-is-good = { $value } op een schaal van { $least } tot { $most }, waarbij { $least } het beste is
score-stars =
    { $value } van { $most } { $count ->
        [one] ster
       *[other] sterren
    }
class-promoter = Promotor
class-passive = Passief tevreden
class-detractor = Criticaster
class-satisfied = Tevreden
class-neutral = Neutraal
class-dissatisfied = Ontevreden
class-easy = Weinig moeite
class-some-effort = Enige moeite
class-hard = Veel moeite
class-none = Geen score

## De woorden van een klant in het kanaal van een afdeling

card-no-comment = Zonder toelichting.
card-edited = aangepast door de klant
card-question = *{ $department } vraagt zich af:* { $question }
card-question-text = { $department } vraagt zich af: { $question }
card-said = “{ $quote }” – { $speaker }
card-read-all = Lees alles
card-forwarded = { $person } stuurde dit door vanuit { $department }.
card-forwarded-note = { $person } stuurde dit door vanuit { $department }: “{ $note }”
card-reroute = Naar een andere afdeling…
card-thank = Bedank een collega
card-why = Waarom staat dit hier?
card-story = Maak er een verhaal van
card-moved = Naar *{ $department }* ({ $channel }) gestuurd door { $person }.
card-moved-nowhere = Opzijgelegd door { $person }: niet voor een afdeling.
card-moved-note = { $person } voegt toe: { $note }
card-routed = De klant heeft deze reactie aangepast en een regel stuurt die nu naar { $places }.
card-withdrawn = De klant heeft deze reactie ingetrokken; ook hier is het bericht weggehaald.
card-erased = De klant wilde vergeten worden, daarom zijn deze woorden gewist.

## Persoonsgegevens
privacy-words-erased = _Een klant die hier aan het woord was, wilde vergeten worden._
privacy-message-erased = Iemand over wie dit bericht ging wilde vergeten worden, daarom is het teruggenomen.
privacy-home-title = Mijn gegevens
privacy-home-intro = Klantstem bewaart welke taal je koos, je reacties op zijn berichten, wat je naar andere afdelingen stuurde, wat je op agenda’s zette en ermee deed, en de kudos en verhalen waarin je voorkomt.
privacy-home-keep = Hoe lang: kudos { $kudos }; reacties { $reactions }; wat je naar andere afdelingen stuurde { $corrections }; overleggen met wat er op hun agenda stond { $meetings }.
privacy-keep-forever = zonder einde
privacy-keep-months =
    { $count ->
        [one] één maand
       *[other] { $count } maanden
    }
privacy-keep-days =
    { $count ->
        [one] één dag
       *[other] { $count } dagen
    }
privacy-home-export = Stuur mij mijn gegevens
privacy-home-erase = Vergeet mij…
privacy-erase-sure-title = Jou vergeten?
privacy-erase-sure = Je instellingen verdwijnen, en overal waar je voorkomt staat voortaan een pseudoniem, ook in berichten. Aantallen blijven kloppen. Dit kan niet ongedaan worden gemaakt.
privacy-erase-yes = Vergeet mij
privacy-erase-no = Annuleer
privacy-handed-out = Dit bewaart Klantstem over jou. Alleen jij ziet het, en over een uur verdwijnt het.
privacy-handed-out-more = Er is meer dan hier past. Vraag een beheerder van Klantstem om alles.

## Reacties die geen regel ergens heen stuurt

triage-title = Wie kan hier iets mee?
triage-text = Geen regel stuurt deze reactie naar een afdeling. Wie kan hier iets mee?
triage-placeholder = Kies een afdeling
triage-nobody = Niet voor een afdeling

## Een reactie naar een andere afdeling sturen

reroute-title = Doorsturen
reroute-now-at = Dit staat nu bij *{ $department }*. De nieuwe afdeling krijgt het, en bij het bericht hier komt te staan waar het heen ging.
reroute-department = Wie kan hier iets mee?
reroute-note = Moet de nieuwe afdeling nog iets weten?
reroute-submit = Stuur door
reroute-cancel = Annuleer

## Waarom een reactie ergens staat

why-title = Waarom staat dit hier?
why-intro = Dit staat bij *{ $department }*, want:
why-rule = De regel “{ $rule }” past bij deze reactie.
why-rule-facts = De regel “{ $rule }” past bij deze reactie: { $facts }.
why-fact-words =
    { $count ->
        [one] het woord { $words } komt erin voor
       *[other] de woorden { $words } komen erin voor
    }
why-fact-source = de bron is “{ $value }”
why-fact-survey = de enquête is “{ $value }”
why-fact-touchpoint = het onderwerp is “{ $value }”
why-fact-tag = het label is “{ $value }”
why-fact-segment = { $field } van de klant is “{ $value }”
why-fact-class = de score zegt “{ $class }”
why-fact-language = de taal is { $language }
why-fact-comment = er is een toelichting
why-fact-no-comment = er is geen toelichting
language-nl = Nederlands
language-en = Engels
language-de = Duits
language-fr = Frans
why-source = De bron noemde deze afdeling zelf.
why-person = { $person } heeft het hierheen gestuurd.
why-person-from = { $person } heeft het hierheen gestuurd vanuit { $department }.
why-unmatched = Er past geen regel bij, dus ging de reactie naar triage.
why-wrong = Staat het hier verkeerd? Kies in het menu van het bericht “Naar een andere afdeling…”.
close = Sluit

quote-title = De hele reactie

## Het overzicht van een kanaal

digest-title = Klanten aan het woord: { $department }
digest-period = { $from } tot en met { $until }
digest-count =
    { $count ->
        [0] Geen reacties
        [one] 1 reactie
       *[other] { $count } reacties
    }
digest-promoters =
    { $count ->
        [one] 1 promotor
       *[other] { $count } promotors
    }
digest-passives = { $count } passief tevreden
digest-detractors =
    { $count ->
        [one] 1 criticaster
       *[other] { $count } criticasters
    }
digest-satisfied = { $count } tevreden
digest-neutral = { $count } neutraal
digest-dissatisfied = { $count } ontevreden
digest-unscored = { $count } zonder score
digest-more = en nog { $count }
digest-without-words =
    { $count ->
        [one] 1 gaf een score zonder toelichting
       *[other] { $count } gaven een score zonder toelichting
    }
digest-choose = Lees er een helemaal of stuur hem door…
digest-continued = { $department }, vervolg ({ $part } van { $parts })

## Wat de eigenaar van een kanaal hoort als er iets mis is

problem-at = { $channel } van { $department }
problem-waiting =
    { $count ->
        [0] Er wachten geen berichten.
        [one] Er wacht 1 bericht; dat gaat de deur uit zodra dit is opgelost.
       *[other] Er wachten { $count } berichten; die gaan de deur uit zodra dit is opgelost.
    }
problem-what-to-do = *Wat je nu kunt doen:* { $remedy }
problem-channel-not-found = Ik kan { $place } niet vinden.
problem-channel-not-found-remedy = Heeft het kanaal een andere naam gekregen of is het privé geworden? Nodig me daar uit met `/invite`, of vraag een beheerder om het kanaal in de instellingen van Klantstem te verbeteren.
problem-not-in-channel = Ik ben geen lid van { $place } en kan daar dus niets plaatsen.
problem-not-in-channel-remedy = Ga naar het kanaal en typ `/invite` met mijn naam erachter.
problem-archived = { $place } is gearchiveerd, dus ik kan daar niets plaatsen.
problem-archived-remedy = Haal het kanaal uit het archief, of vraag een beheerder om in de instellingen van Klantstem een ander te kiezen.
problem-missing-scope = Slack liet me niets plaatsen in { $place }: ik mis de bevoegdheid `{ $scope }`.
problem-missing-scope-remedy = Vraag een beheerder om deze bevoegdheid in het manifest van de app te zetten en de app opnieuw te installeren.
problem-unclear = Het is niet duidelijk of een bericht in { $place } is aangekomen: de verbinding brak tijdens het versturen. Om het niet dubbel te plaatsen heb ik het opzijgelegd.
problem-unclear-remedy = Kijk in het kanaal. Ontbreekt het bericht, vraag een beheerder dan om `klantstem outbox retry { $post }` uit te voeren; staat het er wel, dan `klantstem outbox drop { $post }`.
problem-token-revoked = Slack accepteert mijn token niet meer. Ik kan niets plaatsen in { $place } en ook nergens anders.
problem-token-revoked-remedy = Vraag een beheerder om de app opnieuw te installeren en Klantstem het nieuwe token te geven.
problem-other = Slack weigerde een bericht voor { $place } en zei `{ $code }`.
problem-other-remedy = Vraag een beheerder om `klantstem doctor` uit te voeren; dat zegt wat er mis is en wat helpt.

## Antwoorden

answer-apology = Sorry, er ging bij mij iets mis en ik heb niet gedaan wat je vroeg. Probeer het nog eens. Gebeurt het weer, geef een beheerder dan dit nummer: `{ $number }`.
answer-no-permission = Dat kan alleen een beheerder van Klantstem. Vraag het aan { $admins }.
answer-no-permission-nobody = Dat kan alleen een beheerder van Klantstem, en die is nog niet ingesteld.
answer-unknown = `{ $command } { $given }` ken ik niet.
answer-unknown-nearest = `{ $command } { $given }` ken ik niet. Bedoel je `{ $command } { $nearest }`?
answer-see-help = `{ $command } help` laat zien wat ik kan.
answer-language-me = Vanaf nu spreek ik Nederlands met je.
answer-language-me-workspace = Vanaf nu spreek ik met je in de taal van je Slack: Nederlands.
answer-language-channel = Vanaf nu schrijf ik in { $channel } in het Nederlands.
answer-too-late = Iemand anders was sneller, of deze reactie staat hier niet meer. Kijk op het nieuwste bericht.
answer-not-for-guests = Dat kunnen alleen leden van deze workspace. Vraag het aan een collega van de afdeling.
answer-not-our-channel = In { $channel } plaats ik geen berichten. Typ dit in het kanaal van een afdeling, of laat `hier` weg om je eigen taal te kiezen.
help-title = Wat ik kan
help-intro = Ik breng wat klanten zeggen naar de afdeling die er iets mee kan.
help-scores = `{ $command } nps financiën vorig kwartaal` (of `csat`, `ces`, `sterren`): hoe het ervoor staat, en hoe zeker dat is
help-quotes = `{ $command } citaten financiën factuur`: wat klanten zeiden
help-meetings = `{ $command } overleggen`: welke overleggen de klant op de agenda hebben
help-agenda = `/agenda erbij …` zet iets op de agenda van het volgende overleg in dit kanaal, `/agenda lijst` laat zien wat erop staat
help-help = `{ $command } help`: deze lijst
help-language = `{ $command } taal nl`, `en` of `workspace`: de taal waarin ik met je spreek
help-language-here = `{ $command } taal nl hier`: de taal van mijn berichten in dit kanaal
help-menu = Bij elk bericht van mij zegt het menu `⋯` waarom het daar staat, en stuur je het naar een andere afdeling.
help-home = Op mijn Home-tab zie je welke afdeling waar luistert.

## App Home

home-title = De stem van de klant
home-intro = Klantstem brengt wat klanten zeggen naar de afdeling die er iets mee kan, in het kanaal van die afdeling.
home-language = *Jouw taal*
home-language-workspace = Net als Slack ({ $language })
home-language-placeholder = Kies een taal
home-departments = Wie waar luistert
home-departments-none = Er is nog geen afdeling ingesteld.
home-departments-more =
    { $count ->
        [one] en nog 1 afdeling
       *[other] en nog { $count } afdelingen
    }
home-status = Voor beheerders
home-status-all-sent = Alle berichten zijn verstuurd
home-status-waiting =
    { $count ->
        [one] 1 bericht wacht
       *[other] { $count } berichten wachten
    }
home-status-uncertain =
    { $count ->
        [one] 1 bericht is onduidelijk
       *[other] { $count } berichten zijn onduidelijk
    }
home-status-failed =
    { $count ->
        [one] 1 bericht is mislukt
       *[other] { $count } berichten zijn mislukt
    }
home-status-last = Laatste reactie ontvangen: { $moment }
home-status-last-none = Nog geen reactie ontvangen
home-status-next = Volgende bericht gepland: { $moment }
home-status-next-none = Niets gepland
home-status-trouble = `klantstem outbox` laat zien wat eraan scheelt.

## Scores

scores-title = Zo staat het ervoor: { $department }
scores-company = de hele organisatie
scores-period = { $period }, vergeleken met { $before }
scores-days = { $first } t/m { $last }
metric-nps = NPS
metric-csat = Tevredenheid
metric-ces = Moeite
metric-stars = Sterren
scores-number = { $metric }: *{ $value }* ({ $interval }), { $answers }
scores-number-indicative = { $metric }: *{ $value }* ({ $interval }), { $answers }; een indicatie, want het zijn er weinig
scores-interval = waarschijnlijk tussen { $low } en { $high }
scores-interval-none = één antwoord zegt niets over de spreiding
scores-answers =
    { $count ->
        [one] 1 antwoord
       *[other] { $count } antwoorden
    }
scores-too-few =
    { $count ->
        [0] { $metric }: geen antwoorden
        [one] { $metric }: 1 antwoord, te weinig voor een cijfer
       *[other] { $metric }: { $count } antwoorden, te weinig voor een cijfer
    }
scores-other-scales =
    { $count ->
        [one] 1 antwoord op een andere schaal telt hier niet mee
       *[other] { $count } antwoorden op andere schalen tellen hier niet mee
    }
scores-changed-up = { $difference }: *gestegen*. De kans dat dit toeval is, is { $chance }.
scores-changed-down = { $difference }: *gedaald*. De kans dat dit toeval is, is { $chance }.
scores-possibly-up = { $difference }: *misschien gestegen*, niet zeker genoeg om iets te doen. De kans dat dit toeval is, is { $chance }.
scores-possibly-down = { $difference }: *misschien gedaald*, niet zeker genoeg om iets te doen. De kans dat dit toeval is, is { $chance }.
scores-no-clear-change = { $difference }: *geen duidelijke verandering*.
scores-too-few-to-compare = In een van de twee perioden zijn er *te weinig antwoorden* om te vergelijken.
scores-chance-below = kleiner dan { $percent }%
scores-chance = { $percent }%
scores-trend = Verloop: { $sparkline }
scores-said-good = Wat ze prijzen
scores-said-bad = Wat beter kan
scores-limits = Het interval dekt alleen toeval: wie niet antwoordde, zit er niet in.
scores-nothing = { $department }: geen antwoorden van { $period }.
scores-unknown-department = Ik ken geen afdeling { $given }.
scores-unknown-department-nearest = Ik ken geen afdeling { $given }. Bedoel je { $nearest }?
scores-unknown-period = Ik begrijp de periode { $given } niet. Probeer `vorig kwartaal`, `oktober`, `30 dagen` of `2026-q3`.
scores-unknown-period-nearest = Ik begrijp de periode { $given } niet. Bedoel je `{ $nearest }`?
scores-share = Deel in dit kanaal
scores-shared-by = { $person } deelt dit
chart-title = { $metric }: { $department }
chart-by-week = Per week, { $first } t/m { $last }
chart-by-month = Per maand, { $first } t/m { $last }
chart-by-quarter = Per kwartaal, { $first } t/m { $last }
chart-lower-is-better = lager is beter
chart-normal = { $least } of meer antwoorden
chart-indicative = { $least } t/m { $most }: een indicatie
chart-interval = waarschijnlijk bereik (95%)
chart-gap = minder dan { $least }: geen cijfer
chart-mark = { $date }: { $what }
chart-rose = duidelijk gestegen, { $difference }
chart-fell = duidelijk gedaald, { $difference }
chart-so-far = { $period } tot nu toe
chart-spoken = { $title }. { $period }. Tussen haakjes het bereik waarin de echte waarde waarschijnlijk ligt.
chart-spoken-value = { $value } ({ $low } tot { $high })
chart-spoken-point = { $period }: { $value }, { $answers }.
chart-spoken-indicative = { $period }: { $value }, { $answers }, een indicatie.
chart-spoken-few = { $period }: { $answers }, te weinig voor een cijfer.
chart-spoken-marks = Gemarkeerd: { $marks }.
scores-revised = *Herzien:* het was { $was }; er kwamen later antwoorden bij, of antwoorden zijn gewijzigd of ingetrokken.
scores-withdrawn = *Herzien:* alle antwoorden van { $department } van { $period } zijn ingetrokken of verplaatst. Wat hier eerder stond, geldt niet meer.
mix-why = *Deels antwoordden er andere klanten.* De andere verdeling per { $dimension } verklaart { $part }, een ander oordeel { $rest }:
mix-member = • { $member }: { $share_before } → { $share_after } van de antwoorden, score { $before } → { $after }
mix-source = bron
mix-touchpoint = contactmoment
mix-none = niet gezegd
alarm-title = { $department }: { $what }
alarm-fell = { $metric } gedaald
alarm-rose = { $metric } gestegen
alarm-complaints = meer klachten dan normaal
alarm-usual = Normaal is { $value }.
alarm-comments =
    { $count ->
        [one] *1* ontevreden klant schreef een reactie ({ $answers } in totaal). In zoveel dagen is { $usual } normaal.
       *[other] *{ $count }* ontevreden klanten schreven een reactie ({ $answers } in totaal). In zoveel dagen is { $usual } normaal.
    }
alarm-since = Waarschijnlijk sinds { $first }; geteld t/m { $last }.
alarm-sure =
    { $years ->
        [one] Hoe zeker: door toeval alleen komt zo’n alarm ongeveer eens per jaar voor.
       *[other] Hoe zeker: door toeval alleen komt zo’n alarm ongeveer eens in de { $years } jaar voor.
    }
alarm-seen = We hebben het gezien
alarm-what-now = Zolang het duurt, ga ik verder in deze thread. Met “We hebben het gezien” stopt dat, en geldt het huidige niveau voortaan als normaal.
alarm-is-over = *Voorbij.* Op { $day } was alles weer zoals normaal.
alarm-is-seen = *Gezien* door { $person } op { $day }. Het huidige niveau geldt voortaan als normaal.
alarm-back = Dit is weer zoals normaal.
alarm-begins = *Ook dit:*
alarm-lasts = *Het houdt aan:*
alarm-turned = *Het is omgeslagen:*
alarm-over = *Weer zoals normaal:*
alarm-closes = Daarmee sluit ik deze thread; gebeurt het opnieuw, dan begin ik een nieuwe.
alarm-seen-before = { $person } was eerder en heeft het al gezien.
alarm-over-before = Dit is al voorbij; er valt niets meer te doen.
quotes-title = Wat klanten zeiden: { $department }
quotes-none = Geen reacties gevonden: { $department }, { $period }.
quotes-about = { $words }, { $period }

## Verhalen

story-title = Klantverhaal
story-outcome = Wat het opleverde:
story-who = Wie het mogelijk maakten
story-told-by = Verteld door { $person }
story-approved-by = goedgekeurd door { $person }
story-withdrawn = Dit klantverhaal is ingetrokken.
story-edit = Aanpassen
story-withdraw = Intrekken…

story-form-title = Vertel een verhaal
story-form-edit-title = Pas het verhaal aan
story-form-next = Verder
story-form-kept = Je was hier { $moment } mee bezig; wat je schreef is bewaard.
story-form-afresh = Leeg het formulier
story-form-quotes = Deze woorden van de klant komen in het verhaal te staan:
story-form-customer = Naam van de klant
story-form-company = Bedrijf van de klant
story-form-consent = Waar is de klant mee akkoord?
story-form-consent-hint = Verder dan dit wordt de klant niet genoemd; andere namen worden niet bewaard.
story-form-consent-anonymous = Niet gevraagd: “een klant”
story-form-consent-company = Het bedrijf mag genoemd worden
story-form-consent-named = Naam en bedrijf mogen genoemd worden
story-form-happened = Wat gebeurde er?
story-form-happened-hint = Telefoonnummers, e-mailadressen en rekeningnummers worden onleesbaar gemaakt.
story-form-outcome = Wat leverde het op?
story-form-people = Wie maakten het mogelijk?
story-form-people-hint = Hoogstens { $most } collega’s.
story-form-people-placeholder = Kies collega’s
story-form-departments = Welke afdelingen horen het?
story-form-departments-placeholder = Alle afdelingen

story-details-title = Wie deed wat?
story-details-intro = Je hoeft hier niets in te vullen.
story-details-role = Wat deed deze collega?
story-details-department = Afdeling van deze collega
story-details-department-placeholder = Kies een afdeling
story-details-moment = Wanneer wordt het geplaatst?
story-details-moment-hint = Laat dit leeg om het meteen te plaatsen.
story-details-picture = Een afbeelding
story-details-picture-hint = PNG, JPEG of GIF. Een nieuwe afbeelding vervangt de vorige.
story-details-picture-there = De afbeelding die er al is
story-details-picture-off = Haal haar weg
story-details-alt = Wat staat er op de afbeelding?
story-details-alt-hint = Voor collega’s die haar niet zien.
story-details-preview = Voorbeeld

story-preview-where = Zo komt het te staan in { $channels }. Elke afdeling leest haar eigen vraag; hier die van { $department }.
story-preview-now = Het wordt meteen geplaatst.
story-preview-later = Het wordt { $moment } geplaatst ({ $zone }).
story-preview-first = Eerst kijkt { $leaders } ernaar.
story-preview-post = Plaats nu
story-preview-schedule = Plan in
story-preview-propose = Stel voor
story-preview-save = Bewaar

story-done-title = Klaar
story-done-published = Het verhaal is onderweg naar { $channels }.
story-done-scheduled = Het verhaal wordt { $moment } ({ $zone }) geplaatst in { $channels }.
story-done-proposed = Het verhaal is voorgelegd aan { $leaders }. Je hoort wat er besloten is.
story-done-saved = Het verhaal is bewaard. Waar het al staat, wordt het aangepast.
story-done-withdrawn = Het verhaal is ingetrokken. Waar het stond, staat dat er nu bij.
story-done-taken-back = Het verhaal is weer jouw concept: typ /story om verder te gaan, of kijk op App Home.
story-done-told = De schrijver heeft bericht gekregen.
story-and-more = nog { $count }
story-leader-one-of = een van { $leaders }

story-refused-title = Dat is niet gelukt
story-refused-author = Alleen wie dit verhaal schreef, mag dat doen.
story-refused-leader = Dat mag alleen een leidinggevende: { $leaders }.
story-refused-neither = Dat mag alleen wie dit verhaal schreef of een leidinggevende: { $leaders }.
story-refused-draft = Dit verhaal is weer een concept van de schrijver.
story-refused-proposed = Dit verhaal ligt al bij de leidinggevenden.
story-refused-scheduled = Dit verhaal is al goedgekeurd; het wordt op zijn moment geplaatst.
story-refused-published = Dit verhaal is al geplaatst.
story-refused-withdrawn = Dit verhaal is ingetrokken.
story-refused-declined = Dit verhaal is afgewezen.
story-refused-merged = Deze wijziging is al bewaard.
story-refused-changed = Iemand anders heeft dit verhaal intussen aangepast. Wat je schreef staat nog in de formulieren hierachter: kopieer het en pas het verhaal opnieuw aan.
story-refused-gone = Dit verhaal is er niet meer.
story-refused-nowhere = Geen van de gekozen afdelingen is nog in gebruik.
story-refused-no-leader = Nog niemand mag verhalen goedkeuren. Je tekst is als concept bewaard: typ /story om verder te gaan. Een beheerder kan in de configuratie bij `[stories]` leidinggevenden noemen.

story-fault-name = Vul de naam in, of kies iets anders bij “Waar is de klant mee akkoord?”.
story-fault-company = Vul het bedrijf in, of kies iets anders bij “Waar is de klant mee akkoord?”.
story-fault-says-name = De klant is niet akkoord met “{ $name }”: haal het weg, of kies waar de klant wel mee akkoord is.
story-fault-picture = Kies een PNG, JPEG of GIF.
story-fault-short = Vertel het in minstens { $least } tekens.
story-fault-empty = Vul dit in.
story-fault-nobody = Kies minstens één collega.
story-fault-many = Kies hoogstens { $most } collega’s.
story-fault-outsider = Kies collega’s uit je eigen werkruimte: geen apps en niemand van buiten.

story-ask = { $person } stelt dit verhaal voor.
story-approve = Keur goed
story-return = Geef terug…
story-decline = Wijs af…
story-decided-approved = { $person } keurde het verhaal van { $author } goed: { $customer }.
story-decided-returned = { $person } gaf het verhaal van { $author } terug: { $customer }.
story-decided-declined = { $person } wees het verhaal van { $author } af: { $customer }.
story-decided-taken-back = { $author } nam het verhaal terug: { $customer }.
story-note-return-title = Geef verhaal terug
story-note-decline-title = Wijs verhaal af
story-note-return = Wat moet er anders?
story-note-decline = Waarom niet?
story-note-hint = De schrijver leest dit.
story-note-send = Verstuur
story-told-approved = { $person } heeft je verhaal goedgekeurd ({ $customer }). Het is onderweg naar { $channels }.
story-told-approved-later = { $person } heeft je verhaal goedgekeurd ({ $customer }). Het wordt { $moment } geplaatst ({ $zone }).
story-told-returned = { $person } geeft je verhaal terug ({ $customer }) en schrijft:
story-told-declined = { $person } wil je verhaal niet plaatsen ({ $customer }) en schrijft:
story-home-awaiting = Verhalen die op jou wachten
story-home-own = Jouw verhalen
story-home-read = Lees
story-home-draft = Concept
story-home-proposed = Wacht op een leidinggevende
story-home-published = Geplaatst
story-home-declined = Afgewezen
story-home-discard = Gooi weg
story-continue = Schrijf verder
story-withdraw-title = Trek het verhaal in
story-withdraw-sure = In { $channels } staat dan dat het verhaal is ingetrokken. Dit kun je niet ongedaan maken.
story-withdraw-proposal = Het wordt teruggenomen van de leidinggevenden en is dan weer jouw concept.
week-title = Verhaal van de week
week-reason =
    { $count ->
        [one] 1 collega van buiten de eigen afdeling reageerde erop
       *[other] { $count } collega’s van buiten de eigen afdeling reageerden erop
    }
week-reason-best = { $reason }. Niets anders van de laatste { $days } dagen dat nog niet is getoond, kreeg er meer.
week-reason-next = { $reason }: de volgende in de rij, na wat is gewisseld.
week-planned = Gepland als verhaal van de week: { $moment } ({ $zone }), in { $channels }.
week-swap = Wissel
week-skip = Sla deze week over
week-nothing = Deze keer geen verhaal van de week: de laatste { $days } dagen reageerde niemand van buiten de eigen afdeling op een verhaal dat nog niet is getoond, of op de woorden van een klant die genoemd mag worden. Er wordt niets geplaatst.
week-skipped = { $person } slaat het verhaal van de week over. Er wordt niets geplaatst.
week-too-late = Dit staat al vast: het verhaal van de week is geplaatst of overgeslagen, of er is niets meer te kiezen.
story-withdraw-submit = Trek in

## Kudos: dank tussen collega's.
kudos-thanks = 🙌 { $giver } bedankt { $receivers }
kudos-thanks-you = 🙌 { $giver } bedankt je
kudos-thanks-you-and = 🙌 { $giver } bedankt jou en { $others }
kudos-across = 🌉 { $from } → { $to }: over afdelingen heen
kudos-join-in = Reageer met :{ $emoji }: om je aan te sluiten
kudos-customer-said = Wat de klant zei
kudos-about-message = Het bericht waar dit over gaat
kudos-withdraw-choice = Deze kudos intrekken
kudos-private = Alleen wie bedankt wordt ziet dit
kudos-posted-in = Geplaatst in { $channel }
kudos-waits-in = Komt in { $channel } bij de kudos van de dag
kudos-together-title = 🎉 Kudos van de dag
kudos-together-join-in = Reageer met :{ $emoji }: om je bij al deze kudos aan te sluiten
kudos-mute-hint = Op mijn Home-tab kies je of ik je dit hier vertel
kudos-withdrawn = Deze kudos is ingetrokken.
kudos-answer-posted = Dank je! Geplaatst in { $channel }.
kudos-answer-waits = Dank je! Hij komt { $moment } in { $channel }, bij de andere kudos van de dag.
kudos-answer-private = Dank je! Alleen wie je bedankt hoort het.
kudos-answer-nowhere = Dank je! Het is vastgelegd; ik ken geen kanaal om het te plaatsen.
kudos-answer-count = Dat zijn nu { $count } kudos in totaal.
kudos-answer-counts = In totaal staat de teller nu op { $counts } kudos.
kudos-answer-left =
    { $count ->
        [one] Je kunt er vandaag nog één geven.
       *[other] Je kunt er vandaag nog { $count } geven.
    }
kudos-answer-left-none = Dat was je laatste voor vandaag.
kudos-answer-undo-until = Je kunt dit ongedaan maken tot { $time }.
kudos-answer-known = Deze kudos is al vastgelegd.
kudos-undo = Ongedaan maken
kudos-undone = Ingetrokken. Deze kudos telt voor niemand meer mee en je hebt hem vandaag weer terug.
kudos-undone-already = Deze kudos was al ingetrokken.
kudos-undo-too-late = Na tien minuten kan alleen een beheerder van Klantstem een kudos intrekken. Vraag het een van hen.
kudos-undo-not-yours = Alleen wie deze kudos gaf, binnen tien minuten, of een beheerder van Klantstem kan hem intrekken.
kudos-undo-title = Deze kudos intrekken
kudos-undo-intro = { $giver } bedankte { $receivers }. In het bericht komt te staan dat het is ingetrokken, en het telt voor niemand meer mee.
kudos-undo-reason = Waarom? Dit blijft bewaard.
kudos-undo-submit = Intrekken
kudos-cancel = Annuleren
kudos-form-title = Bedank een collega
kudos-form-submit = Bedank
kudos-form-people = Wie bedank je?
kudos-form-people-placeholder = Kies hoogstens tien collega’s
kudos-form-groups = En welke teams?
kudos-form-groups-placeholder = Zoek een gebruikersgroep
kudos-form-groups-hint = Iedereen in de groep wordt bedankt, behalve jij; in totaal hoogstens tien mensen.
kudos-form-message = Waarvoor?
kudos-form-message-hint = Wat deden ze, en wat maakte dat uit voor de klant? Minstens { $count } letters.
kudos-form-value = Welke waarde lieten ze zien?
kudos-form-value-placeholder = Kies een waarde
kudos-form-visibility = Wie ziet het?
kudos-form-public = Iedereen: het komt in een kanaal
kudos-form-private = Alleen wie ik bedank
kudos-form-customer = Welke woorden van een klant horen erbij?
kudos-form-customer-placeholder = Typ een woord dat de klant gebruikte
kudos-done-title = Dank je!
kudos-refused-off = Kudos staan hier uit.
kudos-refused-giver = Alleen leden van deze workspace kunnen kudos geven.
kudos-refused-nobody = Kies minstens één collega.
kudos-refused-too-many = Dit zijn { $count } mensen; bedank er hoogstens { $most } tegelijk.
kudos-refused-yourself = Je kunt jezelf niet bedanken. Haal jezelf eruit.
kudos-refused-bot = { $person } is geen mens. Kies een collega.
kudos-refused-left = { $person } werkt hier niet meer. Kies iemand anders.
kudos-refused-guest = { $person } is gast in deze workspace, en gasten krijgen hier geen kudos. Kies een collega.
kudos-refused-outsider = { $person } werkt bij een andere organisatie. Kies een collega.
kudos-refused-too-short = Zeg waarvoor, in minstens { $least } letters zonder namen en emoji; dit zijn er { $count }.
kudos-refused-value = Deze waarde bestaat niet meer. Kies een andere.
kudos-refused-same-department = Kudos gaan hier naar een andere afdeling: voeg daar iemand van toe.
kudos-refused-no-department = Kudos gaan hier naar een andere afdeling, en ik weet niet op welke jij werkt. Vraag een beheerder van Klantstem om dat in te stellen.
kudos-refused-daily =
    { $count ->
        [one] Je hebt je kudos van vandaag gegeven. De volgende is er { $moment }.
       *[other] Je hebt je { $count } kudos van vandaag gegeven. Nieuwe zijn er { $moment }.
    }
kudos-refused-pair =
    { $count ->
        [one] Je bedankte { $person } in de afgelopen { $days } dagen al. Wie maakte nog meer het verschil?
       *[other] Je bedankte { $person } in de afgelopen { $days } dagen al { $count } keer. Wie maakte nog meer het verschil?
    }
kudos-refused-pattern = Meer dan { $share }% van je kudos van de afgelopen { $days } dagen zou naar { $person } gaan. Wie heeft je nog meer geholpen? Bedank die eerst, dan kan deze daarna.
kudos-refused-slack = Slack vertelt me nu niet wie deze mensen zijn. Probeer het over een minuut nog eens.
kudos-help-title = Bedank een collega
kudos-help-give = `{ $command } @bob @eva losten de factuur dezelfde dag op` bedankt hen meteen
kudos-help-form = `{ $command }` opent het formulier; daar kies je ook wie het ziet en woorden van een klant
kudos-help-value = Een waarde die ze lieten zien: { $values }
kudos-help-bridges = `{ $command } bruggen`: welke afdelingen elkaar bedanken
kudos-help-limit = Je kunt er { $count } per dag geven, en { $pair } aan dezelfde collega in { $days } dagen
kudos-patterns-title = Wie vooral wie bedankt, afgelopen { $days } dagen
kudos-patterns-none = Er valt niets op.
kudos-pattern-one = { $giver } gaf { $count } van de { $all } kudos aan { $receiver }
kudos-pattern-pair = { $one } en { $other } bedanken vooral elkaar: { $there } heen en { $back } terug
kudos-pattern-ring = { $one } → { $other } → { $third } → { $one }: { $count } kudos in een kring
kudos-patterns-more = En nog { $count }; `klantstem report kudos-patterns` laat ze allemaal zien.
kudos-patterns-note = Vanaf { $least } kudos, waar meer dan { $share }% naar één collega gaat. Dat is een vraag, geen oordeel: wie elke dag samenwerkt, bedankt elkaar vaak. Dat je dit bekeek, wordt vastgelegd.
kudos-patterns-off = Hier zoekt niemand naar patronen: dat staat zo in de configuratie, bij `kudos.patterns`.
kudos-help-admin = Voor beheerders: `{ $command } exporteer vorig kwartaal` stuurt je alle kudos als CSV (of `json`), `{ $command } patronen` laat zien wie vooral wie bedankt; dat je het vroeg, wordt vastgelegd
kudos-export-sent = De kudos staan in onze privéberichten en verdwijnen daar over een uur. Dat je dit vroeg, wordt vastgelegd.
kudos-export-comment = Kudos van { $from } tot en met { $until }. Alleen jij ziet dit, en over een uur verdwijnt het.
kudos-export-no-files = Slack neemt geen bestanden van mij aan: de app mist de scope `files:write`. In de shell kan het met `klantstem export kudos`.
kudos-export-period = Die periode ken ik niet. Probeer `vorig kwartaal`, `2026-q3` of `12 maanden`.
kudos-bridges-title = Bruggen tussen afdelingen, afgelopen 30 dagen
kudos-bridges-none = De afgelopen 30 dagen bedankte niemand een andere afdeling. Wees de eerste: wie hielp jou met een klant?
kudos-bridge = *{ $one }* ↔ *{ $other }*: { $count } kudos
kudos-bridge-few = *{ $one }* ↔ *{ $other }*: een paar kudos
kudos-bridges-quiet = Al 60 dagen stil: { $pairs }. Heeft iemand daar je geholpen met een klant?
kudos-bridges-note = Beide richtingen samen. Geen getal waar minder dan { $least } mensen meededen.
kudos-home-title = Kudos
kudos-home-left =
    { $count ->
        [0] Je hebt al je kudos van vandaag gegeven.
        [one] Je kunt vandaag nog *één* kudos geven.
       *[other] Je kunt vandaag nog *{ $count }* kudos geven.
    }
kudos-home-totals = In totaal kreeg je er { $received } en gaf je er { $given }.
kudos-home-received = Je werd bedankt
kudos-home-given = Je bedankte
kudos-home-from = { $person }, { $day }
kudos-home-to = { $people }, { $day }
kudos-home-give = Bedank een collega
kudos-home-messages = Als iemand je bedankt
kudos-home-messages-on = Vertel het me in een direct bericht
kudos-home-messages-off = Geen direct bericht
kudos-home-messages-mute = Stil: noem me zonder melding
kudos-home-leaderboard = Door de meeste collega’s bedankt, afgelopen 30 dagen
kudos-home-leaderboard-line =
    { $person }: { $givers ->
        [one] één collega
       *[other] { $givers } collega’s
    } van { $departments ->
        [one] één afdeling
       *[other] { $departments } afdelingen
    }
kudos-home-leaderboard-none = Nog niemand.
kudos-home-ranking = In de lijst van wie bedankt is
kudos-home-ranking-show = Toon mij
kudos-home-ranking-hide = Laat mij weg

## Weekoverzicht

weekly-title = De week van { $department }
weekly-thanked =
    { $count ->
        [one] 1 keer kudos voor collega’s hier
       *[other] { $count } keer kudos voor collega’s hier
    }
weekly-kudos = { $giver } bedankte { $receivers }: { $message }
weekly-quiet = Tussen ons en *{ $department }* is het al een tijd stil. Heeft iemand daar je geholpen met een klant? Met `/kudos` hoort die het.
weekly-more =
    { $count ->
        [one] en nog 1
       *[other] en nog { $count }
    }

## De klant op de agenda van een overleg

agenda-title = De klant in “{ $meeting }”
agenda-discussed = Besproken
agenda-swap = Ruil
agenda-skip = Sla over
agenda-add-note = Notitie
agenda-add-action = Actie…
agenda-why = Waarom staat dit hier?
agenda-not-today = Vandaag niet
agenda-discussed-by = ✅ Besproken, zegt { $person }.
agenda-action-by = ✅ Besproken, en { $person } noteerde een actie.
agenda-not-today-by = Vandaag niet, zegt { $person }.
agenda-withdrawn = Hier stonden woorden van een klant; die zijn ingetrokken.
agenda-cancelled = “{ $meeting }” gaat deze keer niet door; wat op de agenda stond komt de volgende keer terug.
agenda-skipped = { $person } slaat de klant in “{ $meeting }” deze keer over.
agenda-item = 🗒️ { $words } – { $person }
agenda-item-said = 🗒️ { $person } zette deze woorden van een klant op de agenda:
agenda-item-discussed = Besproken
agenda-action = 👉 { $words } – { $owner }
agenda-action-until = 👉 { $words } – { $owner }, uiterlijk { $day }
agenda-action-done = Gedaan
agenda-note = ✏️ { $person }: { $words }
agenda-closed = ✅ { $words } ({ $person })
agenda-carried =
    { $times ->
        [one] 1 keer teruggekomen
       *[other] { $times } keer teruggekomen
    }
agenda-after = “{ $meeting }” is voorbij. Hadden jullie het over de klant?
agenda-after-discussed = ✅ “{ $meeting }”: de klant is besproken, zegt { $person }.
agenda-after-action = ✅ “{ $meeting }”: er is een actie, genoteerd door { $person }. Die komt de volgende keer terug tot hij klaar is.
agenda-after-not-today = “{ $meeting }”: vandaag niet, zegt { $person }. Wat op de agenda stond komt de volgende keer terug.
agenda-dropped = “{ $words }” kwam drie keer terug op de agenda en is niet besproken, dus staat het er nu niet meer op. Nog steeds belangrijk? Zet het terug met `/agenda add`.
agenda-dropped-quote = De woorden van een klant die je op de agenda zette kwamen drie keer terug en zijn niet besproken, dus staan ze er nu niet meer op.
agenda-agreed = 👉 Afgesproken in een overleg: { $words } – { $owner }
agenda-agreed-until = 👉 Afgesproken in een overleg: { $words } – { $owner }, uiterlijk { $day }
agenda-done = ✅ Gedaan: { $words } ({ $person })
agenda-too-late = Dat kan niet meer: iemand was je voor, of het overleg is voorbij.
agenda-nothing-else = Er is niets anders dat dit kanaal de laatste tijd nog niet zag.
agenda-note-title = Notitie toevoegen
agenda-note-label = Wat mag niet vergeten worden?
agenda-action-title = Actie voor een klant
agenda-action-label = Wat gaan jullie doen?
agenda-action-owner = Wie doet het?
agenda-action-owner-placeholder = Kies een collega
agenda-action-due = Wanneer is het klaar?
agenda-action-hint = De actie komt terug op de agenda tot hij klaar is, en staat onder de woorden van de klant.
agenda-fault-empty = Schrijf op wat je bedoelt.
agenda-fault-owner = Kies wie het doet.
agenda-save = Bewaar
agenda-why-title = Waarom staat dit hier?
agenda-why-none = Op deze agenda staan geen woorden van een klant die het kanaal de laatste tijd nog niet zag.
agenda-why-fresh = Dit is het nieuwste in zijn soort van { $fresh } die dit kanaal de afgelopen { $weeks } weken niet op een agenda zag.
agenda-why-ratio = In die weken stond lof { $praise } keer op de agenda en pijn { $pain } keer, dus was nu { $wanted } aan de beurt.
agenda-why-other = Er was geen { $wanted } meer; dit is { $got }.
agenda-tone-praise = lof
agenda-tone-pain = pijn
agenda-tone-neutral = lof noch pijn
agenda-coming = *{ $meeting }*, { $when }
agenda-the-quote = de woorden van de klant
agenda-added = Op de agenda: { $words }. Het volgende overleg hier: { $meeting }.
agenda-added-some-day = Op de agenda: { $words }. Het volgende overleg hier is nog niet bekend.
agenda-next = Hierna: { $meeting }
agenda-next-none = Er is hier nog geen overleg bekend.
agenda-list-empty = Er is nog niets op de agenda gezet. De woorden van een klant komen vanzelf.
agenda-list-hint = Met `/agenda add …` zet je er iets op.
agenda-not-here = Voor dit kanaal is geen overleg ingesteld. Agenda’s verschijnen in { $places }.
agenda-no-meetings = Er is nog geen overleg ingesteld. De eigenaar van een afdeling of een beheerder van Klantstem maakt er een met `/voice overleggen`.
agenda-add-empty = Schrijf erachter waar jullie het over moeten hebben: `/agenda add de factuur van mei`.
agenda-help =
    `/agenda erbij …` zet iets op de agenda van het volgende overleg in dit kanaal; *Put on the agenda* in het menu van een bericht doet hetzelfde.
    `/agenda lijst` laat zien wat erop staat, `/voice overleggen` welke overleggen er zijn.
agenda-overview-title = Overleggen met de klant op de agenda
agenda-overview-hint = Met `/agenda` in een kanaal zie je wat er op de volgende agenda staat.
agenda-rule = *{ $meeting }* – { $department }, in { $place }, { $lead }
agenda-rule-next = Hierna: { $moments }
rule-of = *{ $meeting }* – { $department }
rule-lead-none = als het begint
rule-lead-minutes =
    { $count ->
        [one] 1 minuut voor het begint
       *[other] { $count } minuten voor het begint
    }
rule-lead-hours = { $count } uur voor het begint
rule-lead-days =
    { $count ->
        [one] 1 dag voor het begint
       *[other] { $count } dagen voor het begint
    }
rule-in-calendar = in de agenda { $calendar }
rule-title = titel { $title }
rule-organizer = georganiseerd door { $person }
rule-attendees =
    { $count ->
        [one] minstens 1 deelnemer
       *[other] minstens { $count } deelnemers
    }
rule-every = Elk overleg
rule-every-nth = Eén op de { $number } keer
rule-weekly = Hoogstens één per week
rule-paused = ⏸️ Gepauzeerd door { $person } op { $day }
rule-in-file = Uit het configuratiebestand; wijzigen kan alleen daar
rule-made = Gemaakt door { $person } op { $day }
rule-made-and-changed = Gemaakt door { $person } op { $day }, gewijzigd door { $changer } op { $changed }
rule-unusable-taken = ⚠️ Doet niets: in de configuratie staat een overleg met dezelfde naam, en dat telt.
rule-unusable-department = ⚠️ Doet niets: de afdeling wordt niet meer gebruikt.
rule-unusable-calendar = ⚠️ Doet niets: de agenda { $calendar } staat niet meer in de configuratie.
rule-unusable-unreadable = ⚠️ Doet niets, want het kan niet meer gelezen worden. Verwijder het en maak het opnieuw.
rule-new = Nieuw overleg
rule-change = Wijzig…
rule-pause = Pauzeer
rule-resume = Hervat
rule-remove = Verwijder…
rule-more =
    { $count ->
        [one] En nog 1: met `/voice overleggen` en een woord uit de naam zie je het.
       *[other] En nog { $count }: met `/voice overleggen` en een woord uit de naam zie je ze.
    }
rule-none = Er is nog geen overleg ingesteld. Voeg er een toe dat een team al heeft: voor elke keer verschijnen de woorden van een klant in het kanaal.
rule-none-found = Geen overleg en geen afdeling met een overleg heet “{ $typed }”.
rule-form-title = Nieuw overleg
rule-form-change-title = Overleg wijzigen
rule-form-next = Verder
rule-form-kind = Hoe weten we wanneer dit overleg is?
rule-form-by-schedule = Het komt terug op vaste tijden
rule-form-in-calendar = Het staat in de agenda “{ $calendar }”
rule-form-name = Hoe heet het?
rule-form-department = Over de klanten van welke afdeling gaat het?
rule-form-channel = In welk kanaal verschijnt de agenda?
rule-form-channel-hint = Zonder keuze in het kanaal van de afdeling. Klantstem moet erin zitten.
rule-form-channel-placeholder = Het kanaal van de afdeling
rule-form-schedule = Wanneer begint het?
rule-form-schedule-hint = Bijvoorbeeld: elke maandag om 10:00 · werkdagen om 09:30 · maandelijks op 1 om 14:00 · of cron: 30 9 * * mon-fri
rule-form-zone = In welke tijdzone?
rule-form-zone-hint = Zoals Europe/Amsterdam
rule-form-minutes = Hoeveel minuten duurt het?
rule-form-lead = Hoeveel minuten ervoor verschijnt de agenda?
rule-form-lead-hint = 60 is een uur, 1440 een dag. Buiten de tijden waarop er berichten komen wacht hij tot het eerstvolgende moment voor het overleg.
rule-form-words = Welke woorden staan in de titel?
rule-form-words-hint = financiën is een heel woord, financ* het begin ervan, *financ* een deel. Zonder woorden: elk overleg in de agenda.
rule-form-organizer = Wie organiseert het?
rule-form-organizer-hint = Het mailadres zoals het in de agenda staat; zonder adres iedereen
rule-form-attendees = Hoeveel deelnemers heeft het minstens?
rule-form-write = Wat komt er in de afspraak in de agenda?
rule-form-write-off = Niets
rule-form-write-occurrence = De agenda, elke keer
rule-form-write-series = Eén regel met een link naar het kanaal
rule-form-frequency = Welke keren staat de klant op de agenda?
rule-form-owner = Wie hoort het als er iets niet werkt?
rule-form-owner-hint = Zonder keuze de eigenaar van de afdeling
rule-fault-name = Schrijf 1 tot { $most } tekens.
rule-fault-taken = Er is al een overleg met deze naam. Kies een andere, zoals “Financiën, donderdag”.
rule-fault-department = Kies een afdeling waarvan jij de overleggen mag beheren.
rule-fault-schedule-empty = Schrijf wanneer het begint; probeer “elke maandag om 10:00”.
rule-fault-schedule = “{ $typed }” kan ik niet lezen; probeer “elke dinsdag om 10:00”, “werkdagen om 09:30”, “maandelijks op 1 om 14:00” of cron zoals 30 9 * * mon-fri.
rule-fault-fields =
    { $count ->
        [one] Ik zie 1 cron-veld; er horen er vijf te zijn: minuut, uur, dag, maand, weekdag, zoals 30 9 * * mon-fri.
       *[other] Ik zie { $count } cron-velden; er horen er vijf te zijn: minuut, uur, dag, maand, weekdag, zoals 30 9 * * mon-fri.
    }
rule-fault-weekday-number = “{ $typed }” als weekdag betekent niet overal dezelfde dag; schrijf de naam, zoals mon of mon-fri.
rule-fault-weekday = “{ $typed }” is geen weekdag; schrijf bijvoorbeeld maandag, of mon-fri in cron.
rule-fault-time = “{ $typed }” is geen tijd; schrijf uren en minuten, zoals 09:30.
rule-fault-day-of-month = Niet elke maand heeft een dag “{ $typed }”; kies 1 tot en met 28, of “maandelijks op laatste om 09:00”.
rule-fault-interval = “{ $typed }” minuten passen niet precies in een uur; kies bijvoorbeeld 15 of 30.
rule-fault-cron = De cron-velden “{ $typed }” kan ik niet lezen; een goed voorbeeld is 30 9 * * mon-fri.
rule-fault-never = “{ $typed }” komt nooit: zo’n datum bestaat niet.
rule-fault-too-often = Het zou opnieuw beginnen voor het voorbij is. Laat het minder vaak terugkomen, of korter duren.
rule-fault-zone = “{ $typed }” is geen tijdzone; schrijf hem zoals Europe/Amsterdam.
rule-fault-zone-nearest = “{ $typed }” is geen tijdzone; bedoel je { $nearest }?
rule-fault-number = Schrijf een heel getal van { $least } tot en met { $most }.
rule-fault-words = “{ $typed }” noemt geen woorden uit een titel; schrijf bijvoorbeeld financiën, of financ* voor wat zo begint.
rule-fault-organizer = “{ $typed }” is geen mailadres; schrijf het zoals het in de agenda staat.
rule-fault-channel = Klantstem zit niet in dit kanaal. Typ daar /invite @Klantstem en bewaar opnieuw.
rule-fault-channel-unseen = Klantstem ziet dit kanaal niet. Is het privé, typ daar dan /invite @Klantstem en bewaar opnieuw.
rule-fault-channel-archived = Dit kanaal is gearchiveerd. Kies een ander.
rule-fault-channel-shared = In dit kanaal leest ook een andere organisatie mee, dus ook wat klanten zeggen. Kies een ander.
rule-saved-title = Overleg bewaard
rule-saved = ✅ *{ $meeting }* is bewaard. De agenda verschijnt in { $place }, { $lead }.
rule-saved-next = De volgende keren:
rule-saved-none = In de agenda past geen overleg van de komende vijf weken. Kloppen de woorden uit de titel, de organisator en het aantal deelnemers? Komt het er nog in, dan hoef je niets te doen.
rule-saved-unread = De agenda kan nu niet gelezen worden, dus de volgende keren kan ik nog niet laten zien. Wie het hoort als er iets niet werkt, hoort waarom als dat zo blijft.
rule-saved-slow = De agenda neemt de tijd; over een paar minuten laat `/voice overleggen` de volgende keren zien.
rule-saved-paused = Het is gepauzeerd, en plaatst niets tot iemand het hervat.
rule-remove-title = Overleg verwijderen
rule-remove-sure = *{ $meeting }* verwijderen? De agenda’s verschijnen niet meer, en wat in komende afspraken staat wordt eruit gehaald. Wat in het kanaal staat blijft staan.
rule-remove-yes = Verwijder
rule-said-title = Overleggen
rule-removed = “{ $meeting }” is verwijderd.
rule-done-paused = ⏸️ “{ $meeting }” is gepauzeerd: er wordt niets van geplaatst of geschreven tot iemand het hervat.
rule-done-resumed = ▶️ “{ $meeting }” is hervat. De volgende keren worden binnen een paar minuten gepland.
rule-paused-already = “{ $meeting }” is al gepauzeerd: iemand was je voor.
rule-runs-already = “{ $meeting }” is niet gepauzeerd: iemand was je voor.
rule-gone = Dit overleg is er niet meer: iemand heeft het verwijderd.
rule-changed-meanwhile = Iemand heeft dit overleg gewijzigd terwijl je schreef, dus er is niets bewaard. Open het opnieuw met `/voice overleggen`.
rule-no-calendar = De agenda van dit overleg staat niet meer in de configuratie. Verwijder het overleg en maak het opnieuw.
rule-forbidden = Dat mogen alleen de eigenaar van de afdeling en de beheerders van Klantstem. Vraag het aan { $people }.
rule-forbidden-nobody = Dat mogen alleen de eigenaar van de afdeling en de beheerders van Klantstem, en die zijn nog niet ingesteld.
calendar-fails = De agenda `{ $calendar }` kan niet gelezen worden, dus wijzigingen in { $rules } komen niet door. { $why }
calendar-well = De agenda `{ $calendar }` kan weer gelezen worden; { $rules } kloppen weer.
calendar-unreachable = Er komt geen antwoord ({ $said }). Controleer het adres en of deze server erbij mag; Klantstem blijft het proberen.
calendar-refused = We worden er niet toegelaten ({ $said }). Vernieuw het geheim, zet het in `{ $secret }` en herstart Klantstem.
calendar-forbidden = De agenda is niet met ons gedeeld. Deel hem met `{ $account }`, met het recht om afspraken te wijzigen als Klantstem erin schrijft.
calendar-read-only = Dit soort agenda kan alleen gelezen worden. Zet `write = "off"`, of gebruik CalDAV, Google of Microsoft 365.
calendar-not-found = { $said } is er niet meer. Controleer `url` of `calendar` in de configuratie.
calendar-online-meeting = De afspraak heeft een online vergadering waarvan de link verloren kan gaan, dus is er niets geschreven. In het kaartje in het kanaal staat alles.
calendar-unreadable = Wat er binnenkomt is geen agenda ({ $said }). Controleer het adres.
calendar-emptied = Hij was gevuld en is nu leeg. Daarom wordt niets afgezegd; controleer of het nog de juiste agenda is.
calendar-writing-fails = De agenda van “{ $rule }” kon niet in de afspraak gezet worden; hij staat wel in het kanaal. { $why }
agenda-missed = Het overleg “{ $rule }” ({ $when }) begon zonder de klant op de agenda, omdat Klantstem niet draaide of niets kon plaatsen. Achteraf wordt niets geplaatst.
agenda-event-title = De klant op de agenda
agenda-event-line = De klant op de agenda van dit overleg: { $link }
calendar-would-mail = Iedereen die meedoet zou er een mail over krijgen, dus is er niets geschreven. In het kaartje in het kanaal staat alles; met `may_mail = true` mogen de mails.
