//! Texts that pages ask for: anybody may hold a page's key, and each text costs a stranger's patience. All of a key's
//! are counted in one object, before they are sent, and given back only where nothing was sent.

use super::super::platform::{Fault, Row, SqlValue};
use super::super::protocol::{OutboxEvent, PageText, Refusal, SubscriberAnswer};
use super::store::SubscriberTables;
use crate::domain::budget::{Budget, block_texts, page_texts};
use crate::domain::time::{Timestamp, whole_seconds};
use crate::json::to_text;

impl SubscriberTables<'_> {
    /// Counts one text, or says for how many seconds there is none left. One purchase asked many times at once is one
    /// text.
    pub fn count_page_text(&self, text: &PageText) -> Result<SubscriberAnswer, Fault> {
        let (at, whole) = (self.isolate.now(), page_texts(text.most));
        if self.counted_already(text, whole, at)? {
            return Ok(SubscriberAnswer::Claimed(at));
        }
        if let Some(wait) = self.page_wait(whole, &text.key, None, at)? {
            return Ok(SubscriberAnswer::Refused(Refusal::TooManyPageTexts(wait)));
        }
        let share = block_texts(text.most);
        if let Some(block) = &text.block
            && let Some(wait) = self.page_wait(share, &text.key, Some(block), at)?
        {
            return Ok(SubscriberAnswer::Refused(Refusal::TooManyFromBlock(wait)));
        }
        let whose = [text.key.as_str().into(), text.order.as_str().into()];
        let values = whose.into_iter().chain([text.block.clone().into(), at.millis().into()]).collect();
        self.run("INSERT OR REPLACE INTO page_texts (key, holder, block, at, asked) VALUES (?, ?, ?, ?, 1)", values)?;
        self.warn_at_half(text, whole, at)?;
        Ok(SubscriberAnswer::Claimed(at))
    }

    /// One of those who asked for the text has sent none. Once nobody is left who may have, it counts no more.
    pub fn return_page_text(&self, text: &PageText) -> Result<SubscriberAnswer, Fault> {
        let whose = || vec![text.key.as_str().into(), text.order.as_str().into()];
        self.run("UPDATE page_texts SET asked = asked - 1 WHERE key = ? AND holder = ?", whose())?;
        self.run("DELETE FROM page_texts WHERE key = ? AND holder = ? AND asked < 1", whose())?;
        Ok(SubscriberAnswer::Done)
    }

    /// Whether the text of this order counts: then whoever asks for it again is noted only.
    fn counted_already(&self, text: &PageText, whole: Budget, at: Timestamp) -> Result<bool, Fault> {
        let since = at.plus(self.isolate.config.scale.of(whole.window).saturating_neg());
        let sql = "UPDATE page_texts SET asked = asked + 1 WHERE key = ? AND holder = ? AND at > ? RETURNING at";
        let values = vec![text.key.as_str().into(), text.order.as_str().into(), since.millis().into()];
        Ok(!self.tx.run(sql, values)?.is_empty())
    }

    fn page_wait(&self, budget: Budget, key: &str, block: Option<&str>, at: Timestamp) -> Result<Option<i64>, Fault> {
        let (clause, mut values): (&str, Vec<SqlValue>) = match block {
            Some(block) => ("AND block = ? ", vec![key.into(), block.into()]),
            None => ("", vec![key.into()]),
        };
        values.push(budget.most.saturating_sub(1).into());
        let sql = format!("SELECT at FROM page_texts WHERE key = ? {clause}ORDER BY at DESC LIMIT 1 OFFSET ?");
        let mut rows = self.rows(&sql, values)?;
        let counted = rows.first_mut().map(Row::integer).transpose()?.map(Timestamp::from_millis);
        Ok(budget.wait(counted, at, self.isolate.config.scale).map(whole_seconds))
    }

    /// The merchant hears of it once an hour: an attack, or a shop that sells well.
    fn warn_at_half(&self, text: &PageText, whole: Budget, at: Timestamp) -> Result<(), Fault> {
        let window = self.isolate.config.scale.of(whole.window);
        let half = Budget { most: text.most.saturating_add(1).saturating_div(2), ..whole };
        if self.page_wait(half, &text.key, None, at)?.is_none() {
            return Ok(());
        }
        let key = serde_json::json!({
            "id": text.key, "texts_per_hour": text.most, "window_s": whole.window_s(self.isolate.config.scale),
        });
        let event = OutboxEvent {
            mark: format!("half_spent {}", at.millis().checked_div(window).unwrap_or_default()),
            kind: "key.texts_half_spent".to_owned(),
            about: format!("key:{}", text.key),
            at,
            data: to_text(&key),
        };
        self.outbox.put(self.tx, &event)
    }
}
