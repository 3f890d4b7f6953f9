// What a phone keeps of its owner, read as the app reads it: in the page, with the key that no script can take away, all at one moment.

/**
 * Records, outbox and drafts as `{ records, outbox, drafts }`, each an object from key to content. Only after the app has
 * opened its storage: to open it earlier would make an empty one.
 */
export function kept(page) {
  return page.evaluate(readAll);
}

/** Puts a draft where the app looks for it, as the app itself would have kept it. */
export function putDraft(page, key, draft) {
  return page.evaluate(write, [key, JSON.stringify(draft)]);
}

async function readAll() {
  const TABLES = ['record', 'outbox', 'draft'];
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await done(indexedDB.open('veterans-station'));
  const look = db.transaction([...TABLES, 'key']);
  const asked = TABLES.map((table) => [table, done(look.objectStore(table).getAllKeys()), done(look.objectStore(table).getAll())]);
  const key = await done(look.objectStore('key').get('vault-1'));
  const all = {};
  for (const [table, keys, values] of asked) {
    const sealed = await values;
    const opened = (await keys).map(async (name, at) => {
      const additionalData = new TextEncoder().encode(`${table}/${name}`);
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed[at].slice(0, 12), additionalData }, key, sealed[at].slice(12));
      return [name, JSON.parse(new TextDecoder().decode(plain))];
    });
    all[table] = Object.fromEntries(await Promise.all(opened));
  }
  db.close();
  return { records: all.record, outbox: all.outbox, drafts: all.draft };
}

async function write([name, text]) {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await done(indexedDB.open('veterans-station'));
  const key = await done(db.transaction('key').objectStore('key').get('vault-1'));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(`draft/${name}`);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, new TextEncoder().encode(text)));
  const row = new Uint8Array(12 + sealed.length);
  row.set(iv);
  row.set(sealed, 12);
  const writing = db.transaction('draft', 'readwrite', { durability: 'strict' });
  writing.objectStore('draft').put(row, name);
  await new Promise((resolve, reject) => {
    writing.oncomplete = resolve;
    writing.onabort = () => reject(writing.error);
  });
  db.close();
}
