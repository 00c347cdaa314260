//! Orders: ties, 34 digits, exponents.

use git_board::lookalike::kanbanik::Release;

use super::world::{A, B, C, TODO, World, create, full_card, id, moved, place};

/// Gives the cards of `To do` these orders.
fn set_orders(world: &World, orders: [Option<&str>; 3]) {
    for (number, order) in [A, B, C].into_iter().zip(orders) {
        let mut model = world.server.model();
        model.task_mut(&id(number)).expect("there").order = order.map(str::to_owned);
    }
}

#[tokio::test]
async fn orders_are_compared_in_all_their_digits() {
    let world = World::new();
    for (orders, expected) in [
        (
            ["1.000000000000000000000000000000001", "1", "0.9"],
            ["c", "b", "a"],
        ),
        (
            ["2.8421709430404007434844970703125E-12", "1E+2", "-1E+1"],
            ["c", "a", "b"],
        ),
        (["99.99", "1.50", "1E+2"], ["b", "a", "c"]),
        // Of equals the later one stands first, as on the server's pages.
        (["0", "0.0", "0"], ["c", "b", "a"]),
    ] {
        set_orders(&world, orders.map(Some));
        assert_eq!(world.titles(TODO).await, expected, "{orders:?}");
    }
    set_orders(&world, [Some("1"), None, Some("-1")]);
    assert_eq!(world.titles(TODO).await, ["c", "b", "a"]);
}

#[tokio::test]
async fn a_card_comes_between_two_whose_orders_leave_no_room() {
    for orders in [
        ["0", "0", "0"],
        [
            "1",
            "1.000000000000000000000000000000001",
            "1.000000000000000000000000000000002",
        ],
    ] {
        let world = World::new();
        set_orders(&world, orders.map(Some));
        let before = world.titles(TODO).await;
        let number = |title: &str| match title {
            "a" => A,
            "b" => B,
            _ => C,
        };
        let (first, last) = (number(&before[0]), number(&before[2]));
        let second = number(&before[1]);
        world
            .edit(last, moved(place(TODO, second), place(TODO, first)))
            .await
            .expect("it is moved");
        let expected = [&before[0], &before[2], &before[1]].map(String::clone);
        assert_eq!(world.titles(TODO).await, expected, "{orders:?}");
        world
            .apply(create(full_card(Release::Master), first))
            .await
            .expect("it is made");
        let titles = world.titles(TODO).await;
        assert_eq!(
            titles[..2],
            [before[0].clone(), "new".to_owned()],
            "{orders:?}"
        );
    }
}

#[tokio::test]
async fn a_hundred_drags_between_the_same_cards_stay_exact() {
    let world = World::new();
    let mut order = [A, B, C];
    for _ in 0..150 {
        let [first, second, third] = order;
        world
            .edit(third, moved(place(TODO, second), place(TODO, first)))
            .await
            .expect("it is moved");
        order = [first, third, second];
    }
    let title = |number: u32| ["a", "b", "c"][(number - A) as usize].to_owned();
    assert_eq!(world.titles(TODO).await, order.map(title));
}
