//! Keeping secrets out of messages, also those that were written where they do not belong.

/// Beginnings by which secrets are known, whatever key they stand under.
const SECRET_BEGINNINGS: [&str; 8] = [
    "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe", "xapp-", "whsec_",
];

/// Whether `text` has a token, or an address with a password, in it.
pub(super) fn holds_secret(text: &str) -> bool {
    redact(text) != text
}

/// `text` with each character of a token or of a password in an address as `*`.
pub(super) fn redact(text: &str) -> String {
    let mut hidden = vec![false; text.len()];
    for beginning in SECRET_BEGINNINGS {
        for (at, _) in text.match_indices(beginning) {
            let from = at + beginning.len();
            let to = text[from..]
                .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.+/=".contains(c)))
                .map_or(text.len(), |length| from + length);
            // `xoxb-` alone is how a message names the kind of token.
            hidden[from..to].fill(true);
        }
    }
    for (at, _) in text.match_indices("://") {
        let from = at + 3;
        let authority_end = text[from..]
            .find(|c: char| c.is_whitespace() || "/\"'`?#".contains(c))
            .map_or(text.len(), |length| from + length);
        let authority = &text[from..authority_end];
        if let Some(user_end) = authority.rfind('@')
            && let Some(colon) = authority[..user_end].find(':')
        {
            hidden[from + colon + 1..from + user_end].fill(true);
        }
    }
    text.char_indices()
        .map(|(at, c)| if hidden[at] { '*' } else { c })
        .collect()
}

/// A line of a file as it may be shown: also the value after a key that sounds secret is hidden.
pub(super) fn redact_line(line: &str) -> String {
    let line = redact(line);
    let Some(equals) = line.find('=') else {
        return line;
    };
    let (key, value) = line.split_at(equals + 1);
    if !sounds_secret(key) {
        return line;
    }
    let value: String = value
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "-_.+/".contains(c) {
                '*'
            } else {
                c
            }
        })
        .collect();
    format!("{key}{value}")
}

/// Whether a key by its name is likely to hold a secret.
pub(super) fn sounds_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    ["token", "secret", "password", "passwd", "api_key", "apikey"]
        .iter()
        .any(|word| key.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_passwords_are_hidden_and_nothing_else_moves() {
        assert_eq!(redact("say xoxb-12-ab_c, ok"), "say xoxb-*******, ok");
        assert_eq!(
            redact("postgres://bot:p@ss@db:5432/k"),
            "postgres://bot:****@db:5432/k"
        );
        assert_eq!(
            redact("https://slack.com:443/a@b"),
            "https://slack.com:443/a@b"
        );
        assert_eq!(
            redact_line("api_token = \"geheim\""),
            "api_token = \"******\""
        );
        assert_eq!(redact("é xapp-é"), "é xapp-é");
    }
}
