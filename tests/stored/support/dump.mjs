// A gateway's databases as SQL texts, and texts as databases.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What workerd and SQLite keep for themselves beside our tables. */
const OWN = String.raw`name NOT LIKE '\_cf\_%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`;
const LINE_END = '\n';

const classes = (objects) => readdirSync(objects).filter((name) => name.startsWith('mekong-'));
const databases = (folder) => readdirSync(folder).filter((file) => /^[0-9a-f]+\.sqlite$/.test(file));

/** Writes each object that holds more than its birth as `<class>/<object's id>.sql`. */
export function dump(home, to) {
  const objects = join(home, 'objects');
  for (const name of classes(objects)) {
    for (const file of databases(join(objects, name))) {
      const text = textOf(join(objects, name, file));
      if (text === undefined) continue;
      mkdirSync(join(to, name), { recursive: true });
      writeFileSync(join(to, name, `${basename(file, '.sqlite')}.sql`), text);
    }
  }
}

/** The schema and the rows; nothing for an object that was only born. */
function textOf(file) {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const schema = database.prepare(`SELECT type, name, sql FROM sqlite_master WHERE ${OWN} ORDER BY rowid`).all();
    const tables = schema.filter(({ type }) => type === 'table').map(({ name }) => name);
    const rows = tables.flatMap((table) => rowsOf(database, table).map((row) => [table, row]));
    if (rows.every(([table]) => table === 'birth')) return undefined;
    const inserts = rows.map(([table, row]) => `INSERT INTO ${table} VALUES (${row});`);
    return [...schema.map(({ sql }) => `${sql};`), ...inserts, ''].join(LINE_END);
  } finally {
    database.close();
  }
}

function rowsOf(database, table) {
  const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => name);
  const quoted = columns.map((name) => `quote("${name}")`).join(` || ', ' || `);
  const order = columns.map((name) => `"${name}"`).join(', ');
  return database.prepare(`SELECT ${quoted} AS row FROM ${table} ORDER BY ${order}`).all().map(({ row }) => row);
}

/** Makes the databases of the texts below `from` for a gateway that has not been started yet. */
export function restore(from, home) {
  for (const name of classes(from)) {
    const place = join(home, 'objects', name);
    mkdirSync(place, { recursive: true });
    for (const file of readdirSync(join(from, name))) {
      const database = new DatabaseSync(join(place, `${basename(file, '.sql')}.sqlite`));
      database.exec(readFileSync(join(from, name, file), 'utf8'));
      database.close();
    }
  }
}
