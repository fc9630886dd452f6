//! The sentences that stories say; the texts are in config/languages.

use crate::platform::words::words;

words! { STORY_WORDS:
    "story-title" => story_title();
    "story-outcome" => story_outcome();
    "story-who" => story_who();
    "story-told-by" => story_told_by(person: &str);
    "story-approved-by" => story_approved_by(person: &str);
    "story-withdrawn" => story_withdrawn();
    "story-edit" => story_edit();
    "story-withdraw" => story_withdraw();

    "story-form-title" => story_form_title();
    "story-form-edit-title" => story_form_edit_title();
    "story-form-next" => story_form_next();
    "story-form-kept" => story_form_kept(moment: &str);
    "story-form-afresh" => story_form_afresh();
    "story-form-quotes" => story_form_quotes();
    "story-form-customer" => story_form_customer();
    "story-form-company" => story_form_company();
    "story-form-consent" => story_form_consent();
    "story-form-consent-hint" => story_form_consent_hint();
    "story-form-consent-anonymous" => story_form_consent_anonymous();
    "story-form-consent-company" => story_form_consent_company();
    "story-form-consent-named" => story_form_consent_named();
    "story-form-happened" => story_form_happened();
    "story-form-happened-hint" => story_form_happened_hint();
    "story-form-outcome" => story_form_outcome();
    "story-form-people" => story_form_people();
    "story-form-people-hint" => story_form_people_hint(most: i64);
    "story-form-people-placeholder" => story_form_people_placeholder();
    "story-form-departments" => story_form_departments();
    "story-form-departments-placeholder" => story_form_departments_placeholder();

    "story-details-title" => story_details_title();
    "story-details-intro" => story_details_intro();
    "story-details-role" => story_details_role();
    "story-details-department" => story_details_department();
    "story-details-department-placeholder" => story_details_department_placeholder();
    "story-details-moment" => story_details_moment();
    "story-details-moment-hint" => story_details_moment_hint();
    "story-details-picture" => story_details_picture();
    "story-details-picture-hint" => story_details_picture_hint();
    "story-details-picture-there" => story_details_picture_there();
    "story-details-picture-off" => story_details_picture_off();
    "story-details-alt" => story_details_alt();
    "story-details-alt-hint" => story_details_alt_hint();
    "story-details-preview" => story_details_preview();

    "story-preview-where" => story_preview_where(channels: &str, department: &str);
    "story-preview-now" => story_preview_now();
    "story-preview-later" => story_preview_later(moment: &str, zone: &str);
    "story-preview-first" => story_preview_first(leaders: &str);
    "story-preview-post" => story_preview_post();
    "story-preview-schedule" => story_preview_schedule();
    "story-preview-propose" => story_preview_propose();
    "story-preview-save" => story_preview_save();

    "story-done-title" => story_done_title();
    "story-done-published" => story_done_published(channels: &str);
    "story-done-scheduled" => story_done_scheduled(channels: &str, moment: &str, zone: &str);
    "story-done-proposed" => story_done_proposed(leaders: &str);
    "story-done-saved" => story_done_saved();
    "story-done-withdrawn" => story_done_withdrawn();
    "story-done-taken-back" => story_done_taken_back();
    "story-done-told" => story_done_told();
    "story-and-more" => story_and_more(count: i64);
    "story-leader-one-of" => story_leader_one_of(leaders: &str);

    "story-refused-title" => story_refused_title();
    "story-refused-author" => story_refused_author();
    "story-refused-leader" => story_refused_leader(leaders: &str);
    "story-refused-neither" => story_refused_neither(leaders: &str);
    "story-refused-draft" => story_refused_draft();
    "story-refused-proposed" => story_refused_proposed();
    "story-refused-scheduled" => story_refused_scheduled();
    "story-refused-published" => story_refused_published();
    "story-refused-withdrawn" => story_refused_withdrawn();
    "story-refused-declined" => story_refused_declined();
    "story-refused-merged" => story_refused_merged();
    "story-refused-changed" => story_refused_changed();
    "story-refused-gone" => story_refused_gone();
    "story-refused-nowhere" => story_refused_nowhere();
    "story-refused-no-leader" => story_refused_no_leader();

    "story-fault-name" => story_fault_name();
    "story-fault-company" => story_fault_company();
    "story-fault-says-name" => story_fault_says_name(name: &str);
    "story-fault-picture" => story_fault_picture();
    "story-fault-short" => story_fault_short(least: i64);
    "story-fault-empty" => story_fault_empty();
    "story-fault-nobody" => story_fault_nobody();
    "story-fault-many" => story_fault_many(most: i64);
    "story-fault-outsider" => story_fault_outsider();

    "story-ask" => story_ask(person: &str);
    "story-approve" => story_approve();
    "story-return" => story_return();
    "story-decline" => story_decline();
    "story-decided-approved" => story_decided_approved(person: &str, author: &str, customer: &str);
    "story-decided-returned" => story_decided_returned(person: &str, author: &str, customer: &str);
    "story-decided-declined" => story_decided_declined(person: &str, author: &str, customer: &str);
    "story-decided-taken-back" => story_decided_taken_back(author: &str, customer: &str);
    "story-note-return-title" => story_note_return_title();
    "story-note-decline-title" => story_note_decline_title();
    "story-note-return" => story_note_return();
    "story-note-decline" => story_note_decline();
    "story-note-hint" => story_note_hint();
    "story-note-send" => story_note_send();
    "story-told-approved" => story_told_approved(person: &str, customer: &str, channels: &str);
    "story-told-approved-later" => story_told_approved_later(person: &str, customer: &str, moment: &str, zone: &str);
    "story-told-returned" => story_told_returned(person: &str, customer: &str);
    "story-told-declined" => story_told_declined(person: &str, customer: &str);
    "story-home-awaiting" => story_home_awaiting();
    "story-home-own" => story_home_own();
    "story-home-read" => story_home_read();
    "story-home-draft" => story_home_draft();
    "story-home-proposed" => story_home_proposed();
    "story-home-published" => story_home_published();
    "story-home-declined" => story_home_declined();
    "story-home-discard" => story_home_discard();
    "story-continue" => story_continue();
    "story-withdraw-title" => story_withdraw_title();
    "story-withdraw-sure" => story_withdraw_sure(channels: &str);
    "story-withdraw-proposal" => story_withdraw_proposal();
    "story-withdraw-submit" => story_withdraw_submit();
}
