//! What the round trips of a command cost: the same addresses, asked for one after another by a
//! client that does nothing else.

use std::time::{Duration, Instant};

use git_board::cli::seed::deck::{PASSWORD, USER};
use git_board::lookalike::server::Server;
use reqwest::Client;

use crate::server::Prepared;

const ROUNDS: usize = 5;

/// Returns how long questions and answers are on their way, without the server's own time.
///
/// A write is asked for as a read: its answer is as long, and it changes nothing.
pub fn on_the_way(server: &Server<Prepared>, targets: &[String]) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    // Nothing is encrypted here, and still there is no client without it; once set, it stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::new();
    let ask_all = || {
        server.model().answering = Duration::ZERO;
        let began = Instant::now();
        runtime.block_on(async {
            for target in targets {
                let url = format!("{}{target}", server.url());
                let request = client.get(url).basic_auth(USER, Some(PASSWORD));
                let request = request.header("OCS-APIRequest", "true");
                let answer = request.send().await.expect("an answer");
                answer.bytes().await.expect("the whole answer");
            }
        });
        began.elapsed().saturating_sub(server.model().answering)
    };
    let times = (0..ROUNDS).map(|_| ask_all());
    times.min().unwrap_or_default()
}
