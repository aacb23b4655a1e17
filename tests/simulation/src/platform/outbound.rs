//! Requests to others, and what breaks on their way.

use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use mekong_pay::gateway::platform::{AnswerPart, Outbound};
use mekong_pay::providers::LocalFuture;
use mekong_pay::providers::http::{Answer, Request, Response, TransportError};

use crate::models::{Said, Seen};
use crate::world::World;
use crate::world::executor::WORLD;
use crate::world::faults::Fault as Breaks;
use crate::world::outside::EVENTS;

pub struct Fetch(pub Rc<World>);

impl Outbound for Fetch {
    fn send<'a>(&'a self, request: &'a Request, limit: i64, wanted: AnswerPart) -> LocalFuture<'a, Answer> {
        let seen = Seen {
            method: request.method.to_owned(),
            url: request.url.clone(),
            headers: request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            body: request.body.clone().unwrap_or_default().into_bytes(),
            at: 0,
        };
        let (tell, told) = oneshot::channel();
        let world = Rc::clone(&self.0);
        // What is sent arrives whatever becomes of who sent it.
        self.0.executor.spawn(
            WORLD,
            Box::pin(async move {
                let answer = carry(&world, seen, limit).await;
                let _ = tell.send(answer);
            }),
        );
        Box::pin(async move {
            let deadline = Box::pin(self.0.executor.sleep(limit));
            let answer = match select(told, deadline).await {
                Either::Left((answer, _)) => answer.unwrap_or(Err(TransportError::ConnectionLost)),
                Either::Right(_) => Err(TransportError::Timeout),
            };
            match (answer, wanted) {
                (Ok(answer), AnswerPart::Head) => Ok(Response { body: Vec::new(), ..answer }),
                (answer, _) => answer,
            }
        })
    }
}

async fn carry(world: &Rc<World>, mut seen: Seen, limit: i64) -> Answer {
    let about = format!("{} {}", seen.url, String::from_utf8_lossy(&seen.body));
    let breaks = |fault| world.happens(fault, &about);
    if breaks(Breaks::FetchRefused) {
        return Err(TransportError::ConnectionLost);
    }
    world.executor.sleep(world.chance.between(1, 60)).await;
    if breaks(Breaks::FetchResetBefore) {
        return Err(TransportError::ConnectionLost);
    }
    if breaks(Breaks::FetchDelayed) {
        world.executor.sleep(limit + world.chance.between(-500, 60_000)).await;
    }
    seen.at = world.now();
    let answer = settled(world, world.send_out(&seen)).await;
    world.note(format_args!("fetch {} {}", seen.method, status(&answer)), &about);
    if breaks(Breaks::FetchResetAfter) {
        return Err(TransportError::ConnectionLost);
    }
    if breaks(Breaks::FetchTooLong) {
        return Err(TransportError::TooLong);
    }
    let way = if breaks(Breaks::FetchLate) {
        limit + world.chance.between(-50, 5_000)
    } else if breaks(Breaks::FetchSlow) {
        world.chance.between(500, 9_000)
    } else {
        world.chance.between(1, 60)
    };
    world.executor.sleep(way).await;
    match answer {
        Ok(answer) if breaks(Breaks::FetchGarbage) => Ok(garbage(world, answer, seen.url.ends_with(EVENTS))),
        answer => answer,
    }
}

fn status(answer: &Answer) -> u16 {
    answer.as_ref().map_or(0, |answer| answer.status)
}

async fn settled(world: &Rc<World>, mut said: Said) -> Answer {
    loop {
        match said {
            Said::Reply { status, headers, body } => return Ok(Response { status, headers, body }),
            Said::Lost => return Err(TransportError::ConnectionLost),
            Said::Later(millis, then) => {
                world.executor.sleep(millis).await;
                said = *then;
            }
        }
    }
}

/// Something else in the place of an answer.
fn garbage(world: &World, answer: Response, is_event: bool) -> Response {
    let half = answer.body.get(..answer.body.len() / 2).unwrap_or_default().to_vec();
    let bodies: [&[u8]; 7] = [b"", b"<html>502 Bad Gateway</html>", b"{", b"[]", b"null", b"\xff\xfe\x00", &half];
    let body = world.chance.pick(&bodies).to_vec();
    let status = *world.chance.pick(&[answer.status, answer.status, 200, 404, 429, 500, 502]);
    // Whoever did not take an event does not say that it did.
    let status = if (200..300).contains(&answer.status) || !is_event { status } else { answer.status };
    Response { status, headers: answer.headers, body }
}
