//! Addresses of boards and cards for a browser, where a service has any.

use crate::board::{BoardId, CardId, Service};

/// The end of the hosts of Codecks' own organizations.
const CODECKS_HOST: &str = ".codecks.io";

/// Returns the address at which a browser shows a board, or a card of it; `url` is the server's.
///
/// `None` where the service's pages have no addresses, or nobody knows where they are.
///
/// Source: Deck's `appinfo/routes.php` (`/board/{boardId}/card/{cardId}`, 1.16 to 1.18); Codecks'
/// manual (`https://<organization>.codecks.io/card/<number>`); Kanbanik's page has one address.
pub fn web_address(
    service: Service,
    url: &str,
    board: &BoardId,
    card: Option<&CardId>,
) -> Option<String> {
    match service {
        Service::Deck => {
            let board = format!("{url}/index.php/apps/deck/board/{board}");
            Some(match card {
                Some(card) => format!("{board}/card/{card}"),
                None => board,
            })
        }
        Service::Codecks => {
            let host = url.strip_prefix("https://")?;
            // Of a server of one's own only the interface is known.
            let is_hosted = host.ends_with(CODECKS_HOST);
            let card = card.filter(|_| is_hosted)?;
            Some(format!("{url}/card/{card}"))
        }
        Service::Kanbanik => None,
    }
}

/// Returns the address of the service's own page; `None` where nobody knows it.
pub fn web_page(service: Service, url: &str) -> Option<String> {
    match service {
        Service::Deck => Some(format!("{url}/index.php/apps/deck")),
        Service::Codecks => url.ends_with(CODECKS_HOST).then(|| url.to_owned()),
        Service::Kanbanik => Some(url.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{web_address, web_page};
    use crate::board::{BoardId, CardId, Service};

    #[test]
    fn a_card_has_the_address_of_its_service() {
        let (board, card) = (BoardId::new("7"), CardId::new("9"));
        let address = |service, url| web_address(service, url, &board, Some(&card));
        assert_eq!(
            address(Service::Deck, "https://c.example/cloud").as_deref(),
            Some("https://c.example/cloud/index.php/apps/deck/board/7/card/9")
        );
        assert_eq!(
            address(Service::Codecks, "https://team.codecks.io").as_deref(),
            Some("https://team.codecks.io/card/9")
        );
        assert_eq!(address(Service::Codecks, "https://own.example/team"), None);
        assert_eq!(
            address(Service::Kanbanik, "https://k.example/kanbanik"),
            None
        );
        assert_eq!(
            web_page(Service::Kanbanik, "https://k.example/kanbanik").as_deref(),
            Some("https://k.example/kanbanik")
        );
    }
}
