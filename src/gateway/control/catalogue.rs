//! The catalogue, an item a row. It is asked for each time: no memory could sell at yesterday's price.

use serde_json::Value;

use super::super::isolate::Isolate;
use super::super::platform::{Fault, Row};
use super::super::protocol::{ControlAnswer, ControlCall};
use super::{ControlObject, ask, unexpected};
use crate::json::parse;

/// Puts these items, a list as JSON, in the place of all that was there.
pub async fn put_catalogue(isolate: &Isolate, items: String) -> Result<(), Fault> {
    asked(isolate, "", &ControlCall::PutCatalogue(items)).await.map(drop)
}

/// All items in the order in which they were put, a list as JSON.
pub async fn catalogue(isolate: &Isolate) -> Result<String, Fault> {
    asked(isolate, "", &ControlCall::Catalogue).await?.ok_or_else(unexpected)
}

/// One item; null if there is none of this name.
pub async fn item(isolate: &Isolate, sku: &str) -> Result<Value, Fault> {
    Ok(parse(asked(isolate, sku, &ControlCall::Item).await?.as_deref().unwrap_or("null").as_bytes())?)
}

async fn asked(isolate: &Isolate, id: &str, call: &ControlCall) -> Result<Option<String>, Fault> {
    match ask(isolate, id, call).await? {
        ControlAnswer::Catalogue(json) => Ok(json),
        _ => Err(unexpected()),
    }
}

impl ControlObject {
    pub(super) fn put_catalogue(&self, items: &str) -> Result<ControlAnswer, Fault> {
        let sql = "INSERT INTO catalogue (sku, place, body)
            SELECT json_extract(value, '$.sku'), key, value FROM json_each(?)";
        self.transaction(|tx| {
            tx.run("DELETE FROM catalogue", Vec::new())?;
            tx.run(sql, vec![items.into()])?;
            Ok(ControlAnswer::Catalogue(None))
        })
    }

    pub(super) fn catalogue(&self) -> Result<ControlAnswer, Fault> {
        let sql = "SELECT json_group_array(json(body)) FROM (SELECT body FROM catalogue ORDER BY place)";
        self.first(self.rows(sql, Vec::new())?)
    }

    pub(super) fn item(&self, sku: &str) -> Result<ControlAnswer, Fault> {
        self.first(self.rows("SELECT body FROM catalogue WHERE sku = ?", vec![sku.into()])?)
    }

    fn first(&self, mut rows: Vec<Row>) -> Result<ControlAnswer, Fault> {
        Ok(ControlAnswer::Catalogue(rows.first_mut().map(Row::text).transpose()?))
    }
}
