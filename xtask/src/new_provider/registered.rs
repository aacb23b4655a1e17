//! The lines by which the rest knows a provider.

use std::fs;

use anyhow::{Context, Result};

use super::names::Names;
use crate::repo::Repo;

/// Where something goes.
enum Place {
    Before(&'static str),
    After(&'static str),
    /// After the line that begins so.
    AfterLine(&'static str),
    /// Before the first of this after the first of that.
    BeforeNext(&'static str, &'static str),
    End,
}
use Place::{After, AfterLine, Before, BeforeNext, End};

/// Each line goes in at one mark of one file.
const EDITS: [(&str, Place, &str); 18] = [
    ("src/providers/mod.rs", Before("\nuse std::borrow::Cow;"), "pub mod __id__;\n"),
    ("src/providers/mod.rs", BeforeNext("pub const REGISTRY", "];"), ", &__id__::__Type__"),
    ("README.md", AfterLine("\n| [`connect_topup`](src/providers/"), ROW),
    ("README.md", BeforeNext("is marked `assumed` and listed:", ". Where one of them"), ASSUMED),
    ("js/mekong-pay/README.md", AfterLine("\n| `connectTopup` |"), "| `__camel__` | __Name__ (FILL IN: its calls) |\n"),
    ("js/simulator/README.md", AfterLine("\n| `GET`, `POST /_appotapay/plan`"), CONTROL),
    ("js/simulator/README.md", End, PLAYED),
    ("docs/deploying.md", AfterLine("\n| `PROVIDER_APPOTAPAY`"), SECRET),
    ("dev.vars", Before("# Who is sent events:"), DEV_VARS),
    ("wrangler.toml", Before("#   EVENT_ENDPOINTS "), "#   PROVIDER___ID__   the same of __Name__\n"),
    (
        "js/simulator/providers.mjs",
        Before("\n/** First path"),
        "import { create__Type__ } from './__id__/index.mjs';\n",
    ),
    ("js/simulator/providers.mjs", BeforeNext("export const PROVIDERS", " };"), ", __id__: create__Type__"),
    (
        "tests/edge/support/lab.mjs",
        After("    PROVIDER_CONNECT_TOPUP: of('connect_topup', others.connectTopup),\n"),
        LAB,
    ),
    ("js/mekong-pay/test/support/asks.mjs", BeforeNext("import { appotapay", " } from 'mekong-pay'"), ", __camel__"),
    ("js/mekong-pay/test/support/asks.mjs", Before("};\n\nexport const FAMILIES"), ASKED),
    ("js/mekong-pay/test/support/asks.mjs", BeforeNext("export const FAMILIES", " };"), ", __id__: __camel__"),
    ("js/mekong-pay/test/types_drift.test.mjs", Before("    LtcConfig: table("), DRIFT),
    ("tests/vectors/README.md", AfterLine("\n| `connect_topup.json`"), "| `__id__.json` | 0 | 13 |\n"),
];

const ROW: &str = "| [`__id__`](src/providers/__id__/README.md) __Name__ | | | ● | | FILL IN: what it is |\n";
const ASSUMED: &str = ", [__Name__](src/providers/__id__/README.md#assumed)";
const CONTROL: &str = "| `GET`, `POST /___id__/plan` | as LTC's; `match` takes `order` and `call` |\n";
const PLAYED: &str = "
## __Name__

Base address for the gateway: `http://127.0.0.1:8788/__id__`. FILL IN: its calls, credentials, magic amounts, plans and book.
";
const SECRET: &str = "| `PROVIDER___ID__` | JSON, see [__Name__](../src/providers/__id__/README.md) |\n";
const DEV_VARS: &str = "# __Name__.
PROVIDER___ID__='{\"base_url\":\"http://127.0.0.1:8788/__id__\",\"merchant_id\":\"simulator-__id__\",\"api_key\":\"simulator-__id__-key\"}'
";
const LAB: &str = "    PROVIDER___ID__: of('__id__', others.__camel__),\n";
const ASKED: &str = "  __id__: { create: pair(__camel__, 'pay'), query: pair(__camel__, 'query') },\n";
const DRIFT: &str = "    __Type__Config: table('src/providers/__id__/config.rs', 'FIELDS'),\n";

/// The files as they are with the provider in them.
pub fn edits(repo: &Repo, names: &Names) -> Result<Vec<(String, String)>> {
    let mut files: Vec<(String, String)> = Vec::new();
    for (path, place, line) in &EDITS {
        if !files.iter().any(|(known, _)| known == path) {
            files.push(((*path).to_owned(), fs::read_to_string(repo.path(path)).context(*path)?));
        }
        for (_, text) in files.iter_mut().filter(|(known, _)| known == path) {
            let at = place.in_text(text).with_context(|| format!("{path}: the place for a provider is gone"))?;
            text.insert_str(at, &names.put_into(line));
        }
    }
    Ok(files)
}

impl Place {
    fn in_text(&self, text: &str) -> Option<usize> {
        match self {
            Before(mark) => text.find(mark),
            End => Some(text.len()),
            After(mark) => text.find(mark).map(|at| at.saturating_add(mark.len())),
            AfterLine(begin) => {
                let from = text.find(begin)?.saturating_add(1);
                let end = text.get(from..)?.find('\n')?;
                Some(from.saturating_add(end).saturating_add(1))
            }
            BeforeNext(first, mark) => {
                let from = text.find(first)?;
                let found = text.get(from..)?.find(mark)?;
                Some(from.saturating_add(found))
            }
        }
    }
}
