//! What boards, stacks and labels are written with.

use reqwest::Method;
use serde_json::json;

use super::cards::id_value;
use super::{Api, OCS, REST, WEB};
use crate::provider::ProviderError;
use crate::provider::deck::wire::{Board, Created};

impl Api<'_> {
    /// Makes a board; the server adds labels in the account's language, which the answer names.
    pub(in crate::provider::deck) async fn create_board(
        &self,
        title: &str,
        color: &str,
    ) -> Result<Board, ProviderError> {
        let body = json!({ "title": title, "color": color });
        self.write(Method::POST, format!("{REST}/boards"), Some(body))
            .await
    }

    /// Replaces the values of a board; leaving `archived` out would take it out of the archive.
    pub(in crate::provider::deck) async fn put_board(
        &self,
        board: &str,
        title: &str,
        color: &str,
        archived: bool,
        tag: Option<&str>,
    ) -> Result<(), ProviderError> {
        let body = json!({ "title": title, "color": color, "archived": archived });
        self.write_if::<Created>(
            Method::PUT,
            format!("{REST}/boards/{board}"),
            Some(body),
            tag,
        )
        .await
        .map(drop)
    }

    /// Deletes a board.
    pub(in crate::provider::deck) async fn delete_board(
        &self,
        board: &str,
    ) -> Result<(), ProviderError> {
        self.change(Method::DELETE, format!("{REST}/boards/{board}"), None)
            .await
    }

    /// Takes a board out of the trash (Deck from 1.17; before, it is refused with 403).
    pub(in crate::provider::deck) async fn restore_board(
        &self,
        board: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{REST}/boards/{board}/undo_delete");
        self.change(Method::POST, path, None).await
    }

    /// Makes a stack.
    pub(in crate::provider::deck) async fn create_stack(
        &self,
        board: &str,
        title: &str,
        order: i64,
    ) -> Result<Created, ProviderError> {
        let body = json!({ "title": title, "order": order });
        self.write(
            Method::POST,
            format!("{REST}/boards/{board}/stacks"),
            Some(body),
        )
        .await
    }

    /// Replaces the values of a stack. It comes to stand on `board`, and a deleted one comes back,
    /// so it has to be read just before.
    pub(in crate::provider::deck) async fn put_stack(
        &self,
        board: &str,
        stack: &str,
        title: &str,
        order: i64,
        tag: Option<&str>,
    ) -> Result<(), ProviderError> {
        let path = format!("{REST}/boards/{board}/stacks/{stack}");
        let body = json!({ "title": title, "order": order });
        self.write_if::<Created>(Method::PUT, path, Some(body), tag)
            .await
            .map(drop)
    }

    /// Puts a stack at a position of its board, counted from 0; the others are renumbered.
    ///
    /// Source: `PUT /stacks/{stackId}/reorder` of Deck's own pages, seen in 1.16.7 and 1.18.3;
    /// the REST interface has no such call, and the OCS one came with 1.18.
    pub(in crate::provider::deck) async fn reorder_stack(
        &self,
        stack: &str,
        position: usize,
    ) -> Result<(), ProviderError> {
        let path = format!("{WEB}/stacks/{stack}/reorder");
        self.change(Method::PUT, path, Some(json!({ "order": position })))
            .await
    }

    /// Makes a stack a done column, or not (Deck from 1.18).
    ///
    /// Source: `PUT …/stacks/{stackId}/done`, seen in 1.18.3.
    pub(in crate::provider::deck) async fn set_done_column(
        &self,
        board: &str,
        stack: &str,
        is_done: bool,
    ) -> Result<(), ProviderError> {
        let path = format!("{OCS}/stacks/{stack}/done");
        let body = json!({ "boardId": id_value(board), "isDone": is_done });
        self.change(Method::PUT, path, Some(body)).await
    }

    /// Deletes a stack.
    pub(in crate::provider::deck) async fn delete_stack(
        &self,
        board: &str,
        stack: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{REST}/boards/{board}/stacks/{stack}");
        self.change(Method::DELETE, path, None).await
    }

    /// Makes a label; a name that the board has already is refused.
    pub(in crate::provider::deck) async fn create_label(
        &self,
        board: &str,
        name: &str,
        color: &str,
    ) -> Result<Created, ProviderError> {
        let body = json!({ "title": name, "color": color });
        self.write(
            Method::POST,
            format!("{REST}/boards/{board}/labels"),
            Some(body),
        )
        .await
    }

    /// Replaces name and color of a label.
    pub(in crate::provider::deck) async fn put_label(
        &self,
        board: &str,
        label: &str,
        name: &str,
        color: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{REST}/boards/{board}/labels/{label}");
        let body = json!({ "title": name, "color": color });
        self.change(Method::PUT, path, Some(body)).await
    }

    /// Deletes a label for good, from all cards too.
    pub(in crate::provider::deck) async fn delete_label(
        &self,
        board: &str,
        label: &str,
    ) -> Result<(), ProviderError> {
        let path = format!("{REST}/boards/{board}/labels/{label}");
        self.change(Method::DELETE, path, None).await
    }
}
