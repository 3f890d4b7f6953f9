// The station's side: signing in, the day, what becomes of bookings, entering from the keyboard, without a network.
import { execFileSync } from 'node:child_process';
import AxeBuilder from '@axe-core/playwright';
import { uuid7 } from './lib/api.mjs';
import { drawn } from './lib/app.mjs';
import { need } from './lib/env.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { aPerson } from './lib/people.mjs';
import { SERVICE, TOWNSHIP, VILLAGE } from './lib/places.mjs';

const PASSWORD = '井边的黄葛树年年开花结果';
const PC = { viewport: { width: 1366, height: 768 }, deviceScaleFactor: 1, hasTouch: false, isMobile: false };
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Makes an account on the server's machine; answers its one-time password. */
function account(server, user, scope) {
  const args = ['admin', 'create', '--name', user, '--scope', scope, '--display', '陈志强', '--one-time', '--data', server.data];
  const said = execFileSync(need('VS_SERVER'), args, { input: '', encoding: 'utf8' });
  return said.match(/一次性密码 (\S+?)，/)[1];
}

/** Signs in for the first time and sets a password of one's own. */
async function signIn(page, user, once) {
  await page.goto('/staff');
  await drawn(page);
  await page.getByLabel('用户名').fill(user);
  await page.getByLabel('密码', { exact: true }).fill(once);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '先设一个自己的密码' })).toBeVisible();
  await page.getByLabel('一次性密码').fill(once);
  await page.getByLabel('新密码', { exact: true }).fill(PASSWORD);
  await page.getByLabel('再填一遍新密码').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.locator('.st-head h1')).toContainText('今天');
}

/** A desk at the station with somebody signed in. */
async function desk(phone, { site }, { scope = VILLAGE, user = 'chen-zhiqiang' } = {}) {
  const once = account(site.server, user, scope);
  const context = await phone(PC);
  const page = await context.newPage();
  await signIn(page, user, once);
  return page;
}

/** Somebody books over the app; answers the person and what the server said. */
async function booked(api, station, count = 1) {
  const slots = await api.openSlots(station, SERVICE, count);
  const made = [];
  for (const { slot } of slots) {
    const person = aPerson();
    const { body, status, json } = await book(api, { station, slot, person });
    expect(status).toBeLessThan(300);
    made.push({ ...person, slot, id: body.booking, view: json });
  }
  return made;
}

async function book(api, { station, slot, person }) {
  const body = api.booking({ station, service: SERVICE, choices: [slot], ...person });
  const { status, json } = await api.ask('POST', '/api/v1/bookings', body);
  return { body, status, json };
}

async function goToDay(page, date) {
  await page.locator('.st-days input').fill(date);
}

/** Enters somebody at the counter from the keyboard alone; `seen` is asked once the service can be chosen. */
async function enter(page, { name, mobile = '' }, seen = async () => {}) {
  await page.keyboard.press('n');
  await page.keyboard.type('zczx');
  await seen();
  await page.keyboard.press('Enter');
  await expect(page.locator('#person-name')).toBeFocused();
  await page.keyboard.type(name);
  if (mobile) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(mobile);
  }
  await page.keyboard.press('Enter');
}

function row(page, name) {
  return page.locator('.st-row', { hasText: name });
}

async function axe(page, when) {
  await expect(page.locator('.skel, .loading'), `${when}: everything has come`).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const told = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
  expect.soft(told, `${when}: axe`).toEqual([]);
  for (const width of [360, 1366]) {
    await page.setViewportSize({ width, height: width === 360 ? 800 : 768 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(wide, `${when}: no wider than ${width}`).toBeLessThanOrEqual(width);
  }
}

test('a first password, a wrong one, and signing out, which wipes the day', async ({ phone, site }) => {
  const page = await desk(phone, { site });
  await page.getByRole('button', { name: '退出登录' }).click();
  await expect(page.getByText('名单已清除')).toBeVisible();
  await page.getByLabel('用户名').fill('chen-zhiqiang');
  await page.getByLabel('密码', { exact: true }).fill('不是这个密码');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '密码' })).toBeVisible();
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.locator('.st-head h1')).toContainText('今天');
  await page.reload();
  await expect(page.locator('.st-head h1'), 'still signed in').toContainText('今天');
});

test('what staff do from the keyboard, and the person sees that the record was opened', async ({ phone, site }) => {
  const [first, second, third] = await booked(site.api, TOWNSHIP, 3);
  const page = await desk(phone, { site }, { scope: TOWNSHIP });
  await goToDay(page, first.slot.slice(0, 10));
  await expect(row(page, first.name)).toBeVisible();

  await row(page, first.name).locator('.st-open').focus();
  await page.keyboard.press('a');
  await expect(row(page, first.name)).toContainText('已到');
  await page.keyboard.press('s');
  await expect(page.getByRole('group', { name: '办得怎么样？' })).toBeVisible();
  await page.keyboard.press('1');
  await expect(row(page, first.name)).toContainText('已办结');

  const opened = await site.api.ask('GET', `/api/v1/bookings/${first.id}`);
  expect(opened.json.opened_at, 'the person sees that it was opened').toBeGreaterThan(0);
  expect(opened.json.state).toBe('served');

  await row(page, second.name).locator('.st-open').click();
  await expect(page.locator('.st-rec h2')).toHaveText(second.name);
  await expect(page.locator('.st-facts')).not.toContainText(second.mobile);
  await page.keyboard.press('x');
  await expect(page.locator('.st-facts')).toContainText(second.mobile);
  await page.keyboard.press('b');
  await page.keyboard.type('材料不齐，请带退役证再来。');
  await page.getByRole('button', { name: '登记不能办理' }).click();
  await expect(row(page, second.name)).toContainText('未受理');
  const declined = await site.api.ask('GET', `/api/v1/bookings/${second.id}`);
  expect(declined.json.reason).toBe('材料不齐，请带退役证再来。');

  // The person gives up while the clerk looks at the list: nothing is written over it unseen.
  await site.api.ask('POST', `/api/v1/bookings/${third.id}/cancel`, { action: uuid7() });
  await row(page, third.name).getByRole('button', { name: /^到了/ }).click();
  await expect(page.locator('.st-said')).toContainText('刚有变动');
  await expect(row(page, third.name)).toContainText('已取消');
});

test('somebody at the counter is entered from the keyboard alone, and a double is shown', async ({ phone, site }) => {
  const page = await desk(phone, { site });
  await expect(page.getByText('这一天还没有预约')).toBeVisible();
  const began = Date.now();
  const person = { name: '王建国', mobile: '13912345678' };
  await enter(page, person, () => expect(page.getByRole('option').first()).toContainText('政策咨询'));
  await expect(row(page, '王建国')).toBeVisible();
  expect(Date.now() - began, 'under twenty seconds').toBeLessThan(20_000);

  await enter(page, person);
  await expect(page.getByText('当天同一事项已有相同的人')).toBeVisible();
  await page.getByRole('button', { name: '不是同一件事，照样登记' }).click();
  await expect(row(page, '王建国')).toHaveCount(2);
});

test('without a network the day is there, and what is done goes once when it is back', async ({ phone, site }) => {
  const page = await desk(phone, { site });
  await installed(page);
  // The worker keeps the station's own code once it has been called for under it.
  await page.reload();
  await expect(page.locator('.st-head h1')).toContainText('今天');
  await enter(page, { name: '李卫东' });
  await expect(row(page, '李卫东')).toBeVisible();
  const asked = page.waitForResponse(/\/bookings\?day=/);
  await page.getByRole('button', { name: '刷新' }).click();
  await asked;
  await expect(row(page, '李卫东')).toBeVisible();

  site.proxy.goOffline();
  await page.reload();
  await expect(row(page, '李卫东'), 'kept on this device').toBeVisible();
  await expect(page.locator('.st-said')).toContainText('存在本机的名单');
  await row(page, '李卫东').getByRole('button', { name: /^办结/ }).click();
  await expect(page.getByRole('group', { name: '办得怎么样？' })).toBeVisible();
  await page.keyboard.press('4');
  await expect(row(page, '李卫东')).toContainText('待提交');
  await expect(row(page, '李卫东').locator('.st-quick'), 'nothing more to do until it is settled').toHaveCount(0);

  site.proxy.comeBack();
  await page.getByRole('button', { name: '刷新' }).click();
  await expect(row(page, '李卫东')).not.toContainText('待提交');
  await expect(row(page, '李卫东')).toContainText('已答复');
  await expect(page.locator('.st-said')).not.toContainText('存在本机');
});

for (const [name, path] of [
  ['the day', '/staff'],
  ['a walk-in', '/staff/new/walk_in'],
  ['a telephone booking', '/staff/new/telephone'],
  ['the paper day', '/staff/paper'],
  ['the search', '/staff/find'],
  ['the sheet', '/staff/sheet'],
  ['the stations', '/staff/station'],
  ['the own account', '/staff/me'],
  ['the accounts', '/staff/accounts'],
  ['the audit', '/staff/audit'],
]) {
  test(`axe: ${name}`, async ({ phone, site }) => {
    const page = await desk(phone, { site }, { scope: TOWNSHIP });
    await page.goto(path);
    await drawn(page);
    await axe(page, name);
  });
}
