//! Everywhere in the database where somebody may stand: one list, which a test compares with the schema.

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// A colleague's Slack id: a pseudonym takes its place.
    Alone,
    /// Text or JSON in which a colleague's id may stand among others: a pseudonym takes its place there.
    Among,
    /// A colleague's Slack id: the whole row goes.
    Row,
    /// Something of a customer: it goes when the customer asks.
    Customer,
    /// Nobody, for this reason.
    Nobody(&'static str),
}

/// A column in which somebody may stand.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What stands in it.
    pub stands: Stands,
}

const fn place(table: &'static str, column: &'static str, stands: Stands) -> Place {
    Place {
        table,
        column,
        stands,
    }
}

/// All of them. Rows go last, so that what refers to them is changed first.
pub const PLACES: &[Place] = &[
    place("assignments", "assigned_by", Stands::Alone),
    place("assignments", "reasons", Stands::Among),
    place("corrections", "corrected_by", Stands::Alone),
    place("corrections", "note", Stands::Among),
    place("reactions", "user_id", Stands::Alone),
    place("kudos", "giver", Stands::Alone),
    place("kudos", "lane", Stands::Alone),
    place("kudos", "message", Stands::Among),
    place("kudos_receivers", "receiver", Stands::Alone),
    place("kudos_events", "actor", Stands::Alone),
    place("kudos_events", "reason", Stands::Among),
    place("kudos_events", "event_key", Stands::Among),
    place("stories", "author", Stands::Alone),
    place("stories", "decided_by", Stands::Alone),
    place("stories", "note", Stands::Among),
    place("stories", "happened", Stands::Among),
    place("stories", "outcome", Stands::Among),
    place("story_contributors", "user_id", Stands::Alone),
    place("story_posts", "place", Stands::Alone),
    place("story_posts", "lane", Stands::Alone),
    place("story_events", "actor", Stands::Alone),
    place("story_events", "note", Stands::Among),
    place("story_weeks", "decided_by", Stands::Alone),
    place("story_week_posts", "place", Stands::Alone),
    place("story_week_posts", "lane", Stands::Alone),
    place("alarms", "seen_by", Stands::Alone),
    place("outbox", "lane", Stands::Alone),
    place("outbox", "dedup_key", Stands::Among),
    place("inbound", "dedup_key", Stands::Among),
    place("meetings", "decided_by", Stands::Alone),
    place("agenda_items", "added_by", Stands::Alone),
    place("agenda_items", "owner", Stands::Alone),
    place("agenda_items", "closed_by", Stands::Alone),
    place("agenda_items", "words", Stands::Among),
    place("meeting_rules", "made_by", Stands::Alone),
    place("meeting_rules", "changed_by", Stands::Alone),
    place("meeting_rules", "meeting", Stands::Among),
    place(
        "meeting_rules",
        "name",
        Stands::Nobody("what the rule is called"),
    ),
    place("meeting_pauses", "paused_by", Stands::Alone),
    place("privacy_acts", "ordered_by", Stands::Alone),
    place("kudos_givers", "giver", Stands::Row),
    place("lanes", "lane", Stands::Row),
    place(
        "lanes",
        "owner",
        Stands::Nobody("the process that holds the lane"),
    ),
    place("preferences", "owner", Stands::Row),
    place("preferences", "name", Stands::Nobody("what was chosen")),
    place(
        "timetable",
        "name",
        Stands::Nobody("the line of the timetable"),
    ),
    place("mentions", "subject", Stands::Row),
    place("responses", "respondent_key", Stands::Customer),
    place("responses", "respondent_name", Stands::Customer),
    place("responses", "respondent_company", Stands::Customer),
    place("stories", "customer", Stands::Customer),
    place("stories", "company", Stands::Customer),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::Synchronous;
    use crate::platform::db::Db;

    /// What the name of a column has in it that may hold somebody.
    const LOOKS_LIKE_SOMEBODY: [&str; 18] = [
        "user",
        "_by",
        "giver",
        "receiver",
        "author",
        "actor",
        "name",
        "mail",
        "owner",
        "person",
        "respondent",
        "customer",
        "company",
        "contributor",
        "member",
        "voter",
        "nominee",
        "phone",
    ];
    /// Columns that look like somebody and are not.
    const LOOKS_SO_ONLY: [(&str, &str); 4] = [
        ("kudos", "giver_department"),
        ("responses", "named_department"),
        ("daily_counts", "member"),
        ("monthly_counts", "member"),
    ];

    #[tokio::test]
    async fn every_column_that_looks_like_somebody_is_on_the_list_and_the_list_is_right() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("schema.db").display());
        let db = Db::open(&url.into(), Synchronous::Normal).await.unwrap();
        let Db::Sqlite(sqlite) = &db else {
            panic!("not SQLite")
        };
        let columns: Vec<(String, String)> = sqlx::query_as(
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'",
        )
        .fetch_all(&sqlite.reads)
        .await
        .unwrap();
        let is_listed = |table: &str, column: &str| {
            PLACES
                .iter()
                .any(|place| place.table == table && place.column == column)
        };
        for (table, column) in &columns {
            let looks_so = LOOKS_LIKE_SOMEBODY.iter().any(|part| column.contains(part));
            let only = LOOKS_SO_ONLY.contains(&(table.as_str(), column.as_str()));
            assert!(
                !looks_so || only || is_listed(table, column),
                "{table}.{column} looks like somebody: say in PLACES what becomes of it when that person, or that customer, asks to be forgotten"
            );
        }
        for place in PLACES {
            assert!(
                columns
                    .iter()
                    .any(|(table, column)| table == place.table && column == place.column),
                "there is no {}.{}",
                place.table,
                place.column
            );
        }
        db.close().await;
    }
}
