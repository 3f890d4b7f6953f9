// Looks through everything a page can keep on the phone, as raw as it lies there, for words that must not be readable.

/** Where one of `words` is found in IndexedDB, localStorage, sessionStorage, cookies, caches or the history's state. */
export function traces(page, words) {
  return page.evaluate(search, words);
}

async function search(words) {
  const found = [];
  const needles = words.flatMap((word) => [word, [...new TextEncoder().encode(word)].join(',')]);

  function look(where, value) {
    const text = flatten(value, new Set());
    for (const needle of needles) if (text.includes(needle)) found.push(`${where}: ${needle}`);
  }

  /** Text as it is; bytes as numbers and as the text they may be in UTF-8 or UTF-16. */
  function flatten(value, seen) {
    if (value === null || value === undefined) return '';
    if (typeof value !== 'object') return ` ${String(value)}`;
    if (seen.has(value)) return '';
    seen.add(value);
    if (value instanceof ArrayBuffer) return bytes(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    if (value instanceof CryptoKey) return value.extractable ? ` EXTRACTABLE ${words.join(' ')}` : '';
    return Object.entries(value)
      .map(([key, part]) => ` ${key}${flatten(part, seen)}`)
      .join('');
  }

  function bytes(array) {
    const even = array.slice(0, array.length & ~1);
    return ` ${new TextDecoder('utf-8').decode(array)} ${new TextDecoder('utf-16le').decode(even)} ${array.join(',')}`;
  }

  function done(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  let rows = 0;
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const held = db.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(held.getAllKeys()), done(held.getAll())]);
      rows += keys.length;
      look(`IndexedDB ${name}/${store} keys`, keys);
      look(`IndexedDB ${name}/${store}`, values);
    }
    db.close();
  }
  if (rows === 0) found.push('nothing is kept at all: this search proves nothing');
  look('localStorage', { ...localStorage });
  look('sessionStorage', { ...sessionStorage });
  look('cookies', document.cookie);
  look('address', decodeURIComponent(location.href));
  look('history', history.state);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    look(`cache ${name}`, (await cache.keys()).map(({ url }) => decodeURIComponent(url)));
  }
  return found;
}
