//! `veterans-station admin create`, with and without a running server; and what the server logs.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use model::api::staff as paths;
use serde_json::{Value, json};

use crate::process::Program;

/// Runs `admin` with that standard input.
fn admin(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_veterans-station"))
        .arg("admin")
        .args(arguments)
        .env("VS_DATA", folder)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have gone without reading.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Status, head and body.
fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    cookie: &str,
    body: &Value,
) -> (u16, String, String) {
    let body = body.to_string();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\nx-station-staff: 1\r\n\
         cookie: {cookie}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all([head.as_bytes(), body.as_bytes()].concat().as_slice())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (
        head[9..12].parse().unwrap(),
        head.to_owned(),
        body.to_owned(),
    )
}

fn sign_in(address: SocketAddr, user_name: &str, password: &str) -> (u16, String, String) {
    let body = json!({"user_name": user_name, "password": password});
    ask(address, "POST", paths::SIGN_IN, "", &body)
}

#[test]
fn before_the_first_start_and_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let create = ["create", "--name", "Chief", "--scope", "50"];
    let made = admin(folder.path(), &create, "山上的老井边有一棵黄葛树\n");
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert_eq!(text(&made.stdout), "已建账号 chief，管理范围 50\n");
    let program = Program::start(folder.path());
    // Another while it runs.
    let beside = [
        "create",
        "--name",
        "zhao-liu",
        "--scope",
        "500112",
        "--one-time",
        "--display",
        "赵六",
    ];
    let made = admin(folder.path(), &beside, "");
    assert!(made.status.success(), "{}", text(&made.stderr));
    let said = text(&made.stdout);
    let drawn = said
        .split("一次性密码 ")
        .nth(1)
        .unwrap()
        .split('，')
        .next()
        .unwrap();

    let (status, head, body) = sign_in(program.address, "chief", "山上的老井边有一棵黄葛树");
    assert_eq!(status, 200, "{body}");
    let cookie = head
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: station-staff="))
        .unwrap();
    let token = cookie.split(';').next().unwrap();
    let cookie = format!("station-staff={token}");
    let (status, _, accounts) = ask(
        program.address,
        "GET",
        paths::ACCOUNTS,
        &cookie,
        &Value::Null,
    );
    assert_eq!(status, 200);
    assert!(accounts.contains("zhao-liu") && accounts.contains("赵六"));
    assert_eq!(
        sign_in(program.address, "chief", "a wrong password!").0,
        401
    );
    let (status, _, body) = sign_in(program.address, "zhao-liu", drawn);
    assert_eq!(status, 200);
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap()["must_change"],
        true
    );
    drop(program);

    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("\"route\":\"/api/v1/staff/login\""));
    for personal in [
        "chief",
        "zhao-liu",
        "赵六",
        "黄葛树",
        drawn,
        token,
        "wrong password",
        "127.0.0.1:",
    ] {
        assert!(!log.contains(personal), "{personal} in the log:\n{log}");
    }
    let database = std::fs::read(folder.path().join("veterans-station.db")).unwrap();
    for secret in [drawn, token, "黄葛树"] {
        assert!(
            !database
                .windows(secret.len())
                .any(|window| window == secret.as_bytes())
        );
    }
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        use std::os::unix::fs::PermissionsExt as _;
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o077;
        assert!(
            entry.file_name() == "log" || mode == 0,
            "{entry:?} can be read by others"
        );
    }
}

#[test]
fn accounts_to_show_around_only_where_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let made = admin(folder.path(), &["demo"], "");
        assert!(made.status.success(), "{}", text(&made.stderr));
        assert!(text(&made.stdout).contains("demo-clerk"));
    }
    let refused = Command::new(env!("CARGO_BIN_EXE_veterans-station"))
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .env_remove("DATABASE_URL")
        .env_remove("VS_DEMO")
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("--demo"), "{refused:?}");
    let program = Program::start_with(folder.path(), &["--demo"]);
    let (status, _, body) = sign_in(program.address, "demo-clerk", server::demo::PASSWORD);
    assert_eq!(status, 200, "{body}");
    let told: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(told["must_change"], false, "{body}");
}

#[test]
fn what_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = ["create", "--name", "chief", "--scope", "50"];
    let cases: [(&[&str], &str, &str); 8] = [
        (&good, "short\n", "密码至少 12 个字符，您填了 5 个"),
        (&good, "password1234\n", "太常见"),
        (&good, "", "请填写密码"),
        (
            &[
                "create",
                "--name",
                "chief",
                "--scope",
                "50",
                "--password",
                "x",
            ],
            "",
            "--password",
        ),
        (
            &["create", "--name", "首长同志", "--scope", "50"],
            "",
            "用户名以字母开头",
        ),
        (
            &["create", "--name", "chief", "--scope", "99"],
            "corn lamp river\n",
            "99",
        ),
        (&["create", "--scope", "50"], "", "--name is missing"),
        (
            &["create", "--name", "demo-chief", "--scope", "50"],
            "corn lamp river\n",
            "demo-",
        ),
    ];
    for (arguments, input, words) in cases {
        let output = admin(folder.path(), arguments, input);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(
            text(&output.stderr).contains(words),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
    }
    assert!(
        admin(folder.path(), &good, "corn lamp river\n")
            .status
            .success()
    );
    let again = admin(folder.path(), &good, "corn lamp river\n");
    assert!(text(&again.stderr).contains("已经有人用了"));
}
