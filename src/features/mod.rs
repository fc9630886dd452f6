//! What Klantstem does, one folder for each thing that it does.

pub mod digest;
pub mod feedback;
#[doc(hidden)]
pub mod gallery;
pub mod home;
pub mod kudos;
pub mod meetings;
pub mod privacy;
pub mod scores;
pub mod stories;

#[cfg(test)]
mod tests {
    use crate::features::{digest, feedback, home, kudos, meetings, privacy, scores, stories};
    use crate::platform::words::{PLATFORM_WORDS, checks};

    #[test]
    fn every_sentence_that_is_asked_for_stands_in_both_languages_and_no_other_does() {
        checks::assert_lists_match_files(&[
            PLATFORM_WORDS,
            feedback::views::words::FEEDBACK_WORDS,
            home::views::HOME_WORDS,
            privacy::views::PRIVACY_WORDS,
            scores::views::words::SCORES_WORDS,
            stories::views::words::STORY_WORDS,
            kudos::views::words::KUDOS_WORDS,
            digest::views::DIGEST_WORDS,
            meetings::views::words::AGENDA_WORDS,
            meetings::views::words::RULE_WORDS,
        ]);
    }
}
