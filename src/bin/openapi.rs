//! Writes the API's document to standard output. `cargo xtask build` runs it.

fn main() {
    println!("{}", mekong_pay::api::openapi::document());
}
