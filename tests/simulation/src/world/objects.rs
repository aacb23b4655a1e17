//! The gateway's objects: each lives in one process at a time, and its disk outlives both.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::oneshot;
use mekong_pay::gateway::platform::{Background, Fault, ObjectClass, ObjectPlatform};
use mekong_pay::gateway::{ControlObject, LedgerShard, SubscriberShard};
use mekong_pay::providers::LocalFuture;

use super::World;
use super::executor::{Owner, WORLD};
use super::faults::Fault as Breaks;
use crate::platform::peers::Answered;
use crate::platform::store::{Disk, Storage};

/// An object's class and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectName {
    class: u8,
    name: Rc<str>,
}

impl ObjectName {
    pub fn of(class: ObjectClass, name: &str) -> Self {
        let class = match class {
            ObjectClass::Ledger => 0,
            ObjectClass::Subscriber => 1,
            ObjectClass::Control => 2,
        };
        Self { class, name: name.into() }
    }

    pub fn text(&self) -> String {
        self.name.to_string()
    }
}

/// An object that is awake.
#[derive(Clone)]
enum Live {
    Ledger(Rc<LedgerShard>),
    Subscriber(Rc<SubscriberShard>),
    Control(Rc<ControlObject>),
}

impl Live {
    fn call(self, message: String) -> LocalFuture<'static, Answered> {
        match self {
            Self::Ledger(shard) => Box::pin(shard.call(message)),
            Self::Subscriber(shard) => Box::pin(async move { shard.call(&message) }),
            Self::Control(object) => Box::pin(object.call(message)),
        }
    }

    fn alarm(&self) -> Result<(), Fault> {
        match self {
            Self::Ledger(shard) => shard.alarm(),
            Self::Subscriber(shard) => {
                shard.alarm();
                Ok(())
            }
            Self::Control(object) => object.alarm(),
        }
    }
}

/// What there is of an object.
pub struct Object {
    pub disk: Rc<Disk>,
    live: Option<(Owner, Live)>,
}

/// Background work dies with its instance.
struct OfInstance(Rc<World>, Owner);

impl Background for OfInstance {
    fn run(&self, work: LocalFuture<'static, ()>) {
        self.0.executor.spawn(self.1, work);
    }
}

/// How often the platform rings again after an alarm that failed.
const RINGS: u32 = 6;

impl World {
    /// One call, carried out by the object wherever it is.
    pub async fn deliver(self: &Rc<Self>, name: &ObjectName, message: String) -> Answered {
        self.note(format_args!("call {}", name.name), &message);
        let (owner, live) = self.awake(name)?;
        let (tell, told) = oneshot::channel();
        let call = live.call(message);
        self.executor.spawn(
            owner,
            Box::pin(async move {
                let _ = tell.send(call.await);
            }),
        );
        told.await.unwrap_or_else(|_| Err(Fault("the object was reset".to_owned())))
    }

    /// The object, woken if it sleeps.
    fn awake(self: &Rc<Self>, name: &ObjectName) -> Result<(Owner, Live), Fault> {
        if let Some(found) = self.objects.borrow().get(name).and_then(|object| object.live.clone()) {
            return Ok(found);
        }
        let disk = Rc::clone(
            &self
                .objects
                .borrow_mut()
                .entry(name.clone())
                .or_insert_with(|| Object { disk: Rc::new(Disk::new()), live: None })
                .disk,
        );
        let process = self.any_process();
        let owner = Owner { process: Some(process.number), instance: Some(self.executor.number()) };
        let store = Storage {
            world: Rc::clone(self),
            name: name.clone(),
            disk,
            owner,
            clock: process.clock.clone(),
            alarm: Cell::new(None),
        };
        let object = ObjectPlatform {
            id: name.text(),
            store: Rc::new(store),
            background: Rc::new(OfInstance(Rc::clone(self), owner)),
        };
        let isolate = process.isolate(self);
        let live = match name.class {
            0 => Live::Ledger(LedgerShard::open(isolate, object)?),
            1 => Live::Subscriber(SubscriberShard::open(isolate, object)?),
            _ => Live::Control(ControlObject::open(isolate, object)?),
        };
        if let Some(object) = self.objects.borrow_mut().get_mut(name) {
            object.live = Some((owner, live.clone()));
        }
        Ok((owner, live))
    }

    /// Forgets every live object of those owners; what they hold is dropped outside of the borrow.
    pub fn sleep_objects(&self, dies: impl Fn(Owner) -> bool) {
        let mut gone = Vec::new();
        for object in self.objects.borrow_mut().values_mut() {
            if object.live.as_ref().is_some_and(|(owner, _)| dies(*owner)) {
                gone.extend(object.live.take());
            }
        }
    }

    /// Sets an object's alarm, in the place of the one that was set.
    pub fn set_alarm(self: &Rc<Self>, name: &ObjectName, disk: &Rc<Disk>, at: i64) {
        disk.alarm.set(Some(at));
        let (world, name, disk) = (Rc::clone(self), name.clone(), Rc::clone(disk));
        self.executor.spawn(
            WORLD,
            Box::pin(async move {
                // No alarm rings at once, or an object whose clock is behind would ring for ever in the same moment.
                world.executor.until(at.max(world.now() + world.chance.between(1, 20))).await;
                if disk.alarm.get() == Some(at) {
                    world.alarm_is_due(name, disk, at).await;
                }
            }),
        );
    }

    async fn alarm_is_due(self: &Rc<Self>, name: ObjectName, disk: Rc<Disk>, at: i64) {
        if self.happens(Breaks::AlarmNever, &name.name) {
            disk.alarm.set(None);
            return;
        }
        if self.happens(Breaks::AlarmLate, &name.name) {
            self.executor.sleep(self.chance.between(1_000, 600_000)).await;
            if disk.alarm.get() != Some(at) {
                return;
            }
        }
        disk.alarm.set(None);
        let twice = self.happens(Breaks::AlarmTwice, &name.name);
        if twice {
            let (world, name) = (Rc::clone(self), name.clone());
            self.executor.spawn(WORLD, Box::pin(async move { drop(world.ring(&name).await) }));
        }
        for again in 0..RINGS {
            if self.ring(&name).await.is_ok() {
                return;
            }
            self.executor.sleep(2_000 << again).await;
        }
    }

    async fn ring(self: &Rc<Self>, name: &ObjectName) -> Result<(), Fault> {
        self.note(format_args!("alarm {}", name.name), "");
        let (owner, live) = self.awake(name)?;
        let (tell, told) = oneshot::channel();
        self.executor.spawn(
            owner,
            Box::pin(async move {
                let _ = tell.send(live.alarm());
            }),
        );
        told.await.unwrap_or_else(|_| Err(Fault("the object was reset".to_owned())))
    }
}
