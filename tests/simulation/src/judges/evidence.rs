//! Everything that the judges compare: the models' books, the orders as they are in the end, and what was noted.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use crate::callers::Caller;
use crate::callers::crowd::Crowd;
use crate::models::Charge;
use crate::world::World;
use crate::world::executor::WORLD;

/// How long the collection may take, in virtual milliseconds.
const COLLECTING: i64 = 3_600_000;

/// An order, or a refund, as it is in the end.
pub struct Kept {
    pub order: Value,
    pub history: Vec<Value>,
}

impl Kept {
    pub fn text(&self, name: &str) -> &str {
        self.order.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn state(&self) -> &str {
        self.text("state")
    }

    pub fn reasons(&self) -> Vec<&str> {
        let reasons = self.order.pointer("/review/reasons").and_then(Value::as_array).into_iter().flatten();
        reasons.filter_map(|reason| reason.get("reason").unwrap_or(reason).as_str()).collect()
    }

    pub fn is_final(&self) -> bool {
        matches!(self.state(), "succeeded" | "failed")
    }
}

/// What the books say of one id.
#[derive(Default)]
pub struct Entry {
    pub charges: Vec<Charge>,
    pub calls: Vec<i64>,
}

/// An event as the ledger has it.
pub struct StoredEvent {
    pub id: String,
    pub about: String,
    pub sequence: i64,
    pub at: i64,
    /// How its delivery stands, as the ledger has it.
    pub state: String,
    pub since: i64,
    pub last_at: i64,
}

#[derive(Default)]
pub struct Evidence {
    /// By id in lower case.
    pub book: BTreeMap<String, Entry>,
    pub orders: BTreeMap<String, Kept>,
    pub events: Vec<StoredEvent>,
    /// Rows that a shard has of an order, by its key.
    pub rows: BTreeMap<String, i64>,
    /// Charged by LTC before anybody gave a password, against what its document says: nobody can know of it.
    pub unasked: std::collections::BTreeSet<String>,
    /// What is overdue for more than an hour.
    pub overdue: Vec<(String, String)>,
}

impl Evidence {
    pub fn charged(&self, id: &str) -> bool {
        self.book.get(id).is_some_and(|entry| !entry.charges.is_empty())
    }
}

/// Gathers it. Nothing breaks meanwhile.
pub fn gather(world: &Rc<World>, crowd: &Crowd) -> Evidence {
    world.calm.set(true);
    let lianlian = crowd.lianlian.borrow();
    let told = lianlian.late().iter().filter(|id| lianlian.has_told(id)).map(|id| id.to_ascii_lowercase());
    world.records.late_and_told.borrow_mut().extend(told);
    world.records.late.borrow_mut().extend(lianlian.late().iter().map(|id| id.to_ascii_lowercase()));
    drop(lianlian);
    let found = Rc::new(std::cell::RefCell::new(Evidence::default()));
    let (filled, caller) = (Rc::clone(&found), Caller::server(world));
    world.executor.spawn(WORLD, Box::pin(async move { orders(&caller, &filled).await }));
    world.run_until(world.now() + COLLECTING);
    let mut evidence = found.take();
    read_books(world, &mut evidence);
    read_disks(world, &mut evidence);
    evidence
}

async fn orders(caller: &Caller, found: &std::cell::RefCell<Evidence>) {
    for order in pages(caller, "/v1/orders", "orders").await {
        let id = order.get("merchant_order_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let gives_back = order.get("provider").and_then(Value::as_str) == Some("lianlian");
        add(caller, found, &format!("/v1/orders/{id}"), &id, order).await;
        if gives_back {
            refunds(caller, found, &id).await;
        }
    }
}

async fn refunds(caller: &Caller, found: &std::cell::RefCell<Evidence>, order: &str) {
    for refund in pages(caller, &format!("/v1/orders/{order}/refunds"), "refunds").await {
        let id = refund.get("merchant_refund_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        add(caller, found, &format!("/v1/orders/{order}/refunds/{id}"), &id, refund).await;
    }
}

async fn add(caller: &Caller, found: &std::cell::RefCell<Evidence>, path: &str, id: &str, order: Value) {
    let history = pages(caller, &format!("{path}/history"), "history").await;
    found.borrow_mut().orders.insert(id.to_ascii_lowercase(), Kept { order, history });
}

/// All of a list.
async fn pages(caller: &Caller, path: &str, name: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let Some(page) = caller.insist("GET", &format!("{path}?limit=100{cursor}"), None).await else { return all };
        if page.status != 200 {
            caller.world.records.breach(path, format!("cannot be read: {} {}", page.status, page.code()));
            return all;
        }
        all.extend(page.json.get(name).and_then(Value::as_array).cloned().unwrap_or_default());
        match page.json.get("next_cursor").and_then(Value::as_str) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

fn read_books(world: &World, evidence: &mut Evidence) {
    for outsider in world.outside.borrow().iter() {
        let book = outsider.model.book();
        for charge in book.charges {
            let id = charge.id.to_ascii_lowercase();
            if world.is_unasked(&id) {
                evidence.unasked.insert(id);
            } else {
                evidence.book.entry(id).or_default().charges.push(charge);
            }
        }
        for (id, at) in book.calls_that_charge {
            evidence.book.entry(id.to_ascii_lowercase()).or_default().calls.push(at);
        }
    }
}

/// What only the shards' own tables show.
fn read_disks(world: &World, evidence: &mut Evidence) {
    let (now, late) = (world.now(), 3_600_000);
    for (name, object) in world.objects.borrow().iter().filter(|(name, _)| name.text().starts_with("ledger-")) {
        let each = |sql: &str, take: &mut dyn FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>| {
            let mut statement = object.disk.sql.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok::<(), rusqlite::Error>(())
        };
        let events = each(
            "SELECT e.id, e.about, e.sequence, e.at, COALESCE(d.state, ''), COALESCE(d.since, 0),
                COALESCE(d.last_at, 0)
            FROM events e LEFT JOIN deliveries d ON d.about = e.about AND d.sequence = e.sequence",
            &mut |row| {
                let (id, about) = (row.get(0)?, row.get(1)?);
                evidence.events.push(StoredEvent {
                    id,
                    about,
                    sequence: row.get(2)?,
                    at: row.get(3)?,
                    state: row.get(4)?,
                    since: row.get(5)?,
                    last_at: row.get(6)?,
                });
                Ok(())
            },
        );
        let rows = each(ROWS, &mut |row| {
            *evidence.rows.entry(row.get(0)?).or_default() += row.get::<_, i64>(1)?;
            Ok(())
        });
        let due = each("SELECT kind, key, lane, at FROM due", &mut |row| {
            let (kind, key, lane, at): (String, String, String, i64) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            if at < now - late {
                let alarm = object.disk.alarm.get().map(|at| at - now);
                evidence.overdue.push((
                    key,
                    format!(
                        "{kind} in {lane} of {} is overdue by {} s, its alarm {alarm:?}",
                        name.text(),
                        (now - at) / 1000
                    ),
                ));
            }
            Ok(())
        });
        for read in [events, rows, due] {
            if let Err(error) = read {
                evidence.overdue.push((name.text(), format!("its tables cannot be read: {error}")));
            }
        }
    }
}

const ROWS: &str = "SELECT key, COUNT(*) FROM history GROUP BY key
    UNION ALL SELECT key, COUNT(*) FROM notifications GROUP BY key
    UNION ALL SELECT key, COUNT(*) FROM due WHERE kind <> 'deliver' GROUP BY key
    UNION ALL SELECT about, COUNT(*) FROM events GROUP BY about
    UNION ALL SELECT e.about, COUNT(*) FROM attempts a JOIN events e ON e.id = a.event GROUP BY e.about";
