//! Which boards of the list to read.

use crate::board::{Account, BoardKey};
use crate::provider::deck::wire::Board;
use crate::provider::http::on_one_line;
use crate::provider::{ProviderError, Wanted};

/// Returns the boards that are wanted, there and readable.
///
/// A name whose board is deleted is no error if `previous` knows that board.
///
/// # Errors
/// `NoSuchBoard` for a name that no board has as id or title.
pub(super) fn choose<'a>(
    list: &'a [Board],
    wanted: &Wanted,
    previous: Option<&Account>,
) -> Result<Vec<&'a Board>, ProviderError> {
    let may_read = |board: &Board| board.permissions.is_none_or(|may| may.read);
    let (present, absent): (Vec<&Board>, Vec<&Board>) = list
        .iter()
        .partition(|board| board.deleted_at == 0 && may_read(board));
    let Wanted::Named(names) = wanted else {
        return Ok(present);
    };
    for name in names {
        let is_known = |board: &&Board| {
            is_called(board, name)
                && previous.is_some_and(|account| {
                    account
                        .board(&BoardKey::known(board.id.0.as_str()))
                        .is_some()
                })
        };
        if !present.iter().any(|board| is_called(board, name)) && !absent.iter().any(is_known) {
            return Err(ProviderError::NoSuchBoard {
                name: on_one_line(name),
                present: titles(&present),
            });
        }
    }
    Ok(present
        .into_iter()
        .filter(|board| names.iter().any(|name| is_called(board, name)))
        .collect())
}

fn is_called(board: &Board, name: &str) -> bool {
    board.id.0 == name || board.title.to_lowercase() == name.to_lowercase()
}

fn titles(boards: &[&Board]) -> String {
    if boards.is_empty() {
        return "none".to_owned();
    }
    let titles: Vec<String> = boards
        .iter()
        .map(|board| format!("`{}` ({})", on_one_line(&board.title), board.id))
        .collect();
    titles.join(", ")
}

#[cfg(test)]
mod tests {
    use super::choose;
    use crate::board::{Account, Board, BoardKey};
    use crate::provider::Wanted;
    use crate::provider::deck::wire;

    fn list() -> Vec<wire::Board> {
        serde_json::from_str(
            r#"[{"id":2,"title":"Welcome"},{"id":4,"title":"Übersicht"},{"id":12,"title":"Old","deletedAt":9},
            {"id":5,"title":"Hidden","permissions":{"PERMISSION_READ":false}}]"#,
        )
        .expect("written here")
    }

    fn chosen(names: &[&str], previous: Option<&Account>) -> Result<Vec<String>, String> {
        let wanted = Wanted::Named(names.iter().map(|&name| name.to_owned()).collect());
        choose(&list(), &wanted, previous)
            .map(|boards| boards.iter().map(|board| board.id.0.clone()).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_board_is_named_by_id_or_by_title_without_regard_to_case() {
        assert_eq!(chosen(&["4"], None), Ok(vec!["4".to_owned()]));
        assert_eq!(chosen(&["ÜBERSICHT"], None), Ok(vec!["4".to_owned()]));
    }

    #[test]
    fn a_name_that_nothing_has_lists_what_there_is() {
        assert_eq!(
            chosen(&["Hidden"], None),
            Err("there is no board `Hidden`; there are: `Welcome` (2), `Übersicht` (4)".to_owned())
        );
    }

    #[test]
    fn a_deleted_board_that_was_known_is_no_error() {
        let mut account = Account::default();
        account
            .boards
            .push(Board::new(BoardKey::known("12"), "Old").into());
        assert_eq!(chosen(&["old"], Some(&account)), Ok(Vec::new()));
        assert!(chosen(&["old"], None).is_err());
    }
}
