// What is mine: told before it is asked for, taken along, deleted, and never readable by others.
import { readFileSync } from 'node:fs';
import { asks, book, bookUpTo, consent, drawn, follow, open, press } from './lib/app.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { traces } from './lib/traces.mjs';

test('the notice can be read before consent, and what was typed waits', async ({ page }) => {
  await bookUpTo(page, 'person');
  await page.getByLabel(/姓名/).fill('欧阳告知');
  await follow(page, '看个人信息处理告知');
  await asks(page, '个人信息处理告知');
  for (const words of ['存多久', '您的权利', '撤回同意', '不要身份证号', '12345']) {
    await expect(page.locator('main')).toContainText(words);
  }
  await page.goBack();
  await expect(page.getByLabel(/姓名/)).toHaveValue('欧阳告知');
  for (const words of [/同意处理我的个人信息/, /单独同意处理敏感个人信息/]) {
    await expect(page.getByLabel(words), 'consent is never ticked beforehand').not.toBeChecked();
  }
});

test('export is a file with everything, delete leaves nothing on the phone', async ({ page }) => {
  const made = await book(page);
  await open(page, '/my/data');
  await expect(page.locator('main')).toContainText('加了密存在这个浏览器里');
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, '导出成文件')]);
  const file = readFileSync(await download.path(), 'utf8');
  expect(() => JSON.parse(file)).not.toThrow();
  for (const words of [made.name, made.mobile]) expect(file).toContain(words);
  expect(file.replaceAll(/\D/g, '')).toContain(made.reference);
  await expect(page.locator('main')).toContainText('已存成文件');

  await page.locator('section', { hasText: '从这台设备删除' }).last().getByRole('button').click();
  await page.locator('.ask').getByRole('button', { name: '先不删' }).click();
  await page.locator('section', { hasText: '从这台设备删除' }).last().getByRole('button').click();
  await page.locator('.ask').getByRole('button', { name: '从这台设备删除' }).click();
  await expect(page.locator('main')).toContainText('这台设备上的个人信息已删除');
  await page.goto('/my');
  await drawn(page);
  await expect(page.locator('main')).toContainText('还没有预约');
  await page.reload();
  await drawn(page);
  await expect(page.locator('main')).toContainText('还没有预约');
});

test('the server deletes too, and frees the place', async ({ page, site: { api } }) => {
  const made = await book(page);
  await open(page, '/my/data');
  await page.getByRole('button', { name: '请服务器删除' }).click();
  await page.locator('.ask').getByRole('button', { name: '请服务器删除' }).click();
  await expect(page.locator('main')).toContainText('删除请求已记下');
  // Nobody finds it any more with the numbers that found it before.
  const look = async () => (await api.ask('POST', '/api/v1/bookings/lookup', { reference: made.reference, mobile: made.mobile })).status;
  await expect.poll(look, { intervals: [500] }).toBe(404);
});

test('name, number and note are readable nowhere on the phone', async ({ page, context }) => {
  const person = { name: '欧阳秘密', mobile: '19977766655' };
  const note = '二单元三楼左手';
  const addresses = [];
  context.on('request', (request) => addresses.push(request.url()));
  await bookUpTo(page, 'person', { person });
  await page.getByLabel(/想说的话/).fill(note);
  await page.getByLabel(/姓名/).fill(person.name);
  await page.getByLabel('手机号', { exact: true }).fill(person.mobile);
  await consent(page);
  await press(page, '下一步');
  const words = [person.name, person.mobile, note];
  expect(await traces(page, words), 'the draft').toEqual([]);
  await press(page, '提交预约');
  await asks(page, '预约已确认');
  expect(await traces(page, words), 'the booking').toEqual([]);
  await page.goto('/my');
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.locator('main')).toContainText(person.name);
  for (const address of addresses) {
    for (const secret of words) expect(decodeURIComponent(address)).not.toContain(secret);
  }
});

test('offline, what waits to be sent is not readable either', async ({ page, site }) => {
  const person = { name: '欧阳离线', mobile: '19977766644' };
  await bookUpTo(page, 'check', { person });
  site.proxy.goOffline();
  await press(page, '提交预约');
  await asks(page, /已存本机/);
  expect(await traces(page, [person.name, person.mobile])).toEqual([]);
});

test('the server writes no personal data into its log', async ({ page, site: { server } }) => {
  const made = await book(page);
  await open(page, '/my');
  expect(server.log.length).toBeGreaterThan(0);
  for (const words of [made.name, made.mobile]) expect(server.log).not.toContain(words);
});
