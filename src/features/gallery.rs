//! Every message, modal and Home view that the code can produce, for the checks of Block Kit's limits.

use serde_json::Value;

use crate::features::{digest, feedback, home, kudos, meetings, privacy, scores, stories};
use crate::platform::config::Language;
use crate::platform::slack::kit::Surface;
use crate::platform::words::{LANGUAGES, Words};

/// A view: its name, where it is shown, and its JSON.
type View = (String, Surface, Value);
/// All views of a feature in the language of the words.
type Gallery = fn(Words) -> Vec<View>;

/// The views of each feature, with the folder under `src/features` beside which their snapshots lie.
const GALLERIES: [(&str, Gallery); 8] = [
    ("feedback/views", feedback::views::gallery::views),
    ("scores", scores::gallery::views),
    ("kudos/views", kudos::views::gallery::views),
    ("digest", digest::gallery::views),
    ("stories", stories::gallery::views),
    ("meetings", meetings::gallery::views),
    ("privacy", privacy::gallery::views),
    ("home", home::gallery::views),
];

/// Every view in both languages, under its name in that language (`card-longest-nl`).
pub fn all_views() -> Vec<View> {
    let galleries = GALLERIES.into_iter();
    galleries.flat_map(|(_, views)| in_both(views)).collect()
}

fn in_both(views: Gallery) -> Vec<View> {
    let in_one = |language: Language| {
        let named = views(Words::of(language)).into_iter();
        named.map(move |(name, surface, view)| {
            (format!("{name}-{}", language.code()), surface, view)
        })
    };
    LANGUAGES.into_iter().flat_map(in_one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    /// With `KLANTSTEM_VIEWS=FILE` the list lies there for `tests/types/check.mjs`.
    #[test]
    fn the_list_can_be_handed_to_other_checkers() {
        let listed: Vec<Value> = all_views()
            .into_iter()
            .map(|(name, surface, view)| json!({ "name": name, "surface": surface, "view": view }))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let file = std::env::var_os("KLANTSTEM_VIEWS")
            .map_or_else(|| folder.path().join("views.json"), Into::into);
        std::fs::write(&file, serde_json::to_vec(&listed).unwrap()).unwrap();
        let read: Vec<Value> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(read, listed);
    }

    #[test]
    fn every_view_has_its_own_name() {
        let views = all_views();
        let names: BTreeSet<&String> = views.iter().map(|(name, _, _)| name).collect();
        assert_eq!(names.len(), views.len());
    }

    #[test]
    fn every_view_looks_as_it_did() {
        for (folder, views) in GALLERIES {
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(format!("{folder}/snapshots"));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.bind(|| {
                for (name, _, view) in in_both(views) {
                    insta::assert_json_snapshot!(name, view);
                }
            });
        }
    }

    #[test]
    fn no_snapshot_is_left_of_a_view_that_is_gone() {
        let names: BTreeSet<String> = all_views().into_iter().map(|(name, _, _)| name).collect();
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features");
        let mut kept = BTreeSet::new();
        for (folder, _) in GALLERIES {
            for file in std::fs::read_dir(source.join(folder).join("snapshots")).unwrap() {
                let name = file.unwrap().file_name().into_string().unwrap();
                kept.extend(name.strip_suffix(".snap").map(str::to_owned));
            }
        }
        assert_eq!(kept, names);
    }

    /// The texts that Slack formats, and the `text` of messages.
    fn texts_read_as_markup(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                let is_markup = object.get("type").is_some_and(|kind| kind == "mrkdwn");
                if let Some(Value::String(text)) = object.get("text")
                    && (is_markup || object.contains_key("blocks"))
                {
                    found.push(text.clone());
                }
                object
                    .values()
                    .for_each(|value| texts_read_as_markup(value, found));
            }
            Value::Array(values) => values
                .iter()
                .for_each(|value| texts_read_as_markup(value, found)),
            _ => {}
        }
    }

    #[test]
    fn no_mention_or_link_that_we_did_not_make_stands_in_any_view() {
        for (name, _, view) in all_views() {
            let mut texts = Vec::new();
            texts_read_as_markup(&view, &mut texts);
            for text in texts {
                for tag in text.split('<').skip(1) {
                    assert!(
                        ["@U", "@W", "#C", "!date^"]
                            .iter()
                            .any(|ours| tag.starts_with(ours)),
                        "{name}: <{tag}"
                    );
                }
                assert!(
                    !text.contains("@channel") && !text.contains("!channel"),
                    "{name}"
                );
            }
            let json = view.to_string();
            for kind in ["broadcast", "\u{202e}", "\u{200b}"] {
                assert!(!json.contains(kind), "{name} has {kind:?}");
            }
        }
    }

    #[test]
    fn no_view_is_larger_than_slack_takes() {
        for (name, surface, view) in all_views() {
            let blocks = view["blocks"].as_array().unwrap();
            let most = if surface == Surface::Message { 50 } else { 100 };
            assert!(blocks.len() <= most, "{name}: {} blocks", blocks.len());
            let size = view["blocks"].to_string().len();
            if surface == Surface::Message {
                assert!(size <= 12_000, "{name}: {size} bytes of blocks");
                let text = view["text"].as_str().unwrap();
                assert!(!text.is_empty() && text.len() <= 6_000, "{name}");
            }
        }
    }
}
