//! Processes: each has a memory and a clock of its own, and reads the configuration when it starts.

use std::rc::Rc;

use futures_channel::oneshot;
use mekong_pay::gateway::platform::Platform;
use mekong_pay::gateway::{Config, Gateway, IncomingRequest, Isolate, Kept, RequestBody, answer, poke};

use super::World;
use super::executor::{Owner, WORLD};
use super::faults::Fault;
use crate::platform::clock::IsolateClock;
use crate::platform::outbound::Fetch;
use crate::platform::peers::Network;
use crate::platform::stand_ins::{Coarse, KeyedRsa, Marked};

/// How many there are at any time.
pub const PROCESSES: u64 = 4;
const DAY: i64 = 86_400_000;
const CRON_EVERY: i64 = 300_000;
const CRON_LATER: i64 = 6 * CRON_EVERY;
/// How far a clock goes wrong at most, in milliseconds.
const AHEAD: i64 = 2_000;

#[derive(Clone)]
pub struct Process {
    pub number: u64,
    pub clock: IsolateClock,
    kept: Kept,
    platform: Platform,
}

impl Process {
    pub fn start(world: &Rc<World>) -> Self {
        let ahead = if world.happens(Fault::ClockDiffers, "") { world.chance.between(-AHEAD, AHEAD) } else { 0 };
        let clock = IsolateClock { world: Rc::clone(world), ahead };
        let variables = world.variables.borrow();
        let platform = Platform {
            host: Rc::new(clock.clone()),
            peers: Rc::new(Network(Rc::clone(world))),
            outbound: Rc::new(Fetch(Rc::clone(world))),
            rsa: Rc::new(KeyedRsa),
            sealing: Rc::new(Marked),
            rate_limit: Some(Rc::new(Coarse(Rc::clone(world)))),
        };
        let kept = Kept::new(Config::read(&|name| variables.get(name).cloned()));
        Self { number: world.executor.number(), clock, kept, platform }
    }

    pub fn isolate(&self, _: &Rc<World>) -> Rc<Isolate> {
        Isolate::new(self.platform.clone(), &self.kept)
    }
}

/// A call to the gateway.
pub struct Call {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What came back of it.
pub struct Reply {
    pub status: u16,
    pub body: String,
}

impl World {
    pub fn start_processes(self: &Rc<Self>) {
        let started = (0..PROCESSES).map(|_| Process::start(self)).collect();
        *self.processes.borrow_mut() = started;
    }

    pub fn any_process(&self) -> Process {
        self.chance.pick(&self.processes.borrow()).clone()
    }

    /// Ends a process with everything in it; another one takes its place.
    pub fn kill(self: &Rc<Self>, number: u64) {
        let Some(at) = self.processes.borrow().iter().position(|process| process.number == number) else { return };
        let dies = |owner: Owner| owner.process == Some(number);
        let tasks = self.executor.end(dies);
        self.sleep_objects(dies);
        self.note(format_args!("! process {number} ended with {tasks} tasks"), "");
        let next = Process::start(self);
        let before = self.processes.borrow_mut().get_mut(at).map(|slot| std::mem::replace(slot, next));
        drop(before);
    }

    /// Throws one instance out of its process.
    pub fn evict(self: &Rc<Self>, instance: u64) {
        let dies = |owner: Owner| owner.instance == Some(instance);
        let tasks = self.executor.end(dies);
        self.sleep_objects(dies);
        self.note(format_args!("! instance {instance} was evicted with {tasks} tasks"), "");
    }

    /// One call from outside: it runs to its end though nobody waits. No answer is `None`.
    pub async fn request(self: &Rc<Self>, call: Call) -> Option<Reply> {
        let about = format!("{} {} {}", call.method, call.path, String::from_utf8_lossy(&call.body));
        self.note(format_args!("request"), &about);
        self.executor.sleep(self.chance.between(1, 30)).await;
        if self.happens(Fault::RequestLost, &about) {
            return None;
        }
        let (tell, told) = oneshot::channel();
        let process = self.any_process();
        let owner = Owner { process: Some(process.number), instance: None };
        let id = format!("req-{}", self.executor.number());
        let gateway = Gateway::new(process.isolate(self), id.clone());
        self.executor.spawn(
            owner,
            Box::pin(async move {
                let body = RequestBody::Whole(call.body);
                let request = IncomingRequest::new(call.method.to_owned(), &call.path, call.headers, body);
                let (status, _, body) = answer(&gateway, request).await.into_parts(&id);
                let _ = tell.send(Reply { status, body });
            }),
        );
        let reply = told.await.ok();
        let said = reply.as_ref().map_or_else(String::new, |reply| reply.body.clone());
        self.note(format_args!("answer {} to {about}", reply.as_ref().map_or(0, |reply| reply.status)), &said);
        if reply.is_some() && self.happens(Fault::AnswerLost, &about) {
            return None;
        }
        self.executor.sleep(self.chance.between(1, 30)).await;
        reply
    }

    /// The cron's task.
    pub fn cron(self: &Rc<Self>) {
        if self.happens(Fault::CronMissed, "") {
            return;
        }
        let process = self.any_process();
        let owner = Owner { process: Some(process.number), instance: None };
        let gateway = Gateway::new(process.isolate(self), "cron".to_owned());
        self.executor.spawn(owner, Box::pin(async move { poke(&gateway).await }));
    }

    /// Calls the cron's task again and again: every five minutes on the first day, as in a deployment, and then less
    /// often, since most of a world's work would be its calls.
    pub fn start_cron(self: &Rc<Self>) {
        let world = Rc::clone(self);
        self.executor.spawn(
            WORLD,
            Box::pin(async move {
                let first_day = world.now() + DAY;
                loop {
                    let every = if world.now() < first_day { CRON_EVERY } else { CRON_LATER };
                    world.executor.sleep(every).await;
                    world.cron();
                }
            }),
        );
    }
}
