//! The sentences that scores say.

use crate::platform::words::words;

words! { SCORES_WORDS:
    "scores-title" => scores_title(department: &str);
    "scores-company" => scores_company();
    "scores-period" => scores_period(period: &str, before: &str);
    "scores-days" => scores_days(first: &str, last: &str);
    "metric-nps" => metric_nps();
    "metric-csat" => metric_csat();
    "metric-ces" => metric_ces();
    "metric-stars" => metric_stars();
    "scores-number" => scores_number(metric: &str, value: &str, interval: &str, answers: &str);
    "scores-number-indicative" => scores_number_indicative(metric: &str, value: &str, interval: &str, answers: &str);
    "scores-interval" => scores_interval(low: &str, high: &str);
    "scores-interval-none" => scores_interval_none();
    "scores-answers" => scores_answers(count: i64);
    "scores-too-few" => scores_too_few(metric: &str, count: i64);
    "scores-other-scales" => scores_other_scales(count: i64);
    "scores-changed-up" => scores_changed_up(difference: &str, chance: &str);
    "scores-changed-down" => scores_changed_down(difference: &str, chance: &str);
    "scores-possibly-up" => scores_possibly_up(difference: &str, chance: &str);
    "scores-possibly-down" => scores_possibly_down(difference: &str, chance: &str);
    "scores-no-clear-change" => scores_no_clear_change(difference: &str);
    "scores-too-few-to-compare" => scores_too_few_to_compare();
    "scores-chance-below" => scores_chance_below(percent: &str);
    "scores-chance" => scores_chance(percent: &str);
    "scores-trend" => scores_trend(sparkline: &str);
    "scores-said-good" => scores_said_good();
    "scores-said-bad" => scores_said_bad();
    "scores-limits" => scores_limits();
    "scores-nothing" => scores_nothing(department: &str, period: &str);
    "scores-unknown-department" => scores_unknown_department(given: &str);
    "scores-unknown-department-nearest" => scores_unknown_department_nearest(given: &str, nearest: &str);
    "scores-unknown-period" => scores_unknown_period(given: &str);
    "scores-unknown-period-nearest" => scores_unknown_period_nearest(given: &str, nearest: &str);
    "scores-share" => scores_share();
    "scores-shared-by" => scores_shared_by(person: &str);
    "quotes-title" => quotes_title(department: &str);
    "quotes-none" => quotes_none(department: &str, period: &str);
    "quotes-about" => quotes_about(words: &str, period: &str);
}
