// Where an order can be stopped. Read by the driver, and inside workerd by what is wrapped around the Worker.

/** A point's two letters end the ids of the orders that are stopped there: so nobody else is asked about. */
export const POINTS = {
  ra: 'before the intent',
  rb: 'after the intent',
  ca: 'before the intent of a confirm',
  cb: 'after the intent of a confirm',
  wa: 'request arrived at the provider, nothing done yet',
  wb: 'after sending: carried out, no answer yet',
  wm: 'in mid reply',
  wq: 'while the provider is asked',
  pa: 'before recording',
  pb: 'after recording',
  na: 'before a notification is stored',
  nb: 'before acknowledging a notification',
  da: 'before a delivery',
  db: 'after a delivery, before that is recorded',
  zz: 'nowhere',
};

/** Which points lie before and after which call to the ledger. */
export const CALLS = {
  Reserve: ['ra', 'rb'],
  ReserveRefund: ['ra', 'rb'],
  Confirm: ['ca', 'cb'],
  Reply: ['pa', 'pb'],
  Notification: ['na', 'nb'],
};

/** Before a delivery is sent, and after it was answered. */
export const DELIVERY = ['da', 'db'];

/** The point in an id; of a refund, `order/refund`, in its own. */
export const pointOf = (id) => /q([a-z]{2})$/i.exec(id)?.[1].toLowerCase() ?? 'zz';
