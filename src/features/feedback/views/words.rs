//! The sentences that feedback says; the texts are in config/languages.

use crate::platform::words::words;

words! { FEEDBACK_WORDS:
    "speaker-anonymous" => speaker_anonymous();
    "speaker-at-company" => speaker_at_company(company: &str);
    "speaker-named" => speaker_named(name: &str, company: &str);

    "score-out-of" => score_out_of(value: &str, most: &str);
    "score-on-scale" => score_on_scale(value: &str, least: &str, most: &str);
    "score-low-is-good" => score_low_is_good(value: &str, least: &str, most: &str);
    "score-stars" => score_stars(value: &str, most: &str, count: i64);
    "class-promoter" => class_promoter();
    "class-passive" => class_passive();
    "class-detractor" => class_detractor();
    "class-satisfied" => class_satisfied();
    "class-neutral" => class_neutral();
    "class-dissatisfied" => class_dissatisfied();
    "class-easy" => class_easy();
    "class-some-effort" => class_some_effort();
    "class-hard" => class_hard();
    "class-none" => class_none();

    "card-no-comment" => card_no_comment();
    "card-edited" => card_edited();
    "card-question" => card_question(department: &str, question: &str);
    "card-question-text" => card_question_text(department: &str, question: &str);
    "card-said" => card_said(quote: &str, speaker: &str);
    "card-read-all" => card_read_all();
    "card-forwarded" => card_forwarded(person: &str, department: &str);
    "card-forwarded-note" => card_forwarded_note(person: &str, department: &str, note: &str);
    "card-reroute" => card_reroute();
    "card-thank" => card_thank();
    "card-why" => card_why();
    "card-story" => card_story();
    "card-moved" => card_moved(department: &str, channel: &str, person: &str);
    "card-moved-nowhere" => card_moved_nowhere(person: &str);
    "card-moved-note" => card_moved_note(person: &str, note: &str);
    "card-routed" => card_routed(places: &str);
    "card-withdrawn" => card_withdrawn();
    "card-erased" => card_erased();

    "triage-title" => triage_title();
    "triage-text" => triage_text();
    "triage-placeholder" => triage_placeholder();
    "triage-nobody" => triage_nobody();

    "reroute-title" => reroute_title();
    "reroute-now-at" => reroute_now_at(department: &str);
    "reroute-department" => reroute_department();
    "reroute-note" => reroute_note();
    "reroute-submit" => reroute_submit();
    "reroute-cancel" => reroute_cancel();

    "why-title" => why_title();
    "why-intro" => why_intro(department: &str);
    "why-rule" => why_rule(rule: &str);
    "why-rule-facts" => why_rule_facts(rule: &str, facts: &str);
    "why-fact-words" => why_fact_words(words: &str, count: i64);
    "why-fact-source" => why_fact_source(value: &str);
    "why-fact-survey" => why_fact_survey(value: &str);
    "why-fact-touchpoint" => why_fact_touchpoint(value: &str);
    "why-fact-tag" => why_fact_tag(value: &str);
    "why-fact-segment" => why_fact_segment(field: &str, value: &str);
    "why-fact-class" => why_fact_class(class: &str);
    "why-fact-language" => why_fact_language(language: &str);
    "why-fact-comment" => why_fact_comment();
    "why-fact-no-comment" => why_fact_no_comment();
    "language-nl" => language_nl();
    "language-en" => language_en();
    "language-de" => language_de();
    "language-fr" => language_fr();
    "why-source" => why_source();
    "why-person" => why_person(person: &str);
    "why-person-from" => why_person_from(person: &str, department: &str);
    "why-unmatched" => why_unmatched();
    "why-wrong" => why_wrong();
    "close" => close();
    "quote-title" => quote_title();

    "digest-title" => digest_title(department: &str);
    "digest-period" => digest_period(from: &str, until: &str);
    "digest-count" => digest_count(count: i64);
    "digest-promoters" => digest_promoters(count: i64);
    "digest-passives" => digest_passives(count: i64);
    "digest-detractors" => digest_detractors(count: i64);
    "digest-satisfied" => digest_satisfied(count: i64);
    "digest-neutral" => digest_neutral(count: i64);
    "digest-dissatisfied" => digest_dissatisfied(count: i64);
    "digest-unscored" => digest_unscored(count: i64);
    "digest-more" => digest_more(count: i64);
    "digest-without-words" => digest_without_words(count: i64);
    "digest-choose" => digest_choose();
    "digest-continued" => digest_continued(department: &str, part: i64, parts: i64);

    "problem-at" => problem_at(channel: &str, department: &str);
    "problem-waiting" => problem_waiting(count: i64);
    "problem-what-to-do" => problem_what_to_do(remedy: &str);
    "problem-channel-not-found" => problem_channel_not_found(place: &str);
    "problem-channel-not-found-remedy" => problem_channel_not_found_remedy();
    "problem-not-in-channel" => problem_not_in_channel(place: &str);
    "problem-not-in-channel-remedy" => problem_not_in_channel_remedy();
    "problem-archived" => problem_archived(place: &str);
    "problem-archived-remedy" => problem_archived_remedy();
    "problem-missing-scope" => problem_missing_scope(place: &str, scope: &str);
    "problem-missing-scope-remedy" => problem_missing_scope_remedy();
    "problem-unclear" => problem_unclear(place: &str);
    "problem-unclear-remedy" => problem_unclear_remedy(post: &str);
    "problem-token-revoked" => problem_token_revoked(place: &str);
    "problem-token-revoked-remedy" => problem_token_revoked_remedy();
    "problem-other" => problem_other(place: &str, code: &str);
    "problem-other-remedy" => problem_other_remedy();

    "answer-apology" => answer_apology(number: &str);
    "answer-no-permission" => answer_no_permission(admins: &str);
    "answer-no-permission-nobody" => answer_no_permission_nobody();
    "answer-unknown" => answer_unknown(command: &str, given: &str);
    "answer-unknown-nearest" => answer_unknown_nearest(command: &str, given: &str, nearest: &str);
    "answer-see-help" => answer_see_help(command: &str);
    "answer-language-me" => answer_language_me();
    "answer-language-me-workspace" => answer_language_me_workspace();
    "answer-language-channel" => answer_language_channel(channel: &str);
    "answer-too-late" => answer_too_late();
    "answer-not-for-guests" => answer_not_for_guests();
    "answer-not-our-channel" => answer_not_our_channel(channel: &str);
    "help-title" => help_title();
    "help-intro" => help_intro();
    "help-scores" => help_scores(command: &str);
    "help-quotes" => help_quotes(command: &str);
    "help-meetings" => help_meetings(command: &str);
    "help-agenda" => help_agenda();
    "help-help" => help_help(command: &str);
    "help-language" => help_language(command: &str);
    "help-language-here" => help_language_here(command: &str);
    "help-menu" => help_menu();
    "help-home" => help_home();
}
