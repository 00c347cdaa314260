//! The user's configuration, the committed one, and credentials.

use git_board::repo::{BoardConfig, ConfigLevel, Credential, Repo, Secret};

use super::support::{Place, SCOPE, URL, environment};

#[test]
fn a_setting_tells_where_it_comes_from() {
    let mut place = Place::new();
    assert_eq!(place.repo.setting("board.url").unwrap(), None);
    place.repo.set_setting("board.url", URL).unwrap();
    let setting = place.repo.setting("Board.URL").unwrap().unwrap();
    assert_eq!(
        (setting.value.as_str(), setting.level),
        (URL, ConfigLevel::Local)
    );
    place.repo.unset_setting("board.url").unwrap();
    place.repo.unset_setting("board.url").unwrap();
    assert_eq!(place.repo.setting("board.url").unwrap(), None);
    let environment = environment()
        .set("GIT_CONFIG_COUNT", "1")
        .set("GIT_CONFIG_KEY_0", "board.allowHttp")
        .set("GIT_CONFIG_VALUE_0", "yes");
    let repo = Repo::discover(place.repo.workdir(), SCOPE, environment).unwrap();
    assert_eq!(repo.flag("board.allowHttp").unwrap(), Some(true));
    let setting = repo.setting("board.allowhttp").unwrap().unwrap();
    assert_eq!(setting.level, ConfigLevel::Command);
}

#[test]
fn a_committed_configuration_names_no_program() {
    let place = Place::new();
    let bytes = "[board]\n\turl = https://x.example\n\tinclude = A\n\tinclude = \"B # c\"\n\
                 \tmaxAttachmentSize = 5m\n\tkeepNames\n\thelper = rm\n\
                 [include]\n\tpath = /etc/passwd\n[credential]\n\thelper = !rm\n";
    place.write(".boardconfig", bytes);
    let config = place.repo.board_config().unwrap();
    assert_eq!(config.url.as_deref(), Some("https://x.example"));
    assert_eq!(config.include, ["A", "B # c"]);
    assert_eq!(config.max_attachment_bytes, Some(5 << 20));
    assert_eq!(config.keep_names, Some(true));
    assert_eq!(
        config.not_obeyed,
        ["board.helper", "include.path", "credential.helper"]
    );
    assert_eq!(place.repo.setting("board.url").unwrap(), None);
    place.write(".boardconfig", "[board\n");
    assert!(place.repo.board_config().is_err());
    std::fs::remove_file(place.path(".boardconfig")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", place.path(".boardconfig")).unwrap();
    let refused = place.repo.board_config().unwrap_err().to_string();
    assert!(refused.contains("not a regular file"), "{refused}");
}

#[test]
fn a_committed_configuration_comes_back_as_it_was_written() {
    let config = BoardConfig {
        url: Some(URL.to_owned()),
        account: Some("a \"b\\c;#".to_owned()),
        service: None,
        include: vec!["Bo\tard".to_owned(), " x ".to_owned()],
        max_attachment_bytes: Some(17),
        keep_names: Some(false),
        not_obeyed: Vec::new(),
    };
    let read = BoardConfig::parse(config.to_text().as_bytes(), &environment());
    assert_eq!(read.unwrap(), config);
}

#[test]
fn a_credential_is_kept_by_gits_helper_and_found_again() {
    let mut place = Place::new();
    let found = |place: &Place| {
        let user = place.repo.user_config().unwrap();
        user.find_credential(URL, None).unwrap()
    };
    let user = place.repo.user_config().unwrap();
    assert!(!user.has_credential_helper(URL).unwrap());
    assert_eq!(found(&place), None);
    let store = place.folder.path().join("store");
    let helper = format!("store --file={}", store.display());
    place
        .repo
        .set_setting("credential.helper", &helper)
        .unwrap();
    let user = place.repo.user_config().unwrap();
    assert!(user.has_credential_helper(URL).unwrap());
    let credential = Credential {
        url: URL.to_owned(),
        username: "alice".to_owned(),
        secret: Secret::new("pass=w%ö rd"),
    };
    user.approve_credential(&credential).unwrap();
    assert_eq!(found(&place), Some(credential.clone()));
    user.reject_credential(&credential).unwrap();
    assert_eq!(found(&place), None);
    assert_eq!(format!("{:?}", credential.secret), "Secret(…)");
    let smuggled = Credential {
        username: "a\nhost=evil.example".to_owned(),
        ..credential
    };
    assert!(user.approve_credential(&smuggled).is_err());
}
