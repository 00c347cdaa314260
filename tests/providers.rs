//! The one suite of claims that every provider has to meet, against the look-alike of its service: on
//! both releases of Deck, all versions of Kanbanik, and Codecks. What only one service has is claimed
//! in the tests of its own provider.

mod bench;
mod changes;
pub mod plans;
mod readings;
mod rounds;

macro_rules! claims {
    ($($service:ident: $world:expr;)+) => {
        $(mod $service {
            use super::{bench, changes, readings, rounds};

            claims!(@plain $world;
                rounds::a_clone_has_nothing_to_pull_and_nothing_to_push,
                rounds::one_edit_of_a_file_is_one_write,
                rounds::edits_of_every_kind_come_back_byte_for_byte,
                rounds::what_another_client_did_comes_with_a_pull,
            );
            claims!(@all $world;
                readings::who_reads_is_told_and_no_secret_is,
                readings::a_second_reading_shares_all_that_is_as_before,
                readings::what_another_client_did_is_seen,
                readings::a_reading_that_was_cut_off_is_asked_for_again,
                readings::boards_are_named_by_id_and_by_title,
                readings::cards_are_asked_for_by_id,
                readings::a_wrong_secret_is_tried_once,
                changes::each_value_of_a_card_is_one_write_and_leaves_all_others,
                changes::several_values_of_a_card_come_back_as_they_were_sent,
                changes::what_somebody_changed_is_stale_and_nothing_is_written,
                changes::what_is_there_already_is_not_written_again,
                changes::a_new_card_is_told_to_the_journal_and_made_once,
                changes::a_create_whose_answer_is_lost_is_unknown_and_not_sent_again,
                changes::a_write_whose_answer_tells_nothing_is_unknown_and_not_sent_again,
                changes::a_card_is_deleted_once_and_only_as_it_was_seen,
                changes::a_card_comes_to_another_stack_by_one_write,
                changes::a_card_comes_to_another_board,
                changes::stacks_are_made_renamed_and_deleted_with_their_cards,
                changes::a_stack_in_which_anything_is_another_is_not_deleted,
            );
        })+
    };
    (@plain $world:expr; $($module:ident::$claim:ident,)+) => {
        $(#[test]
        fn $claim() {
            $module::$claim(&$world);
        })+
    };
    (@all $world:expr; $($module:ident::$claim:ident,)+) => {
        $(#[tokio::test]
        async fn $claim() {
            $module::$claim(&$world).await;
        })+
    };
}

claims! {
    deck_1_16: bench::deck(git_board::lookalike::deck::Release::V1_16);
    deck_1_18: bench::deck(git_board::lookalike::deck::Release::V1_18);
    kanbanik_0_2_6: bench::kanbanik(git_board::lookalike::kanbanik::Release::V0_2_6);
    kanbanik_1_0_0: bench::kanbanik(git_board::lookalike::kanbanik::Release::V1_0_0);
    kanbanik_of_today: bench::kanbanik(git_board::lookalike::kanbanik::Release::Master);
    codecks: bench::codecks();
}
