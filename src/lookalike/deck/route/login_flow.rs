//! The calls of the login by the browser, and its page.
//!
//! The page of a real server takes several steps, with cookies and a login; this one asks for name
//! and password and grants at once. What a program sees of it is the same.

use serde_json::json;

use super::Login;
use crate::lookalike::deck::Deck;
use crate::lookalike::deck::person::Credentials;
use crate::lookalike::message::{Answer, Request};

/// Answers the login flow: `path` is what follows `/login/v2`.
pub(super) fn login_flow(deck: &mut Deck, request: &Request, path: &str) -> Answer {
    let host = request.header("host").unwrap_or("127.0.0.1");
    match (request.method.as_str(), path) {
        ("POST", "") => {
            let begun = deck.begin_login_flow();
            let page = begun.page_token;
            Answer::json(&json!({
                "poll": {
                    "token": begun.poll_token,
                    "endpoint": format!("http://{host}/login/v2/poll"),
                },
                "login": format!("http://{host}/login/v2/flow/{page}"),
            }))
        }
        ("POST", "/poll") => {
            match field(request, "token").and_then(|token| deck.take_granted_login(&token)) {
                Some((name, password)) => Answer::json(&json!({
                    "server": format!("http://{host}"),
                    "loginName": name,
                    "appPassword": password,
                })),
                None => Answer::json_with_status(404, &json!([])),
            }
        }
        ("GET", page) => match page.strip_prefix("/flow/") {
            Some(token) => landing(deck, token),
            None => Answer::empty(405),
        },
        ("POST", "/grant") => grant(deck, request),
        _ => Answer::empty(405),
    }
}

fn landing(deck: &mut Deck, token: &str) -> Answer {
    if !deck.has_login_page(token) {
        return forbidden("Your login token is invalid or has expired");
    }
    if deck.refuses_programs {
        return forbidden("Please use original client");
    }
    page(
        200,
        &format!(
            "<h1>Connect to your account</h1>\n\
             <form method=\"post\" action=\"/index.php/login/v2/grant\">\n\
             <input type=\"hidden\" name=\"page\" value=\"{token}\">\n\
             <p><label>Name <input name=\"user\" autofocus></label></p>\n\
             <p><label>Password <input name=\"password\" type=\"password\"></label></p>\n\
             <p><button>Grant access</button></p>\n\
             </form>\n"
        ),
    )
}

fn grant(deck: &mut Deck, request: &Request) -> Answer {
    let text = |name: &str| field(request, name).unwrap_or_default();
    let credentials = Credentials::Basic {
        name: text("user"),
        password: text("password"),
    };
    let Login::User(uid) = deck.log_in(Some(&credentials)) else {
        return forbidden("Wrong login or password.");
    };
    match deck.grant_login_page(&text("page"), &uid) {
        true => page(
            200,
            "<h1>Account connected</h1>\n<p>You can close this window.</p>\n",
        ),
        false => forbidden("Could not complete login"),
    }
}

fn field(request: &Request, wanted: &str) -> Option<String> {
    let form = url::form_urlencoded::parse(&request.body);
    let values = form.filter(|(name, _)| name == wanted);
    values.last().map(|(_, value)| value.into_owned())
}

fn forbidden(words: &str) -> Answer {
    page(403, &format!("<h1>Access forbidden</h1>\n<p>{words}</p>\n"))
}

fn page(status: u16, body: &str) -> Answer {
    Answer::html(
        status,
        format!("<!DOCTYPE html>\n<title>Nextcloud</title>\n{body}"),
    )
}
