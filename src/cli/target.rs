//! The address that a person gives: which service, which server, which board.

use url::Url;

use crate::board::Service;
use crate::text::suggestion;

use super::error::Failure;
use super::exit_code::Exit;

/// What an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The service.
    pub service: Service,
    /// The server's address, without a trailing `/`, user, query or fragment; on Codecks with the
    /// organization.
    pub url: String,
    /// The board, where the address is a board's.
    pub board: Option<String>,
}

/// Reads an address as people have it at hand: a server's, or a board's copied from the browser.
///
/// `deck+https://…`, `kanbanik+https://…` and `codecks+https://…` say the service, and so does a
/// path that ends in `/kanbanik`; an address without a scheme gets `https://`. An organization of
/// Codecks is `https://myteam.codecks.io` or `codecks:myteam`, on another server
/// `codecks+https://api.example.com/myteam`.
///
/// # Errors
/// It is no address, or one with a password in it.
pub fn parse(text: &str) -> Result<Target, Failure> {
    let text = text.trim();
    if text.starts_with(['/', '.', '~', '\\']) {
        return Err(Failure::new(
            Exit::Usage,
            format!("`{text}` is a path, and no server's address"),
        )
        .line("nothing was sent")
        .hint("write the server's address, for example https://cloud.example.com"));
    }
    let (said, plain) = split_service(text);
    check_service_word(text, plain)?;
    if plain == "codecks:" {
        return Err(
            Failure::new(Exit::Usage, "`codecks:` names no organization")
                .hint("write it behind, like codecks:myteam"),
        );
    }
    let with_scheme = match plain.strip_prefix("codecks:") {
        Some(team) => format!("https://{team}{CODECKS_HOST}"),
        None if plain.contains("://") => plain.to_owned(),
        None => format!("https://{plain}"),
    };
    let url = Url::parse(&with_scheme).map_err(|error| {
        Failure::new(Exit::Usage, format!("`{text}` is not an address: {error}"))
            .hint("write the server's address, for example https://cloud.example.com")
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(
            Failure::new(Exit::Usage, format!("`{text}` is not a server's address")).hint(
                match suggestion(url.scheme(), ["https", "http"]) {
                    Some(meant) => {
                        let rest = with_scheme.split_once(':').map_or("", |(_, rest)| rest);
                        format!("did you mean `{meant}:{rest}`?")
                    }
                    None => "addresses begin with https://".to_owned(),
                },
            ),
        );
    }
    let is_hosted = url
        .host_str()
        .is_some_and(|host| host.ends_with(CODECKS_HOST));
    let service = match said {
        Some(service) => service,
        None if is_hosted => Service::Codecks,
        None if is_kanbanik(url.path()) => Service::Kanbanik,
        None => Service::Deck,
    };
    if url.password().is_some() {
        return Err(
            Failure::new(Exit::Usage, "the address holds a password").hint(format!(
                "leave it out: it would stand in the shell's history; \
                 `clone` asks for it, or set {}",
                login_variables(service)
            )),
        );
    }
    let (folder, board) = match service {
        Service::Deck => split_deck_path(url.path(), url.fragment()),
        Service::Kanbanik => (kanbanik_folder(url.path()), None),
        Service::Codecks => {
            return Ok(Target {
                service,
                url: organization(&url, is_hosted),
                board: None,
            });
        }
    };
    Ok(Target {
        service,
        url: format!("{}{folder}", origin(&url)),
        board,
    })
}

/// Refuses a word before `+` that names no service.
fn check_service_word(text: &str, plain: &str) -> Result<(), Failure> {
    let scheme = plain.split_once("://").map_or("", |(scheme, _)| scheme);
    let Some((word, rest)) = scheme.split_once('+') else {
        return Ok(());
    };
    let words = Service::ALL.map(Service::word);
    Err(Failure::new(
        Exit::Usage,
        format!("no service is called `{word}` in `{text}`"),
    )
    .hint(match suggestion(word, words) {
        Some(meant) => format!("did you mean `{meant}+{rest}://…`?"),
        None => format!("there are {}", words.join(", ")),
    }))
}

/// The end of the hosts of Codecks' own organizations.
const CODECKS_HOST: &str = ".codecks.io";

/// Splits the word for the service off an address.
pub fn split_service(text: &str) -> (Option<Service>, &str) {
    let named = Service::ALL.into_iter().find_map(|service| {
        let rest = text.strip_prefix(service.word())?.strip_prefix('+')?;
        Some((Some(service), rest))
    });
    match named {
        Some(named) => named,
        None if text.starts_with("codecks:") => (Some(Service::Codecks), text),
        None => (None, text),
    }
}

/// Returns the address of the organization that an address names, whatever of it a person was
/// looking at.
fn organization(url: &Url, is_hosted: bool) -> String {
    let team = url.path_segments().and_then(|mut segments| segments.next());
    let origin = origin(url);
    let is_api = url.host_str().is_some_and(|host| host.starts_with("api."));
    match team.filter(|team| !team.is_empty()) {
        Some(team) if is_hosted && is_api => format!("https://{team}{CODECKS_HOST}"),
        Some(team) if !is_hosted => format!("{origin}/{team}"),
        _ => origin,
    }
}

/// Returns scheme, host and port of an address: where credentials for it belong.
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Returns the variables of the environment that hold what logs in.
pub fn login_variables(service: Service) -> &'static str {
    match service {
        Service::Deck | Service::Kanbanik => "GIT_BOARD_USER and GIT_BOARD_TOKEN",
        // A token is of one user.
        Service::Codecks => "GIT_BOARD_TOKEN",
    }
}

/// Returns true for the path that Kanbanik has where it is installed as its own page says.
fn is_kanbanik(path: &str) -> bool {
    kanbanik_folder(path).ends_with("/kanbanik")
}

/// Returns the folder that Kanbanik stands in; its interface is at `api` within, its page has no
/// addresses of boards.
fn kanbanik_folder(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/api").unwrap_or(path);
    path.strip_suffix("/index.html").unwrap_or(path).to_owned()
}

/// Splits the path of a Deck address into the folder that Nextcloud stands in and the board.
fn split_deck_path(path: &str, fragment: Option<&str>) -> (String, Option<String>) {
    let end = ["/index.php", "/apps/deck", "/ocs/"]
        .iter()
        .filter_map(|mark| path.find(mark))
        .min()
        .unwrap_or(path.len());
    let folder = path[..end].trim_end_matches('/').to_owned();
    let board = [Some(&path[end..]), fragment]
        .into_iter()
        .flatten()
        .find_map(|part| {
            let rest = part.split("board/").nth(1)?;
            let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
            (!id.is_empty()).then_some(id)
        });
    (folder, board)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::board::Service;

    fn read(text: &str) -> (String, Option<String>) {
        let target = parse(text).expect("an address");
        (target.url, target.board)
    }

    #[test]
    fn a_server_is_its_address_without_a_trailing_slash() {
        let expected = ("https://cloud.example.com".to_owned(), None);
        assert_eq!(read("https://cloud.example.com/"), expected);
        assert_eq!(read("cloud.example.com"), expected);
        assert_eq!(read("deck+https://cloud.example.com"), expected);
        assert_eq!(
            read("https://cloud.example.com/index.php/apps/deck/"),
            expected
        );
    }

    #[test]
    fn kanbanik_is_told_by_its_path_or_by_the_word_before() {
        for (text, url) in [
            (
                "http://k.example:4041/kanbanik/",
                "http://k.example:4041/kanbanik",
            ),
            ("k.example/kanbanik/api", "https://k.example/kanbanik"),
            ("kanbanik+http://k.example:8080", "http://k.example:8080"),
        ] {
            let target = parse(text).expect("an address");
            assert_eq!(
                (target.service, target.url.as_str()),
                (Service::Kanbanik, url)
            );
        }
    }

    #[test]
    fn nextcloud_may_stand_in_a_folder() {
        assert_eq!(
            read("https://example.com/nextcloud/apps/deck/board/12"),
            (
                "https://example.com/nextcloud".to_owned(),
                Some("12".to_owned())
            )
        );
    }

    #[test]
    fn a_board_is_found_in_the_path_and_in_the_fragment() {
        let board = Some("7".to_owned());
        assert_eq!(read("https://c.example/apps/deck/#/board/7").1, board);
        assert_eq!(
            read("https://c.example/index.php/apps/deck/board/7/card/9").1,
            board
        );
    }

    #[test]
    fn an_organization_of_codecks_is_told_by_its_host_or_by_a_word() {
        let team = "https://myteam.codecks.io";
        for text in [
            "https://myteam.codecks.io",
            "myteam.codecks.io/decks/12-art",
            "codecks:myteam",
            "codecks+https://myteam.codecks.io/",
            "https://api.codecks.io/myteam",
        ] {
            let target = parse(text).expect("an address");
            assert_eq!(
                (target.service, target.url.as_str()),
                (Service::Codecks, team),
                "{text}"
            );
        }
        let own = parse("codecks+http://127.0.0.1:9393/myteam").expect("an address");
        assert_eq!(own.service, Service::Codecks);
        assert_eq!(own.url, "http://127.0.0.1:9393/myteam");
    }

    #[test]
    fn a_password_in_the_address_is_refused() {
        let failure = parse("https://alice:secret@c.example").expect_err("a refusal");
        assert!(!format!("{failure:?}").contains("secret"));
    }
}
