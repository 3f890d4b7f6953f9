// A newer version of the app with a newer schema of its storage, while five tabs of the older one are open: nobody hangs, nothing is lost.
import { asks, book, bookUpTo, chip, drawn, open, press, QUESTIONS, reference } from './lib/app.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { nextBuild } from './lib/next-build.mjs';
import { DISTRICT, SERVICE } from './lib/places.mjs';
import { actionsSent, ARRIVES, SENDS } from './lib/sending.mjs';
import { look } from './lib/update.mjs';
import { kept } from './lib/vault.mjs';
import { volunteerUpTo } from './lib/volunteer.mjs';

const RELOAD = '请重新打开';

/** The version of the schema that the storage has. */
function schema(page) {
  return page.evaluate(async () => (await indexedDB.databases()).find(({ name }) => name === 'veterans-station').version);
}

test('five tabs during an upgrade of the schema', async ({ page, context, site: { server, proxy, api } }) => {
  test.slow();
  await open(page, '/');
  await installed(page);
  const [first, second] = await api.openSlots(DISTRICT, SERVICE, 2);
  await book(page, { station: DISTRICT, times: [first] });
  const before = actionsSent(proxy).length;
  // The server can be had, but for what is to be sent.
  proxy.blocked = SENDS;
  await bookUpTo(page, 'done', { station: DISTRICT, times: [second] });
  await asks(page, '已存本机，联网后自动送达');
  const waiting = page.url().split('/').pop();
  const version = await schema(page);

  const [form, volunteer, booking, home] = await Promise.all(Array.from({ length: 4 }, () => context.newPage()));
  const booker = await bookUpTo(form, 'person', { station: DISTRICT });
  await form.getByLabel(/姓名/).fill('欧阳半截');
  await volunteerUpTo(volunteer, 'contact');
  await volunteer.getByLabel(/姓名/).fill('欧阳归队');
  await open(booking, `/my/bookings/${waiting}`);
  await open(home, '/');
  await open(page, '/my');
  const drafts = async (tab) => Object.fromEntries(Object.entries((await kept(tab)).drafts).map(([key, draft]) => [key, draft.name]));
  await expect.poll(() => drafts(page)).toMatchObject({ booking: '欧阳半截', volunteer: '欧阳归队' });
  const older = [form, volunteer, booking, home];
  await Promise.all(older.map((tab) => tab.evaluate(() => (window.notReloaded = true))));

  const next = nextBuild(undefined, { newerSchema: true });
  await server.upgrade(next.folder);
  expect(await look(page)).toBe('installed');
  await page.locator('#update').getByRole('button', { name: '现在更新' }).click();
  await expect(page.locator('meta[name="build"]')).toHaveAttribute('content', next.build);
  await drawn(page);
  await expect(page.locator('main'), 'the newer one has what was kept').toContainText('已存本机');
  expect(await schema(page)).toBe(version + 1);
  const { records, outbox } = await kept(page);
  expect(Object.keys(records)).toHaveLength(2);
  expect(Object.values(outbox).map(({ what }) => what.CreateBooking[0])).toEqual([waiting]);

  // Each of the others says so by itself, keeps what is typed in it, and is left alone.
  for (const tab of older) {
    await expect(chip(tab)).toContainText(RELOAD);
    expect(await tab.evaluate(() => window.notReloaded)).toBe(true);
  }
  await expect(booking.locator('main')).toContainText('两个版本同时开着');
  await expect(form.getByLabel(/姓名/)).toHaveValue('欧阳半截');
  await expect(volunteer.getByLabel(/姓名/)).toHaveValue('欧阳归队');

  // Whoever goes on in an old tab is not told that anything was kept or submitted.
  await form.getByLabel('手机号', { exact: true }).fill(booker.mobile);
  await form.getByLabel(/同意处理我的个人信息/).check();
  await form.getByLabel(/单独同意处理敏感个人信息/).check();
  await press(form, '下一步');
  await asks(form, QUESTIONS.check);
  await press(form, '提交预约');
  await expect(form.locator('main')).toContainText('还没有提交');
  await expect(form.locator('main')).not.toContainText('已存本机，联网后自动送达');
  await expect(form.locator('dl.sum'), 'and it is still on the page').toContainText(booker.mobile.slice(-4));

  // All of them loaded anew: they work, and what waited goes once.
  for (const tab of older) {
    await tab.reload();
    await drawn(tab);
    await expect(tab.locator('meta[name="build"]')).toHaveAttribute('content', next.build);
    await expect(chip(tab)).not.toContainText(RELOAD);
  }
  await open(form, '/book/person');
  await expect(form.getByLabel(/姓名/), 'what was half typed before is there').toHaveValue('欧阳半截');
  await open(volunteer, '/volunteer/join/5');
  await expect(volunteer.getByLabel(/姓名/)).toHaveValue('欧阳归队');
  proxy.blocked = null;
  await open(home, '/my/outbox');
  await expect(booking.getByText('已确认').first()).toBeVisible(ARRIVES);
  await reference(booking);
  const sent = actionsSent(proxy).slice(before);
  expect(new Set(sent).size, 'one action').toBe(1);
  expect(sent, 'sent once').toHaveLength(1);
  expect(await api.placesLeft(DISTRICT, SERVICE, second.slot)).toBe(second.left - 1);
  expect(await api.placesLeft(DISTRICT, SERVICE, first.slot)).toBe(first.left - 1);
  await open(page, '/my');
  await expect(page.locator('main a[href^="/my/bookings/"]')).toHaveCount(2);
});
