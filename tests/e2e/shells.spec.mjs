// Shells of former releases against the present server: a phone that was not opened for months goes on working, and takes its things along
// when it takes the new version. `shells/README.md` says where they come from.
import { asks, book, bookUpTo, chip, chooseTimes, drawn, open, press, reference } from './lib/app.mjs';
import { need } from './lib/env.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { readManifest } from './lib/next-build.mjs';
import { CATEGORY, DISTRICT, SERVICE, SERVICE_TITLE, VILLAGE, VILLAGE_NAME } from './lib/places.mjs';
import { actionsSent, ARRIVES } from './lib/sending.mjs';
import { shells, unpack } from './lib/shells.mjs';
import { kept } from './lib/vault.mjs';
import { register, volunteerUpTo } from './lib/volunteer.mjs';

const { build: PRESENT } = readManifest(need('VS_SPA_DIR'));

/** Takes the new version as a person does: where nothing comes of it (an old worker may be held up), loads the page and tries again. */
async function update(page) {
  await expect(async () => {
    if ((await build(page).getAttribute('content')) !== PRESENT) {
      await page.locator('#update').getByRole('button', { name: '现在更新' }).click({ timeout: 20_000 });
    }
    const came = expect(build(page)).toHaveAttribute('content', PRESENT, { timeout: 20_000 });
    await came.catch(async (error) => {
      await page.reload();
      throw error;
    });
  }).toPass({ timeout: 120_000 });
}

const build = (page) => page.locator('meta[name="build"]');

test('two former shells are kept, and neither is the present one', () => {
  const all = shells();
  expect(all).toHaveLength(2);
  expect(all.map((shell) => shell.build)).not.toContain(PRESENT);
});

for (const [age, shell] of shells().entries()) {
  test.describe(`the shell of N-${age + 1} (${shell.commit})`, () => {
    test.slow();
    let folder;

    test.beforeEach(async ({ site }) => {
      folder = unpack(shell);
      await site.server.upgrade(folder);
    });

    test('browse, search, book, change, cancel, register, look up', async ({ page, phone, site: { api } }) => {
      await open(page, '/');
      await expect(build(page)).toHaveAttribute('content', shell.build);
      await page.locator(`a.tile[href="/services/c/${CATEGORY}"]`).click();
      await page.locator(`main a[href="/services/${SERVICE}"]`).first().click();
      await asks(page, SERVICE_TITLE);
      await page.getByRole('link', { name: '服务站', exact: true }).click();
      await page.locator('#station-q').fill('fmlsq');
      await page.locator(`main a.row[href="/stations/${VILLAGE}"]`).click();
      await asks(page, VILLAGE_NAME);

      const [first, second] = await api.openSlots(DISTRICT, SERVICE, 2);
      const made = await book(page, { station: DISTRICT, times: [first] });
      await page.goto('/my');
      await page.locator('main a[href^="/my/bookings/"]').first().click();
      await page.getByRole('link', { name: '改时间' }).click();
      await chooseTimes(page, [second]);
      await press(page, '提交新时间');
      await expect(page.locator('.path')).toContainText('已改时间');
      expect(await reference(page)).toBe(made.reference);
      expect(await api.placesLeft(DISTRICT, SERVICE, first.slot)).toBe(first.left);
      expect(await api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left - 1);

      const other = await (await phone()).newPage();
      await open(other, '/my/lookup');
      await other.getByLabel('预约号').fill(made.reference);
      await other.getByLabel('手机号', { exact: true }).fill(made.mobile);
      await press(other, '查询');
      await expect(other.locator('main')).toContainText(made.name);
      expect(await reference(other)).toBe(made.reference);

      await press(page, '取消预约');
      await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
      await expect(page.getByText('已取消').first()).toBeVisible();
      await expect.poll(() => api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left);

      const volunteer = await register(page);
      await open(page, '/volunteer');
      await page.locator('main a[href^="/volunteer/0"]').first().click();
      await expect(page.locator('main')).toContainText(volunteer.name);
      await expect(page.locator('main')).toContainText('已登记');
      await press(page, '退出志愿服务');
      await page.locator('.ask').getByRole('button', { name: '退出志愿服务' }).click();
      await expect(page.locator('main')).toContainText('已退出');
    });

    test('without a network: booked and registered, kept, and sent once', async ({ page, context, site: { proxy, api } }) => {
      await open(page, '/');
      await installed(page, folder);
      const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
      proxy.goOffline();
      await context.setOffline(true);
      await bookUpTo(page, 'done', { station: DISTRICT, times: [slot] });
      await asks(page, '已存本机，联网后自动送达');
      await volunteerUpTo(page, 'done');
      await asks(page, '已存本机，联网后自动送达');
      await expect(chip(page)).toContainText('2 项待发送');
      proxy.comeBack();
      await context.setOffline(false);
      await open(page, '/my/outbox');
      await expect.poll(async () => Object.keys((await kept(page)).outbox).length, ARRIVES).toBe(0);
      expect(actionsSent(proxy)).toHaveLength(2);
      await open(page, '/my');
      await page.locator('main a[href^="/my/bookings/"]').first().click();
      await expect(page.getByText('已确认').first()).toBeVisible();
      await reference(page);
      expect(await api.placesLeft(DISTRICT, SERVICE, slot.slot)).toBe(slot.left - 1);
    });

    test('takes the present version: what waited is sent by it once, drafts and bookings are there', async ({ page, context, site: { server, proxy, api } }) => {
      await open(page, '/');
      await installed(page, folder);
      const [first, second, third] = await api.openSlots(DISTRICT, SERVICE, 3);
      const made = await book(page, { station: DISTRICT, times: [first] });
      proxy.goOffline();
      await context.setOffline(true);
      const waiting = await bookUpTo(page, 'done', { station: DISTRICT, times: [second] });
      await asks(page, '已存本机，联网后自动送达');
      await open(page, '/my');
      const booking = await page.locator('main a[href^="/my/bookings/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      for (const path of new Set(booking)) {
        await open(page, path);
        if ((await page.locator('main').innerText()).includes(waiting.name)) continue;
        // The one that the server has: its change waits too.
        await open(page, `${path}/change`);
        await chooseTimes(page, [third]);
        await press(page, '提交新时间');
        await expect(page.locator('main')).toContainText('改时间的请求已存本机');
      }
      const draft = await bookUpTo(page, 'check', { station: DISTRICT });
      const before = actionsSent(proxy).length;

      // It comes, while nothing of the person's can be sent yet.
      proxy.blocked = /^POST /;
      await server.upgrade(need('VS_SPA_DIR'));
      proxy.comeBack();
      await context.setOffline(false);
      await open(page, '/');
      await expect(page.locator('#update')).toBeVisible({ timeout: 120_000 });
      await update(page);
      await drawn(page);
      await expect(chip(page)).toContainText('2 项待发送');
      proxy.blocked = null;
      await open(page, '/my/outbox');
      await expect.poll(async () => Object.keys((await kept(page)).outbox).length, ARRIVES).toBe(0);
      expect(new Set(actionsSent(proxy).slice(before)).size).toBe(2);
      // A consent given in an old form may have to be given anew: the page that asks for it has all the rest.
      await open(page, '/book/person');
      await expect(page.getByLabel(/姓名/), 'the draft has come along').toHaveValue(draft.name);
      await expect(page.getByLabel('手机号', { exact: true })).toHaveValue(draft.mobile);
      const { records } = await kept(page);
      const slots = Object.values(records).map(({ view }) => [view.name, view.slot, view.state]);
      expect(slots.sort()).toEqual(
        [
          [made.name, third.slot, 'confirmed'],
          [waiting.name, second.slot, 'confirmed'],
        ].sort(),
      );
      expect(await api.placesLeft(DISTRICT, SERVICE, first.slot)).toBe(first.left);
      expect(await api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left - 1);
      expect(await api.placesLeft(DISTRICT, SERVICE, third.slot)).toBe(third.left - 1);
    });
  });
}
