//! What happens by itself as time goes on.

use super::super::dice::happens;
use super::super::{Chance, Charge, Message};
use super::notices::Sending;
use super::{LianLian, Status, Step};

impl LianLian {
    /// Everything that is due, in order, but what is to be sent: that waits for `messages`.
    pub(super) fn advance(&mut self, now: i64, chance: &mut dyn Chance) {
        while let Some((at, step)) = self.steps.take(now) {
            match step {
                Step::Pays { order, late } => self.is_paid(&order, late, at, chance),
                Step::Ends { order, status } => self.ends(&order, status, at, chance),
                Step::Refunds { refund, fails } => self.refunds(&refund, fails, at, chance),
                Step::Sends(sending) => self.ready.push(sending),
            }
        }
    }

    pub(super) fn due_messages(&mut self) -> Vec<Message> {
        let sent = |sending: &Sending| Message {
            at: sending.at,
            url: sending.url.clone(),
            headers: sending.headers.clone(),
            body: sending.body.clone(),
        };
        let ready = std::mem::take(&mut self.ready);
        let messages = ready.iter().map(sent).collect();
        for sending in ready {
            if sending.about.is_some() {
                self.open.insert((sending.url.clone(), sending.body.clone()), sending);
            }
        }
        messages
    }

    /// Money moves. After a cancellation only now and then.
    fn is_paid(&mut self, order: &str, late: bool, at: i64, chance: &mut dyn Chance) {
        let despite = happens(chance, self.odds.pays_despite);
        let Some(payment) = self.payments.get_mut(order) else { return };
        let may = match payment.status {
            Status::Initial | Status::Waiting => true,
            Status::Expired => late,
            Status::Cancelled => despite,
            Status::Paid | Status::Failed => false,
        };
        if !may {
            return;
        }
        if matches!(payment.status, Status::Expired | Status::Cancelled) {
            self.late.insert(order.to_owned());
        }
        self.tally.noted(payment.status == Status::Expired, order, "paid late");
        self.tally.noted(payment.status == Status::Cancelled, order, "paid though cancelled");
        payment.before = (payment.status, at);
        payment.status = Status::Paid;
        payment.completed_at = Some(at);
        let minor = payment.satang;
        self.charges.push(Charge { id: order.to_owned(), msisdn: None, minor, at, period: None, refund_of: None });
        self.announces(order, at, chance);
    }

    /// An order that waits is over.
    pub(super) fn ends(&mut self, order: &str, status: Status, at: i64, chance: &mut dyn Chance) {
        let told = happens(chance, self.odds.endings_told);
        let Some(payment) = self.payments.get_mut(order) else { return };
        if !matches!(payment.status, Status::Initial | Status::Waiting) {
            return;
        }
        payment.before = (payment.status, at);
        payment.status = status;
        if told {
            self.announces(order, at, chance);
        }
    }

    fn refunds(&mut self, id: &str, fails: bool, at: i64, chance: &mut dyn Chance) {
        let Some(refund) = self.refunds.get_mut(id) else { return };
        self.tally.noted(fails, id, "refund fails");
        refund.status = if fails { "RF" } else { "RS" };
        refund.completed_at = Some(at);
        let (order, minor) = (refund.order.clone(), refund.satang);
        if fails {
            if let Some(payment) = self.payments.get_mut(&order) {
                payment.refunded -= minor;
            }
        } else {
            let refund_of = Some(order);
            self.charges.push(Charge { id: id.to_owned(), msisdn: None, minor, at, period: None, refund_of });
        }
        self.announces_refund(id, at, chance);
    }
}
