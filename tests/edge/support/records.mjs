import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Reads what the gateway has stored, past the gateway: no object is woken by it. */
export function createRecords(folder) {
  const files = (name) => {
    const place = join(folder, 'objects', `mekong-${name}`);
    return readdirSync(place).filter((file) => /^[0-9a-f]+\.sqlite$/.test(file)).map((file) => join(place, file));
  };

  /** The rows of a statement in every shard of a class. */
  const rows = (name, sql, ...values) => rowsIn(files(name), sql, ...values);

  function rowsIn(places, sql, ...values) {
    return places.flatMap((file) => {
      const database = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
      try {
        return database.prepare(sql).all(...values);
      } catch (error) {
        // A shard that has just been made has no tables yet.
        if (/no such table/.test(error.message)) return [];
        throw error;
      } finally {
        database.close();
      }
    });
  }

  /** Changes what is stored. Only while the gateway is down. */
  function change(name, sql, ...values) {
    return files(name).reduce((changed, file) => {
      const database = new DatabaseSync(file, { timeout: 2000 });
      try {
        return changed + Number(database.prepare(sql).run(...values).changes);
      } finally {
        database.close();
      }
    }, 0);
  }

  const order = (id) => {
    const [row] = rows('Ledger', 'SELECT body FROM orders WHERE key = ?', id.toLowerCase());
    return row && JSON.parse(row.body);
  };

  /** The file of the shard that an order lies in. */
  const shardOf = (id) => files('Ledger').find((file) =>
    rowsIn([file], 'SELECT 1 FROM orders WHERE key = ?', id.toLowerCase()).length > 0);

  /** Loses what is to wake the objects of a class. Only while the gateway is down. */
  function loseAlarms(name) {
    const database = new DatabaseSync(join(folder, 'objects', `mekong-${name}`, 'metadata.sqlite'), { timeout: 2000 });
    try {
      return Number(database.prepare('DELETE FROM _cf_ALARM').run().changes);
    } finally {
      database.close();
    }
  }

  return { rows, change, order, shardOf, loseAlarms };
}
