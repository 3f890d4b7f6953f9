// Answers that break off after any number of bytes, and some that stop coming: nothing is taken for whole that is not, nothing is lost,
// nothing is done twice, and the next try goes on.
import { asks, bookUpTo, chooseTimes, chip, drawn, open, press, QUESTIONS, reference } from './lib/app.mjs';
import { need } from './lib/env.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { readManifest } from './lib/next-build.mjs';
import { DISTRICT, SERVICE, VILLAGE } from './lib/places.mjs';
import { seededRun } from './lib/random.mjs';
import { actionsSent, ARRIVES, SENDS } from './lib/sending.mjs';
import { kept } from './lib/vault.mjs';

const MINUTE = 60_000;

/**
 * From now on every answer to a request like `pattern` breaks off after `bytes`. (Not only the next: where an answer breaks off in its
 * head, the browser itself asks again on the next connection that it has.)
 */
function breakOff(proxy, pattern, bytes) {
  proxy.fate = (line) => (pattern.test(line) ? bytes : null);
}

function breakNothing(proxy) {
  proxy.fate = () => null;
}

/** The one booking, and what of it waits. */
async function mine(page) {
  const { records, outbox } = await kept(page);
  const [record] = Object.values(records);
  return { record, waiting: Object.values(outbox) };
}

/**
 * Has the answer to what waits break off after 1, 1 + step, 1 + 2 steps ... bytes, until one comes whole; `granted(record)`: it has
 * been taken in. Answers how often it broke off.
 */
async function breakOffEverywhere(page, proxy, { step, granted }) {
  for (let tries = 0; ; tries += 1) {
    breakOff(proxy, SENDS, 1 + tries * step);
    if (tries === 0) {
      proxy.blocked = null;
      await open(page, '/my/outbox');
    }
    const { waiting } = await mine(page);
    const before = waiting[0].attempts;
    await press(page, '现在试一次');
    const over = async () => {
      const now = await mine(page);
      expect(granted(now.record), 'taken in exactly when nothing waits').toBe(now.waiting.length === 0);
      return now.waiting.length === 0 ? 'whole' : now.waiting[0].attempts > before ? 'broken' : 'under way';
    };
    await expect.poll(over, { intervals: [20], timeout: MINUTE }).not.toBe('under way');
    if ((await mine(page)).waiting.length === 0) {
      breakNothing(proxy);
      return tries;
    }
    await expect(chip(page)).toContainText('1 项待发送');
  }
}

test('the receipts of a booking, a change and a cancellation break off at every place', async ({ page, context, site: { proxy, api } }) => {
  test.slow();
  await open(page, '/');
  await installed(page);
  const [first, second] = await api.openSlots(DISTRICT, SERVICE, 2);
  await bookUpTo(page, 'check', { station: DISTRICT, times: [first] });
  proxy.goOffline();
  await context.setOffline(true);
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  const booking = page.url().split('/').pop();

  // What is tried of itself when the network is back would be one try more than is counted.
  proxy.blocked = SENDS;
  proxy.comeBack();
  await context.setOffline(false);
  const booked = await breakOffEverywhere(page, proxy, { step: 31, granted: ({ view }) => view !== null });
  expect(booked, 'places where the receipt of a booking broke off').toBeGreaterThan(15);
  expect(new Set(actionsSent(proxy)).size).toBe(1);
  expect(await api.placesLeft(DISTRICT, SERVICE, first.slot), 'one place is taken').toBe(first.left - 1);

  proxy.blocked = SENDS;
  await open(page, `/my/bookings/${booking}/change`);
  await chooseTimes(page, [second]);
  await press(page, '提交新时间');
  await expect(page.locator('.path')).toContainText('改时间的请求已存本机');
  const changed = await breakOffEverywhere(page, proxy, { step: 83, granted: ({ view }) => view.slot === second.slot });
  expect(changed).toBeGreaterThan(5);
  expect(new Set(actionsSent(proxy)).size).toBe(2);
  expect(await api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left - 1);
  expect(await api.placesLeft(DISTRICT, SERVICE, first.slot)).toBe(first.left);

  proxy.blocked = SENDS;
  await open(page, `/my/bookings/${booking}`);
  await press(page, '取消预约');
  await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
  await expect(page.locator('.path')).toContainText('取消的请求已存本机');
  const cancelled = await breakOffEverywhere(page, proxy, { step: 83, granted: ({ view }) => view.state === 'cancelled' });
  expect(cancelled).toBeGreaterThan(5);
  expect(new Set(actionsSent(proxy)).size).toBe(3);
  expect(await api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left);
});

test('the receipt stops coming: said after a while, tried again, booked once', async ({ page, site: { proxy, api } }) => {
  test.slow();
  const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
  await bookUpTo(page, 'check', { station: DISTRICT, times: [slot] });
  const held = proxy.holdAnswer(SENDS, 150);
  await press(page, '提交预约');
  await held;
  await asks(page, '已存本机，联网后自动送达');
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot), 'the server has it').toBe(slot.left - 1);
  await asks(page, '预约已确认', ARRIVES);
  expect(new Set(actionsSent(proxy)).size).toBe(1);
  expect(actionsSent(proxy).length).toBeGreaterThan(1);
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot)).toBe(slot.left - 1);
});

test('a network that breaks off two answers in five, at any byte: booked, changed and cancelled once each', async ({ page, site: { proxy, api } }) => {
  test.slow();
  const chance = seededRun('broken answers');
  await open(page, '/');
  await installed(page);
  const [first, second] = await api.openSlots(DISTRICT, SERVICE, 2);
  proxy.delay = 20;
  // Times on offer come whole: one is chosen by its minute, and a phone that knows none of them offers half-hours.
  proxy.fate = (line) => (/ \/api\//.test(line) && !line.includes('/availability') && chance.next() < 0.4 ? chance.between(0, 1200) : null);
  const push = async (words) => {
    // Somebody who looks again and again: every look tries what waits.
    const settled = async () => {
      await open(page, page.url());
      const there = page.locator('main').getByText(words).first().waitFor({ timeout: 5_000 });
      return there.then(
        () => true,
        () => false,
      );
    };
    await expect.poll(settled, { timeout: 2 * MINUTE }).toBe(true);
  };
  await bookUpTo(page, 'check', { station: DISTRICT, times: [first] });
  await press(page, '提交预约');
  await expect(page).toHaveURL(/\/book\/done\//);
  await push('预约已确认');
  await open(page, `/my/bookings/${page.url().split('/').pop()}`);
  const booking = page.url();
  await open(page, `${booking}/change`);
  await chooseTimes(page, [second]);
  await press(page, '提交新时间');
  await expect(page).toHaveURL(booking);
  await push('您改了时间');
  await press(page, '取消预约');
  await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
  await expect(page.locator('.path')).toContainText(/取消的请求已存本机|已取消/);
  await push('已取消');
  breakNothing(proxy);
  await expect.poll(async () => (await mine(page)).waiting.length, ARRIVES).toBe(0);
  expect(new Set(actionsSent(proxy)).size).toBe(3);
  expect(await api.placesLeft(DISTRICT, SERVICE, first.slot)).toBe(first.left);
  expect(await api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left);
});

test.describe('the app’s own files, without a service worker', () => {
  const { assets } = readManifest(need('VS_SPA_DIR'));
  const size = (pattern) => assets.find(({ path }) => pattern.test(path));
  const WASM = size(/^\/assets\/app-.*\.wasm$/);
  const SCRIPT = size(/^\/assets\/app-.*\.js$/);
  const BOOT = size(/^\/assets\/boot-/);
  const STYLE = size(/\.css$/);
  const PAGE = size(/^\/index\.html$/);

  /** Places spread over an answer: in its head, in its body, and just before its end. */
  const spread = ({ brotli }) => [0, 7, 300, Math.floor(brotli / 3), Math.floor((2 * brotli) / 3), brotli + 150];
  const get = ({ path }) => new RegExp(`^GET ${path === '/index.html' ? '/' : path}$`);

  test('the module breaks off anywhere: it is fetched again of itself', async ({ phone, site: { proxy } }) => {
    test.slow();
    for (const bytes of spread(WASM)) {
      const context = await phone({ serviceWorkers: 'block' });
      const page = await context.newPage();
      breakOff(proxy, get(WASM), bytes);
      await page.goto('/');
      await expect(page.locator('#not-loaded'), `${bytes}: said`).toBeVisible();
      await expect(page.locator('a.row[href="tel:12345"]'), 'and what there is can be used').toBeVisible();
      breakNothing(proxy);
      await drawn(page);
      await expect(page.locator('#not-loaded')).toBeHidden();
      await context.close();
    }
  });

  for (const [what, file] of [['page', PAGE], ['script', SCRIPT], ['first script', BOOT], ['style', STYLE]]) {
    test(`the ${what} breaks off anywhere: loaded anew, all is there`, async ({ phone, site: { proxy } }) => {
      test.slow();
      for (const bytes of spread(file)) {
        const context = await phone({ serviceWorkers: 'block' });
        const page = await context.newPage();
        breakOff(proxy, get(file), bytes);
        // A page that breaks off is never loaded, as the browser sees it.
        await page.goto('/', { waitUntil: file === PAGE ? 'commit' : 'load' }).catch(() => {});
        breakNothing(proxy);
        if (file === SCRIPT) {
          await expect(page.locator('#not-loaded'), `${bytes}: said`).toBeVisible();
          await page.locator('#not-loaded a').click();
        } else {
          // Where nothing at all came, the page shown is the browser's own.
          await expect(() => page.goto('/')).toPass();
        }
        await drawn(page);
        await expect(page.locator('#not-loaded')).toBeHidden();
        const styled = await page.evaluate(() => getComputedStyle(document.querySelector('nav.tabs')).position);
        expect(styled, `${bytes}: with its style`).toBe('fixed');
        await context.close();
      }
    });
  }

  test('the code of a page breaks off anywhere, or stops coming: another try brings it', async ({ phone, site: { proxy } }) => {
    test.slow();
    const context = await phone({ serviceWorkers: 'block' });
    const page = await context.newPage();
    const chunk = size(/\/services-/);
    await open(page, '/');
    // The second time it comes from the browser's own cache: each time it is emptied.
    const session = await context.newCDPSession(page);
    for (const bytes of spread(chunk)) {
      await session.send('Network.clearBrowserCache');
      await open(page, '/');
      breakOff(proxy, get(chunk), bytes);
      await page.getByRole('link', { name: '服务', exact: true }).click();
      await expect(page.locator('main'), String(bytes)).toContainText('这一页还没有下载好');
      breakNothing(proxy);
      await press(page, '再试一次');
      await asks(page, '服务事项');
    }
    await session.send('Network.clearBrowserCache');
    await open(page, '/');
    const held = proxy.holdAnswer(get(chunk), 5_000);
    await page.getByRole('link', { name: '服务', exact: true }).click();
    await held;
    await page.getByRole('link', { name: '服务站', exact: true }).click();
    await expect(page.locator('#station-q'), 'the others can be opened meanwhile').toBeVisible();
    proxy.goOffline();
    proxy.comeBack();
    await page.getByRole('link', { name: '服务', exact: true }).click();
    const again = page.getByRole('button', { name: '再试一次' });
    await expect(again.or(page.getByRole('heading', { level: 1, name: '服务事项' }))).toBeVisible();
    if (await again.isVisible()) await again.click();
    await asks(page, '服务事项');
  });

  test('the stations break off anywhere: never shown in part, and there at the next try', async ({ phone, site: { proxy } }) => {
    test.slow();
    for (const bytes of [0, 90, 1_000, 9_000, 30_000]) {
      const context = await phone({ serviceWorkers: 'block' });
      const page = await context.newPage();
      breakOff(proxy, /^GET \/api\/v1\/packs\/stations/, bytes);
      await open(page, '/stations?q=fmlsq');
      const station = page.locator(`main a.row[href="/stations/${VILLAGE}"]`);
      const again = page.getByRole('button', { name: '再试一次' });
      await expect(again.or(station), String(bytes)).toBeVisible();
      expect(bytes > 0 || (await again.isVisible()), 'where nothing came, nothing is shown').toBe(true);
      breakNothing(proxy);
      if (await again.isVisible()) {
        await expect(page.locator('main a.row[href^="/stations/50"]'), 'not a part of them').toHaveCount(0);
        await again.click();
      }
      await expect(station).toBeVisible();
      await context.close();
    }
  });
});

test('files break off while the worker fetches them: none is kept in part, and all are there in the end', async ({ page, site: { proxy } }) => {
  test.slow();
  const chance = seededRun('broken files');
  const { assets } = readManifest(need('VS_SPA_DIR'));
  await open(page, '/');
  let left = 12;
  proxy.fate = (line) => (/\/assets\//.test(line) && left > 0 && chance.next() < 0.5 ? ((left -= 1), chance.between(0, 20_000)) : null);
  const lengths = () =>
    page.evaluate(async () => {
      const found = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          const answer = await cache.match(request);
          if (/\/assets\//.test(request.url)) found.push([new URL(request.url).pathname, (await answer.arrayBuffer()).byteLength]);
        }
      }
      return found;
    });
  const whole = async () => {
    for (const [path, length] of await lengths()) expect(length, path).toBe(assets.find((asset) => asset.path === path).bytes);
  };
  await expect.poll(() => left, { timeout: MINUTE, intervals: [100] }).toBeLessThan(12);
  await whole();
  breakNothing(proxy);
  // Each start of the app has the worker fetch what it lacks.
  for (const path of ['/services', '/my', '/volunteer', '/book/service', '/about', '/']) {
    await open(page, path);
    await whole();
  }
  await installed(page);
  await whole();
  proxy.goOffline();
  await open(page, '/book/service');
  await asks(page, QUESTIONS.service);
  await expect(page.locator('main')).not.toContainText('还没有下载好');
});
