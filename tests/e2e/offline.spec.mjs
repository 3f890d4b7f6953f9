// No network, no server: what was seen once can be read, what is done is kept, and arrives exactly once.
import { chromium as chromiumType } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { QUESTIONS, asks, book, bookUpTo, chip, drawn, follow, goOnUpTo, open, press, reference, replaceTimes } from './lib/app.mjs';
import { chromium, flags, need } from './lib/env.mjs';
import { expect, siteTest as test, watch } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { actionsSent, ARRIVES, bringsAction } from './lib/sending.mjs';
import { chooseStation } from './lib/volunteer.mjs';
import { CARD, CARD_TITLE, CATEGORY, DISTRICT, SERVICE, SERVICE_TITLE, VILLAGE, VILLAGE_NAME } from './lib/places.mjs';

/** The one booking in the list of mine. */
async function openMine(page) {
  await page.goto('/my');
  await drawn(page);
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.locator('.path')).toBeVisible();
}

test('cold start with the server stopped: a browser started anew reads everything, with no byte from the network', async ({ site }) => {
  test.slow();
  const profile = mkdtempSync(join(need('VS_WORK_DIR'), 'phone-'));
  const options = { executablePath: chromium, args: flags, baseURL: site.proxy.url, viewport: { width: 360, height: 800 }, locale: 'zh-CN' };

  const before = await chromiumType.launchPersistentContext(profile, options);
  const first = before.pages()[0];
  await open(first, '/');
  await installed(first);
  await open(first, `/stations/${VILLAGE}`);
  await press(first, '设为我的服务站');
  const made = await book(first);
  await before.close();

  await site.server.stop();
  site.proxy.goOffline();
  const down = site.proxy.down;

  const after = await chromiumType.launchPersistentContext(profile, options);
  const faults = watch(after);
  await after.setOffline(true);
  const page = after.pages()[0];
  await open(page, '/');
  await expect(page.locator('.card.mine')).toContainText(VILLAGE_NAME);
  await page.locator(`a.tile[href="/services/c/${CATEGORY}"]`).click();
  await expect(page.locator(`main a[href="/services/${SERVICE}"]`)).toBeVisible();
  await open(page, `/services/${CARD}`);
  await asks(page, CARD_TITLE);
  await expect(page.locator('.tick').first()).toBeVisible();
  await open(page, '/stations');
  await page.locator('#station-q').fill('fmlsq');
  await page.locator(`main a.row[href="/stations/${VILLAGE}"]`).click();
  await asks(page, VILLAGE_NAME);
  await openMine(page);
  await expect(page.locator('main')).toContainText(made.name);
  expect(await reference(page)).toBe(made.reference);
  await expect(page.getByText('已确认').first(), 'what is known stays known').toBeVisible();
  for (const path of ['/volunteer', '/privacy', '/about', '/my/data', '/my/outbox', '/book/service', `/services/${SERVICE}/print`]) {
    await open(page, path);
    await expect(page.locator('main'), path).not.toContainText(/还没有下载好|还没有取到/);
  }
  expect(site.proxy.down - down, 'bytes from the network').toBe(0);
  expect(faults).toEqual([]);
  await after.close();
});

test('a booking made offline is kept, survives closing the tab, and is sent exactly once', async ({ page, context, site: { proxy, api } }) => {
  await open(page, '/');
  await installed(page);
  const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
  await bookUpTo(page, 'check', { station: DISTRICT, times: [slot] });
  proxy.goOffline();
  await context.setOffline(true);
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await expect(page.locator('body')).not.toContainText('预约已确认');
  await expect(page.locator('main .ref')).toHaveCount(0);
  await expect(chip(page)).toContainText('1 项待发送');
  await page.reload();
  await asks(page, '已存本机，联网后自动送达');
  await page.close();

  const later = await context.newPage();
  await openMine(later);
  await expect(later.getByText('已存本机').first()).toBeVisible();
  await expect(later.locator('main')).not.toContainText('已确认');
  await open(later, '/my/outbox');
  await expect(later.locator('main')).toContainText(SERVICE_TITLE);
  expect(actionsSent(proxy).length, 'nothing has left the phone').toBe(0);

  proxy.comeBack();
  await context.setOffline(false);
  await openMine(later);
  await expect(later.getByText('已确认').first()).toBeVisible(ARRIVES);
  await reference(later);
  await expect(chip(later)).not.toContainText('待发送');
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot), 'one place is taken, not two').toBe(slot.left - 1);
  expect(actionsSent(proxy)).toHaveLength(1);
});

test('booked wholly offline, from a phone that has only visited the first page', async ({ page, context, site: { proxy } }) => {
  await open(page, '/');
  await installed(page);
  await page.close();
  proxy.goOffline();
  await context.setOffline(true);
  const later = await context.newPage();
  await bookUpTo(later, 'done', { station: DISTRICT });
  await asks(later, '已存本机，联网后自动送达');
  proxy.comeBack();
  await context.setOffline(false);
  await asks(later, /预约已确认|约上了，时间有调整/, ARRIVES);
  expect(new Set(actionsSent(proxy)).size).toBe(1);
});

test('the answer is lost after the server has booked: sent again, booked once', async ({ page, site: { proxy, api } }) => {
  const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
  await bookUpTo(page, 'check', { station: DISTRICT, times: [slot] });
  const lost = proxy.loseAnswers(bringsAction);
  await press(page, '提交预约');
  await lost;
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot), 'the server has it').toBe(slot.left - 1);
  await expect(page.locator('main h1')).toHaveText('预约已确认', ARRIVES);
  const sent = actionsSent(proxy);
  expect(sent.length, 'it was sent more than once').toBeGreaterThan(1);
  expect(new Set(sent).size, 'always as the same action').toBe(1);
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot), 'one place is taken, not two').toBe(slot.left - 1);
});

test('the tab dies while the answer is on its way: the next start sends it again, booked once', async ({ page, context, site: { proxy, api } }) => {
  const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
  await bookUpTo(page, 'check', { station: DISTRICT, times: [slot] });
  const given = proxy.holdAnswer(bringsAction);
  await press(page, '提交预约');
  await given;
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot), 'the server has it').toBe(slot.left - 1);
  await expect(page.locator('main'), 'the phone does not know it').not.toContainText('预约已确认');
  await page.close({ runBeforeUnload: false });
  const later = await context.newPage();
  await openMine(later);
  await expect(later.getByText('已确认').first()).toBeVisible(ARRIVES);
  expect(new Set(actionsSent(proxy)).size).toBe(1);
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot)).toBe(slot.left - 1);
});

test('the server is killed and comes back: what it had acknowledged is there, what waits arrives', async ({ page, site: { server, api } }) => {
  const made = await book(page);
  await bookUpTo(page, 'check', { station: DISTRICT });
  await server.kill();
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await server.startAgain();
  await asks(page, /预约已确认|约上了，时间有调整/, ARRIVES);
  const found = await api.ask('POST', '/api/v1/bookings/lookup', { reference: made.reference, mobile: made.mobile });
  expect(found.status, found.text).toBe(200);
});

test('refused for good while offline: parked with the reason, mended, sent again', async ({ page, context, site: { proxy, api } }) => {
  await open(page, '/');
  await installed(page);
  const [first, second] = await api.openSlots(VILLAGE, SERVICE, 2);
  const person = await bookUpTo(page, 'check', { station: VILLAGE, times: [first] });
  proxy.goOffline();
  await context.setOffline(true);
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await api.fill(VILLAGE, SERVICE, first.slot);
  proxy.comeBack();
  await context.setOffline(false);
  await asks(page, '没有约上', ARRIVES);
  await expect(page.locator('main')).toContainText('这个时间已约满');
  await expect(chip(page)).toContainText('1 项要处理');

  await open(page, '/my/outbox');
  await expect(page.locator('main')).toContainText(SERVICE_TITLE);
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.getByText('未成功').first()).toBeVisible();
  await expect(page.locator('main')).toContainText('这个时间已约满');
  await expect(page.locator('main'), 'nothing is lost').toContainText(person.name);
  await page.getByRole('link', { name: '另选时间' }).click();
  await replaceTimes(page, [second]);
  await press(page, '提交新时间');
  await expect(page.getByText('已确认').first()).toBeVisible(ARRIVES);
  await expect(chip(page)).not.toContainText('要处理');
  expect(await api.placesLeft(VILLAGE, SERVICE, second.slot)).toBe(0);
});

test('a change and a cancellation made offline wait in order and arrive', async ({ page, context, site: { proxy, api } }) => {
  await open(page, '/');
  await installed(page);
  const [first, second] = await api.openSlots(DISTRICT, SERVICE, 2);
  const made = await book(page, { station: DISTRICT, times: [first] });
  await openMine(page);
  proxy.goOffline();
  await context.setOffline(true);
  await page.getByRole('link', { name: '改时间' }).click();
  await replaceTimes(page, [second]);
  await press(page, '提交新时间');
  await expect(page.locator('main')).toContainText('改时间的请求已存本机');
  await expect(page.locator('main'), 'until then the old time holds').toContainText('原来的预约仍然有效');
  proxy.comeBack();
  await context.setOffline(false);
  await expect(page.locator('main')).not.toContainText('请求已存本机', ARRIVES);
  expect(await reference(page)).toBe(made.reference);
  await expect.poll(() => api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left - 1);
  expect(await api.placesLeft(DISTRICT, SERVICE, first.slot)).toBe(first.left);

  proxy.goOffline();
  await context.setOffline(true);
  await press(page, '取消预约');
  await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
  await expect(page.locator('main')).toContainText('取消的请求已存本机');
  proxy.comeBack();
  await context.setOffline(false);
  await expect(page.getByText('已取消').first()).toBeVisible(ARRIVES);
  await expect.poll(() => api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left);
});

test('impatience does no harm: opened anew with a network, what waits goes at once', async ({ page, context, site: { proxy } }) => {
  await open(page, '/');
  await installed(page);
  await bookUpTo(page, 'check', { station: DISTRICT });
  proxy.goOffline();
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await open(page, '/my/outbox');
  for (let tap = 0; tap < 6; tap += 1) {
    const before = proxy.refused;
    await press(page, '现在试一次');
    await expect.poll(() => proxy.refused).toBeGreaterThan(before);
  }
  await page.close();
  proxy.comeBack();
  const later = await context.newPage();
  await open(later, '/');
  // The taps have made the next try of itself wait for minutes.
  await expect.poll(() => actionsSent(proxy).length, { timeout: 30_000 }).toBe(1);
});

test('two tabs with different answers in one form: the second is asked, not booked', async ({ page, context, site: { proxy } }) => {
  await bookUpTo(page, 'check', { station: DISTRICT });
  const other = await context.newPage();
  await open(other, '/book/person');
  await asks(other, QUESTIONS.person);
  await other.getByLabel(/姓名/).fill('欧阳另一个');
  await press(page, '提交预约');
  await asks(page, '预约已确认');
  await press(other, '改好了');
  await asks(other, QUESTIONS.check);
  await press(other, '提交预约');
  await expect(other.locator('main')).toContainText('这份预约已经提交过了');
  expect(actionsSent(proxy)).toHaveLength(1);
  await press(other, '再约一份');
  await asks(other, /预约已确认|约上了，时间有调整/);
  await open(page, '/my');
  await expect(page.locator('main a[href^="/my/bookings/"]')).toHaveCount(2);
});

test('two tabs: one sends, both show it', async ({ page, context, site: { proxy, api } }) => {
  await open(page, '/');
  await installed(page);
  const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
  const other = await context.newPage();
  await open(other, '/my');
  await bookUpTo(page, 'check', { station: DISTRICT, times: [slot] });
  proxy.goOffline();
  await context.setOffline(true);
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await expect(other.locator('main'), 'the other tab hears of it by itself').toContainText('已存本机');
  await expect(chip(other)).toContainText('1 项待发送');
  proxy.comeBack();
  await context.setOffline(false);
  await expect(other.locator('main')).toContainText('已确认', ARRIVES);
  await asks(page, '预约已确认', ARRIVES);
  expect(new Set(actionsSent(proxy)).size).toBe(1);
  expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot)).toBe(slot.left - 1);
});

test.describe('without a service worker', () => {
  test.use({ serviceWorkers: 'block' });

  test('everything works online, and what waits still waits', async ({ page, site: { proxy } }) => {
    await book(page);
    await bookUpTo(page, 'check', { station: DISTRICT });
    proxy.goOffline();
    await press(page, '提交预约');
    await asks(page, '已存本机，联网后自动送达');
    proxy.comeBack();
    await asks(page, /预约已确认|约上了，时间有调整/, ARRIVES);
  });
});

test('with the kill switch the worker goes, takes its caches along, and the app works', async ({ page, site: { server } }) => {
  await open(page, '/');
  await installed(page);
  await book(page);
  server.env.VS_SERVICE_WORKER = 'off';
  await server.upgrade(server.spa);
  await page.reload();
  await drawn(page);
  const gone = async () => (await navigator.serviceWorker.getRegistrations()).length === 0 && (await caches.keys()).length === 0;
  await expect.poll(() => page.evaluate(gone), ARRIVES).toBe(true);
  await book(page);
  await open(page, '/my');
  await expect(page.locator('main a[href^="/my/bookings/"]'), 'what was saved stays').toHaveCount(2);
});

test('a browser that keeps nothing says so, and still books', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('blocked', 'SecurityError');
    };
  });
  await open(page, '/my');
  await expect(page.locator('main')).toContainText('这个浏览器不让存记录');
  // Within one visit: no page is loaded anew.
  await page.getByRole('link', { name: '看看能办什么' }).click();
  await page.locator(`main a[href="/services/c/${CATEGORY}"]`).first().click();
  await page.locator(`main a[href="/services/${SERVICE}"]`).first().click();
  await asks(page, SERVICE_TITLE);
  await follow(page, '预约办理');
  const person = await goOnUpTo(page, 'done', { find: () => chooseStation(page, 'fmlsq', /凤鸣路社区/) });
  await asks(page, '预约已确认');
  await follow(page, '看我的预约');
  await expect(page.locator('main'), 'for as long as the page is open').toContainText(person.name);
});
