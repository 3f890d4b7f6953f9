// The instruments themselves: a search that finds nothing and a proxy that cuts nothing would prove nothing.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { uuid7 } from './lib/api.mjs';
import { need } from './lib/env.mjs';
import { expect, test } from './lib/fixtures.mjs';
import { Ledger } from './lib/ledger.mjs';
import { nextBuild, readManifest } from './lib/next-build.mjs';
import { TOWNSHIP, VILLAGE } from './lib/places.mjs';
import { Proxy } from './lib/proxy.mjs';
import { seeded } from './lib/random.mjs';
import { aStation } from './lib/stations.mjs';
import { traces } from './lib/traces.mjs';

test('the search for personal data finds it in text, bytes, keys and caches', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(async () => {
    localStorage.setItem('x', JSON.stringify({ name: '欧阳明文' }));
    const db = await new Promise((resolve) => {
      const opening = indexedDB.open('probe', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
      opening.onsuccess = () => resolve(opening.result);
    });
    const rows = db.transaction('rows', 'readwrite').objectStore('rows');
    rows.put(new TextEncoder().encode('..欧阳字节..'), 'a');
    rows.put({ deep: [{ er: '欧阳深处' }] }, '欧阳钥匙');
    await new Promise((resolve) => (rows.transaction.oncomplete = resolve));
    db.close();
    await (await caches.open('probe')).put('/x?name=欧阳地址', new Response('x'));
  });
  for (const word of ['欧阳明文', '欧阳字节', '欧阳深处', '欧阳钥匙', '欧阳地址']) {
    expect(await traces(page, [word]), word).not.toEqual([]);
  }
  expect(await traces(page, ['从来没有'])).toEqual([]);
});

test.describe('the proxy', () => {
  /** A server that counts what reaches it. */
  async function withProxy(action) {
    const bodies = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      bodies.push(body);
      response.end('y'.repeat(5_000));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = await Proxy.start(server.address().port);
    try {
      await action(proxy, bodies);
    } finally {
      await proxy.stop();
      server.closeAllConnections();
      server.close();
    }
  }

  const post = (proxy, body) => fetch(`${proxy.url}/x`, { method: 'POST', body }).then((answer) => answer.text());

  test('loses the answer and not the request', async () => {
    await withProxy(async (proxy, bodies) => {
      const lost = proxy.loseAnswers('POST /x');
      await expect(post(proxy, 'first')).rejects.toThrow();
      await lost;
      expect(bodies).toEqual(['first']);
      expect(await post(proxy, 'second')).toHaveLength(5_000);
      expect(proxy.count('POST /x')).toBe(2);
    });
  });

  test('holds the answer back and lets the request through', async () => {
    await withProxy(async (proxy, bodies) => {
      const given = proxy.holdAnswer('POST /x');
      const asked = post(proxy, 'held').then(
        () => 'answered',
        () => 'cut off',
      );
      await given;
      expect(bodies).toEqual(['held']);
      expect(await post(proxy, 'next')).toHaveLength(5_000);
      proxy.goOffline();
      expect(await asked, 'nothing of the answer has come').toBe('cut off');
    });
  });

  test('breaks an answer off after so many bytes, of those that it is told of', async () => {
    await withProxy(async (proxy, bodies) => {
      const broke = proxy.cutAnswers('POST /x', 500);
      await expect(post(proxy, 'first')).rejects.toThrow();
      await broke;
      expect(proxy.down).toBe(500);
      expect(bodies).toEqual(['first']);
      expect(await post(proxy, 'second')).toHaveLength(5_000);
      proxy.fate = (line) => (line === 'POST /x' ? 4_000 : null);
      await expect(post(proxy, 'third')).rejects.toThrow();
      expect(await (await fetch(`${proxy.url}/other`, { method: 'POST', body: 'fourth' })).text()).toHaveLength(5_000);
      proxy.fate = () => 9_000;
      expect(await post(proxy, 'short'), 'an answer that is no longer than that passes').toHaveLength(5_000);
    });
  });

  test('holds an answer after so many bytes', async () => {
    await withProxy(async (proxy) => {
      const given = proxy.holdAnswer('POST /x', 1_000);
      const asked = fetch(`${proxy.url}/x`, { method: 'POST', body: 'held' });
      await given;
      const answer = await asked;
      expect(answer.status, 'its head has come').toBe(200);
      const text = answer.text().catch(() => 'cut off');
      proxy.goOffline();
      expect(await text).toBe('cut off');
      expect(proxy.down).toBe(1_000);
    });
  });

  test('blocks what it is told to, before the server hears of it', async () => {
    await withProxy(async (proxy, bodies) => {
      proxy.blocked = /^POST \/x/;
      await expect(post(proxy, 'blocked')).rejects.toThrow();
      expect(bodies).toEqual([]);
      expect(proxy.count('POST /x')).toBe(0);
      proxy.blocked = null;
      await post(proxy, 'free');
      expect(bodies).toEqual(['free']);
    });
  });

  test('is gone when told so, and comes back', async () => {
    await withProxy(async (proxy, bodies) => {
      proxy.goOffline();
      await expect(post(proxy, 'lost')).rejects.toThrow();
      expect(proxy.refused).toBeGreaterThan(0);
      proxy.comeBack();
      await post(proxy, 'there');
      expect(bodies).toEqual(['there']);
    });
  });

  test('is as slow as it says', async () => {
    await withProxy(async (proxy) => {
      proxy.delay = 100;
      proxy.rate = 10_000;
      const start = Date.now();
      await post(proxy, 'x');
      const took = Date.now() - start;
      // A round trip to connect, one to ask, and half a second for 5,000 bytes.
      expect(took).toBeGreaterThan(850);
    });
  });
});

test('ids are UUIDv7 and sort by time', () => {
  const ids = Array.from({ length: 50 }, uuid7);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(50);
});

test('no station is given twice, and none that journeys know by name', () => {
  const given = [...Array.from({ length: 20 }, () => aStation()), aStation('township')];
  expect(new Set(given).size).toBe(21);
  expect(given.map((code) => code.length)).toEqual([...Array(20).fill(12), 9]);
  for (const known of [VILLAGE, TOWNSHIP]) expect(given).not.toContain(known);
});

test('the next build is another one throughout, and as whole as the first', () => {
  const first = readManifest(need('VS_SPA_DIR'));
  const { folder, build, paths } = nextBuild();
  const next = readManifest(folder);
  expect(next.build).toBe(build);
  expect(build).not.toBe(first.build);
  expect(next.assets.map(({ kind }) => kind)).toEqual(first.assets.map(({ kind }) => kind));
  const hashed = ({ assets }) => assets.filter(({ immutable }) => immutable).map(({ path }) => path);
  expect(hashed(first).filter((path) => paths.includes(path)), 'a name that both have').toEqual([]);
  const text = ['/index.html', '/sw.js'].map((path) => readFileSync(join(folder, path), 'utf8')).join();
  for (const path of hashed(first)) expect(text).not.toContain(path);
  for (const path of hashed(next).filter((name) => name.endsWith('.wasm'))) {
    expect(WebAssembly.validate(readFileSync(join(folder, path))), path).toBe(true);
  }
  expect(readManifest(nextBuild(undefined, { lacking: '/booking-' }).folder).assets).toHaveLength(first.assets.length - 1);
});

test('chance repeats itself with its seed', () => {
  const draw = (seed) => Array.from({ length: 5 }, seeded(seed).next);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  for (const number of draw(7)) expect(number >= 0 && number < 1).toBe(true);
});

test.describe('the ledger', () => {
  const BOOK = { what: { CreateBooking: ['1', {}] }, parked: null };
  const CANCEL = { what: { CancelBooking: '1' }, parked: null };
  const waits = { records: { 'b/1': { view: null } }, outbox: { a: BOOK }, drafts: {} };
  const nothing = { records: {}, outbox: {}, drafts: { booking: { id: '1' } } };

  /** A ledger in which one booking was tried. */
  function tried({ shown }) {
    const ledger = new Ledger();
    ledger.begin('book', 'b/1', { draft: 'booking', thing: {} });
    if (shown) ledger.shown('book', 'b/1');
    return ledger;
  }

  for (const [what, phone, shown] of [
    ['shown, and not there', nothing, true],
    ['a record without its row', { ...waits, outbox: {} }, false],
    ['a row without its record', { ...waits, records: {} }, false],
    ['twice in the outbox', { ...waits, outbox: { a: BOOK, b: BOOK } }, false],
    ['neither a draft nor an action', { ...nothing, drafts: {} }, false],
    ['a record that nobody asked for', { ...waits, records: { ...waits.records, 'b/2': { view: {} } } }, false],
    ['a row that nobody asked for', { ...waits, outbox: { a: BOOK, b: CANCEL } }, false],
  ]) {
    test(`sees ${what}`, () => {
      expect(() => tried({ shown }).compare(phone)).toThrow();
    });
  }

  test('sees what was there and is gone later, and lets pass what is whole', () => {
    for (const shown of [true, false]) {
      const ledger = tried({ shown });
      ledger.compare(waits);
      ledger.compare({ ...waits, records: { 'b/1': { view: { state: 'confirmed' } } }, outbox: {} });
      expect(() => ledger.compare(nothing)).toThrow();
      expect(() => ledger.compare({ ...waits, outbox: {} })).toThrow();
    }
    tried({ shown: false }).compare(nothing);
  });
});
