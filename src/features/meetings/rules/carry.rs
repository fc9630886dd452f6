//! What becomes of what was on an agenda and not discussed.

/// So often an item comes back.
pub const MOST: i64 = 3;

/// What is on the agenda of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// Something to speak of.
    Item,
    /// Something that somebody does until a day.
    Action,
    /// A remark under one meeting.
    Note,
}

crate::stored_as_text!(ItemKind {
    Item = "item",
    Action = "action",
    Note = "note",
});

/// What becomes of it when the next agenda of its channel is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It stands there, having come back so often.
    Stands(i64),
    /// It came back often enough: it is dropped, and who added it is told.
    Dropped,
    /// It stays where it is.
    Stays,
}

/// What becomes of something open that came back `carried` times; `was_shown` says whether it stood on an
/// agenda at all. An action comes back until it is done, a note never.
pub fn next(kind: ItemKind, was_shown: bool, carried: i64) -> Next {
    match kind {
        ItemKind::Note => Next::Stays,
        ItemKind::Action => Next::Stands(carried + i64::from(was_shown)),
        ItemKind::Item if !was_shown => Next::Stands(0),
        ItemKind::Item if carried >= MOST => Next::Dropped,
        ItemKind::Item => Next::Stands(carried + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_comes_back_three_times_and_is_dropped_then() {
        let mut carried = 0;
        let mut agendas = 0;
        while let Next::Stands(times) = next(ItemKind::Item, agendas > 0, carried) {
            carried = times;
            agendas += 1;
        }
        assert_eq!((agendas, carried), (4, MOST));
    }

    #[test]
    fn an_action_comes_back_until_it_is_done() {
        assert_eq!(next(ItemKind::Action, true, 40), Next::Stands(41));
        assert_eq!(next(ItemKind::Action, false, 0), Next::Stands(0));
    }

    #[test]
    fn a_note_stays_where_it_is() {
        assert_eq!(next(ItemKind::Note, true, 0), Next::Stays);
    }
}
