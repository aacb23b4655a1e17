//! The files that a new provider begins with.

use super::names::Names;

/// Below the provider's folder.
const FOLDER: [(&str, &str); 10] = [
    ("mod.rs", include_str!("../../templates/provider/mod.rs")),
    ("config.rs", include_str!("../../templates/provider/config.rs")),
    ("prepare.rs", include_str!("../../templates/provider/prepare.rs")),
    ("request.rs", include_str!("../../templates/provider/request.rs")),
    ("response.rs", include_str!("../../templates/provider/response.rs")),
    ("codes.rs", include_str!("../../templates/provider/codes.rs")),
    ("openapi.rs", include_str!("../../templates/provider/openapi.rs")),
    ("npm/index.js", include_str!("../../templates/provider/npm/index.js")),
    ("npm/types.d.ts", include_str!("../../templates/provider/npm/types.d.ts")),
    ("README.md", include_str!("../../templates/provider/README.md")),
];
const VECTORS: &str = include_str!("../../templates/provider/vectors.json");
const TYPES_USED: &str = include_str!("../../templates/provider/types.ts");
const SIMULATOR: &str = include_str!("../../templates/provider/simulator.mjs");
const SIMULATOR_TEST: &str = include_str!("../../templates/provider/simulator.test.mjs");

/// Paths and texts.
pub fn written(names: &Names) -> Vec<(String, String)> {
    let id = &names.id;
    let mut files: Vec<(String, &str)> =
        FOLDER.iter().map(|(path, text)| (format!("src/providers/{id}/{path}"), *text)).collect();
    files.push((format!("tests/vectors/{id}.json"), VECTORS));
    files.push((format!("js/mekong-pay/test/types/{id}.ts"), TYPES_USED));
    files.push((format!("js/simulator/{id}/index.mjs"), SIMULATOR));
    files.push((format!("js/simulator/test/{id}.test.mjs"), SIMULATOR_TEST));
    files.into_iter().map(|(path, text)| (path, names.put_into(text))).collect()
}
