// The service worker goes, its caches are emptied, the site's data are cleared: the app goes on as a page, keeps what it is given, says
// how things stand, and is offline-ready again when it has been opened with a network.
import { asks, bookUpTo, chip, drawn, follow, open, press, QUESTIONS } from './lib/app.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { DISTRICT, SERVICE } from './lib/places.mjs';
import { actionsSent, ARRIVES } from './lib/sending.mjs';
import { kept } from './lib/vault.mjs';

/** Takes away what lets the app start without a network: the caches and, unless `but` says so, the worker. */
async function takeAway(page, { worker = true } = {}) {
  await page.evaluate(async (whole) => {
    for (const name of await caches.keys()) await caches.delete(name);
    if (whole) for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  }, worker);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}

/** In the page: whether the part that sends has come; it does so after the first screen. */
function engineRuns() {
  return performance.getEntriesByType('resource').some(({ name }) => /\/assets\/engine-/.test(name));
}

for (const [what, options] of [
  ['the worker and its caches are gone', { worker: true }],
  ['the caches are emptied and the worker stays', { worker: false }],
]) {
  test(`${what} in the middle of a booking without a network: kept, sent once, and ready again`, async ({ page, context, site: { proxy, api } }) => {
    test.slow();
    await open(page, '/');
    await installed(page);
    const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
    const person = await bookUpTo(page, 'check', { station: DISTRICT, times: [slot] });
    await expect.poll(() => page.evaluate(engineRuns)).toBe(true);
    proxy.goOffline();
    await context.setOffline(true);
    await takeAway(page, options);

    await press(page, '提交预约');
    await asks(page, '已存本机，联网后自动送达');
    await expect(chip(page)).toContainText('1 项待发送');
    // The code of another page cannot come; that is said, and the way back works.
    await follow(page, '回首页');
    await page.locator('footer a[href="/privacy"]').click();
    const main = page.locator('main');
    await expect(main).toContainText(/这一页还没有下载好|个人信息处理告知/);
    await expect(main.locator('a[href="/"], a[href="tel:12345"]').first()).toBeVisible();
    await page.goBack();
    await asks(page, '老兵，欢迎回家');

    // The page cannot be started without a network now; with one all is there.
    await page.reload().catch(() => {});
    proxy.comeBack();
    await context.setOffline(false);
    await expect(() => page.goto('/my')).toPass();
    await drawn(page);
    await page.locator('main a[href^="/my/bookings/"]').first().click();
    await expect(main).toContainText(person.name);
    await expect(page.getByText('已确认').first()).toBeVisible(ARRIVES);
    expect(new Set(actionsSent(proxy)).size).toBe(1);
    expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot)).toBe(slot.left - 1);

    // And it can do without a network again.
    await open(page, '/');
    await installed(page);
    proxy.goOffline();
    await context.setOffline(true);
    await open(page, '/book/service');
    await asks(page, QUESTIONS.service);
    await open(page, '/privacy');
    await expect(main).not.toContainText('还没有下载好');
  });
}

test('all that the site keeps is cleared under an open page: what is typed stays, what is submitted then is kept', async ({ page, context, site: { proxy, api } }) => {
  test.slow();
  await open(page, '/');
  await installed(page);
  const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
  const person = await bookUpTo(page, 'check', { station: DISTRICT, times: [slot] });
  proxy.goOffline();
  await context.setOffline(true);
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'indexeddb' });
  await expect(page.locator('dl.sum'), 'it is still on the page').toContainText(person.name);
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');

  await page.reload();
  await asks(page, '已存本机，联网后自动送达');
  const { records, outbox } = await kept(page);
  expect(Object.keys(records)).toHaveLength(1);
  expect(Object.keys(outbox)).toHaveLength(1);
  await open(page, '/my');
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.locator('main')).toContainText(person.name);
  proxy.comeBack();
  await context.setOffline(false);
  await expect(page.getByText('已确认').first()).toBeVisible(ARRIVES);
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot)).toBe(slot.left - 1);
});

test('no worker may be had at all: it is a page, and what it keeps is as safe', async ({ page, context, site: { proxy } }) => {
  // As in the browsers inside other apps: there is the interface, and it refuses.
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));
  });
  await bookUpTo(page, 'check', { station: DISTRICT });
  proxy.goOffline();
  await context.setOffline(true);
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await page.close();
  proxy.comeBack();
  await context.setOffline(false);
  const later = await context.newPage();
  await open(later, '/my');
  await later.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(later.getByText('已确认').first()).toBeVisible(ARRIVES);
  expect(new Set(actionsSent(proxy)).size).toBe(1);
});
