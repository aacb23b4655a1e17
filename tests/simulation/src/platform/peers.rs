//! Calls from object to object: on their way whether or not anybody awaits the answer.

use std::rc::Rc;

use futures_channel::oneshot;
use mekong_pay::gateway::platform::{Fault, ObjectClass, Peers};
use mekong_pay::providers::LocalFuture;

use crate::world::World;
use crate::world::executor::WORLD;
use crate::world::faults::Fault as Breaks;
use crate::world::objects::ObjectName;

pub type Answered = Result<String, Fault>;

pub struct Network(pub Rc<World>);

impl Peers for Network {
    fn call(&self, class: ObjectClass, name: &str, message: String) -> LocalFuture<'static, Answered> {
        let (tell, told) = oneshot::channel();
        let world = Rc::clone(&self.0);
        let name = ObjectName::of(class, name);
        self.0.executor.spawn(WORLD, Box::pin(async move { carry(world, name, message, tell).await }));
        Box::pin(async move { told.await.unwrap_or_else(|_| Err(Fault("the object was reset".to_owned()))) })
    }
}

async fn carry(world: Rc<World>, name: ObjectName, message: String, tell: oneshot::Sender<Answered>) {
    let lost = || Err(Fault("Network connection lost.".to_owned()));
    if world.happens(Breaks::CallLostBefore, &message) {
        world.executor.sleep(world.chance.between(0, 200)).await;
        let _ = tell.send(lost());
        return;
    }
    world.executor.sleep(way(&world, &message)).await;
    if world.happens(Breaks::CallDoubled, &message) {
        let (world, name, message) = (Rc::clone(&world), name.clone(), message.clone());
        let later = world.chance.between(0, 2_000);
        world.clone().executor.spawn(
            WORLD,
            Box::pin(async move {
                world.executor.sleep(later).await;
                drop(world.deliver(&name, message).await);
            }),
        );
    }
    let lost_after = world.happens(Breaks::CallLostAfter, &message);
    let answer = world.deliver(&name, message).await;
    if world.chance.percent(30) {
        world.executor.sleep(1).await;
    }
    let _ = tell.send(if lost_after { lost() } else { answer });
}

/// How long a call is on its way.
fn way(world: &World, message: &str) -> i64 {
    if world.happens(Breaks::CallDelayed, message) {
        return world.chance.between(100, if world.chance.percent(60) { 150_000 } else { 20_000 });
    }
    if world.happens(Breaks::CallReordered, message) {
        return world.chance.between(5, 200);
    }
    world.chance.between(0, 2)
}
