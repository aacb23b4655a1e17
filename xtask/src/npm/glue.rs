//! wasm-bindgen's JavaScript as one function that makes an instance. As a module it would do things when it is
//! imported, and a bundler could leave none of it out.

use anyhow::{Result, bail};

/// `text` is the `_bg.js` of wasm-bindgen's target `bundler`: functions around a variable `wasm`, all exported.
pub fn factory(text: &str) -> Result<String> {
    let mut names = Vec::new();
    let mut body = String::new();
    for line in text.lines() {
        match line.strip_prefix("export ") {
            Some(declaration) => {
                names.push(name(declaration)?);
                body.push_str(declaration);
            }
            None if line.starts_with("import ") => bail!("wasm-bindgen's output imports something: {line}"),
            None => body.push_str(line),
        }
        body.push('\n');
    }
    let names = names.join(", ");
    Ok(format!(
        "export function instantiate(module) {{\n{body}\
         const glue = {{ __proto__: null, {names} }};\n\
         wasm = new WebAssembly.Instance(module, {{ './core_bg.js': glue }}).exports;\n\
         wasm.__wbindgen_start();\n\
         return glue;\n}}\n"
    ))
}

fn name(declaration: &str) -> Result<&str> {
    for kind in ["function ", "async function ", "class "] {
        if let Some(rest) = declaration.strip_prefix(kind) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
            return Ok(rest.split_at(end).0);
        }
    }
    bail!("wasm-bindgen's output exports what is not understood: {declaration}")
}

#[cfg(test)]
mod tests {
    use super::factory;

    #[test]
    fn every_export_is_in_the_function_and_in_what_it_returns() {
        let made = factory("export function add(a) {\n    return a;\n}\nlet wasm;\nexport class Key {\n}\n");
        let made = made.unwrap_or_default();
        assert!(made.starts_with("export function instantiate(module) {\nfunction add(a) {"), "{made}");
        assert!(made.contains("\nclass Key {") && made.contains("{ __proto__: null, add, Key }"), "{made}");
    }

    #[test]
    fn what_cannot_stand_in_a_function_is_refused() {
        assert!(factory("import { a } from './a.js';").is_err());
        assert!(factory("export { a };").is_err());
    }
}
