// When a phone has everything it needs to do without a network.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the service worker is to keep, from the build's own list. */
async function wanted(page, folder) {
  if (folder) {
    const { assets } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    return assets.filter(({ kind }) => ['html', 'shell', 'chunk'].includes(kind)).map(({ path }) => path);
  }
  // Measurements know the server only by its address: the worker's own lists will do, but for what it keeps only once it was called for.
  const worker = (await (await page.request.get('/sw.js')).text()).replace(/\bRARE *= *\[.*?\]/s, '');
  return [...new Set(worker.match(/"\/[^"*]*"|'\/[^'*]*'/g).map((quoted) => quoted.slice(1, -1)))].filter((path) => /^\/assets\/./.test(path));
}

/** Waits until the worker rules the page, all pages of the app are kept, and the stations and the catalogue are stored. */
export async function installed(page, folder = process.env.VS_SPA_DIR) {
  const paths = await wanted(page, folder);
  await until(page, workerRules);
  await until(page, allKept, paths);
  await until(page, dataStored);
}

/** Asks the page again and again, for at most two minutes. (`waitForFunction` would take a promise for a yes.) */
async function until(page, question, argument) {
  const end = Date.now() + 120_000;
  while (!(await page.evaluate(question, argument))) {
    if (Date.now() > end) throw new Error(`not after two minutes: ${question.name}`);
    await page.waitForTimeout(100);
  }
}

/** In the page: whether a service worker answers its requests. */
function workerRules() {
  return navigator.serviceWorker.controller !== null;
}

/** In the page: whether all files are in the worker's cache. */
async function allKept(paths) {
  const kept = await Promise.all(paths.map((path) => caches.match(path, { ignoreVary: true })));
  return kept.every(Boolean);
}

/** In the page: whether IndexedDB holds a shard for each district and the catalogue. */
async function dataStored() {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  let rows = 0;
  for (const name of names) {
    rows += await new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => resolve(0);
      opening.onsuccess = () => {
        const db = opening.result;
        const stores = [...db.objectStoreNames];
        if (stores.length === 0) return resolve(0);
        const transaction = db.transaction(stores);
        let count = 0;
        for (const store of stores) transaction.objectStore(store).count().onsuccess = (event) => (count += event.target.result);
        transaction.oncomplete = () => {
          db.close();
          resolve(count);
        };
      };
    });
  }
  // 38 districts, their head, the catalogue and two stamps.
  return rows >= 41;
}
