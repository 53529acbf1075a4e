//! `cargo xtask supply`: checks what the product is made of, and lists it.

use crate::{
    repository::root,
    tools::{
        node,
        process::{npm, program, record},
        sbom, tool,
    },
};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{fs, path::Path, time::Duration};

const CARGO_DENY: (&str, &str) = ("cargo-deny", "0.20.2");
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// How a check ended. A check that could not be made is reported as such.
#[derive(Debug, PartialEq)]
enum Verdict {
    Passed(String),
    Failed(String),
    NotChecked(String),
}

use Verdict::{Failed, NotChecked, Passed};

/// Fails if a check fails or cannot be made; `offline` leaves out the checks that need the network, and says so.
pub fn supply(offline: bool) -> Result<()> {
    node::check()?;
    let deny = tool::install(CARGO_DENY.0, CARGO_DENY.1)?;
    let asked = |check: &dyn Fn() -> Result<Verdict>| match offline {
        true => Ok(NotChecked("--offline".into())),
        false => check(),
    };
    let verdicts = [
        ("licences, bans and sources of crates", judge(&deny, &["licenses", "bans", "sources"])?),
        ("advisories against crates", asked(&|| judge(&deny, &["advisories"]))?),
        ("advisories against npm packages", asked(&advisories_of_npm)?),
        ("dependencies of the npm package", dependencies()?),
        ("bill of materials", Passed(sbom::write()?.display().to_string())),
    ];
    println!();
    for (name, verdict) in &verdicts {
        match verdict {
            Passed(detail) => println!("{name:<38} passed: {detail}"),
            Failed(detail) => println!("{name:<38} FAILED\n{detail}\n"),
            NotChecked(reason) => println!("{name:<38} NOT CHECKED: {reason}"),
        }
    }
    let names = |is: fn(&Verdict) -> bool| {
        let found = verdicts.iter().filter(|(_, verdict)| is(verdict)).map(|(name, _)| *name);
        found.collect::<Vec<_>>().join("; ")
    };
    let failed = names(|verdict| matches!(verdict, Failed(_)));
    let not_checked = names(|verdict| matches!(verdict, NotChecked(_)));
    ensure!(failed.is_empty(), "failed: {failed}");
    ensure!(offline || not_checked.is_empty(), "not checked: {not_checked}");
    Ok(())
}

/// By `deny.toml`: also what the tools of the workspace bring in, which run on every machine that builds it.
fn judge(deny: &Path, checks: &[&str]) -> Result<Verdict> {
    let mut command = program(deny);
    command.args(["--workspace", "--color", "never", "--log-level", "error", "check"]).args(checks);
    let transcript = record(command, LIMIT)?;
    Ok(judged(&transcript.text, transcript.success))
}

fn judged(text: &str, success: bool) -> Verdict {
    let last = text.trim_end().lines().last().unwrap_or_default().to_owned();
    match text.lines().find_map(|line| line.find(OUT_OF_REACH).map(|from| &line[from..])) {
        _ if success => Passed(last),
        Some(reason) => NotChecked(reason.split(": [").next().unwrap_or(reason).to_owned()),
        None => Failed(text.trim_end().to_owned()),
    }
}

const OUT_OF_REACH: &str = "failed to fetch advisory database";

/// Of everything in the lock file: the tools that build and test the package, which itself depends on nothing.
fn advisories_of_npm() -> Result<Verdict> {
    // The exit code alone does not tell an advisory from an audit that was not answered.
    let output = npm(["audit", "--json"]).output().context("cannot start npm audit")?;
    Ok(audited(&String::from_utf8_lossy(&output.stdout)))
}

fn audited(text: &str) -> Verdict {
    let report: Value = serde_json::from_str(text).unwrap_or_default();
    let counts = &report["metadata"]["vulnerabilities"];
    let (Some(severe), Some(all)) = (
        counts["high"].as_u64().zip(counts["critical"].as_u64()).map(|(high, critical)| high + critical),
        counts["total"].as_u64(),
    ) else {
        let reason = report["message"].as_str().or(report["error"]["summary"].as_str());
        return NotChecked(format!("the audit endpoint: {}", reason.unwrap_or("no answer")));
    };
    match severe {
        0 => Passed(format!("{all} known, none of them high or critical")),
        _ => Failed(format!("{severe} of {all} are high or critical: `npm audit` names them")),
    }
}

fn dependencies() -> Result<Verdict> {
    let manifest = fs::read_to_string(root().join("pkg/package.json"))?;
    Ok(depends(&serde_json::from_str(&manifest)?))
}

/// The package brings nothing with it and runs nothing when it is installed: users install what it can work with.
fn depends(manifest: &Value) -> Verdict {
    let mut found: Vec<String> = Vec::new();
    for name in ["dependencies", "optionalDependencies", "bundleDependencies", "bundledDependencies"] {
        found.extend((!manifest[name].is_null()).then(|| name.to_owned()));
    }
    for name in ["preinstall", "install", "postinstall", "prepare"] {
        found.extend((!manifest["scripts"][name].is_null()).then(|| format!("the script {name}")));
    }
    for peer in manifest["peerDependencies"].as_object().into_iter().flat_map(|peers| peers.keys()) {
        let optional = manifest["peerDependenciesMeta"][peer]["optional"] == true;
        found.extend((!optional).then(|| format!("the peer {peer}, which is not optional")));
    }
    match found[..] {
        [] => Passed("none".into()),
        _ => Failed(format!("pkg/package.json has {}", found.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Verdict::{Failed, NotChecked, Passed},
        audited, depends, judged,
    };
    use serde_json::json;

    #[test]
    fn an_audit_without_an_answer_is_not_a_clean_one() {
        let refused = r#"{ "message": "405 Method Not Allowed", "statusCode": 405 }"#;
        assert_eq!(audited(refused), NotChecked("the audit endpoint: 405 Method Not Allowed".into()));
        assert_eq!(audited(""), NotChecked("the audit endpoint: no answer".into()));
    }

    #[test]
    fn an_audit_fails_by_what_is_severe() {
        let report = |high: u8| json!({ "metadata": { "vulnerabilities": { "low": 2, "high": high, "critical": 0, "total": high + 2 } } });
        assert_eq!(audited(&report(0).to_string()), Passed("2 known, none of them high or critical".into()));
        assert!(matches!(audited(&report(1).to_string()), Failed(_)));
    }

    #[test]
    fn an_advisory_database_out_of_reach_is_not_a_verdict() {
        let text = "12:00 [ERROR] failed to fetch advisory database https://x with cli: failed to clone: [\"clone\"]\nfatal: no host\n";
        assert_eq!(
            judged(text, false),
            NotChecked("failed to fetch advisory database https://x with cli: failed to clone".into())
        );
        assert_eq!(judged("error[vulnerability]: bad\nadvisories FAILED\n", false), {
            Failed("error[vulnerability]: bad\nadvisories FAILED".into())
        });
        assert_eq!(judged("advisories ok\n", true), Passed("advisories ok".into()));
    }

    #[test]
    fn a_package_that_brings_anything_with_it_fails() {
        let peers = json!({ "peerDependencies": { "a": "1" }, "peerDependenciesMeta": { "a": { "optional": true } } });
        assert_eq!(depends(&peers), Passed("none".into()));
        for manifest in [
            json!({ "dependencies": { "a": "1" } }),
            json!({ "optionalDependencies": { "a": "1" } }),
            json!({ "peerDependencies": { "a": "1" } }),
            json!({ "scripts": { "postinstall": "node x.js" } }),
        ] {
            assert!(matches!(depends(&manifest), Failed(_)), "{manifest}");
        }
    }
}
