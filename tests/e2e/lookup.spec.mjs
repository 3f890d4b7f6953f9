// The same booking on another device: reference and mobile number.
import { book, drawn, open, press, reference } from './lib/app.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';

async function ask(page, number, mobile) {
  await page.getByLabel('预约号').fill(number);
  await page.getByLabel('手机号', { exact: true }).fill(mobile);
  await press(page, '查询');
}

test('found with both numbers, and can be cancelled there', async ({ page, phone }) => {
  const made = await book(page);
  const other = await (await phone()).newPage();
  await open(other, '/my/lookup');
  const grouped = made.reference.replaceAll(/(\d{3})(?=\d)/g, '$1 ');
  await ask(other, grouped, made.mobile);
  expect(await reference(other)).toBe(made.reference);
  await expect(other.locator('main')).toContainText(made.name);
  await expect(other.getByText('已确认').first()).toBeVisible();
  await press(other, '取消预约');
  await other.locator('.ask').getByRole('button', { name: '取消预约' }).click();
  await expect(other.getByText('已取消').first()).toBeVisible();

  // The first phone hears of it.
  await page.goto('/my');
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.getByText('已取消').first()).toBeVisible();
  await other.reload();
  await drawn(other);
  expect(await reference(other), 'it stays on the second phone').toBe(made.reference);
});

test('a wrong number is said kindly and nothing typed is lost', async ({ page, phone }) => {
  const made = await book(page);
  const other = await (await phone()).newPage();
  await open(other, '/my/lookup');
  await ask(other, made.reference, '19900000000');
  await expect(other.locator('main .notice')).toContainText(/没有找到.*核对/);
  await expect(other.getByLabel('预约号')).toHaveValue(made.reference);
  await expect(other.getByLabel('手机号', { exact: true })).toHaveValue('19900000000');
  await expect(other.locator('main'), 'nothing of the booking shows').not.toContainText(made.name);

  await ask(other, made.reference.slice(1), '1990000');
  const errors = other.locator('#errors');
  await expect(errors).toContainText('预约号应为 9 位数字，您填了 8 位。');
  await expect(errors).toContainText('手机号应为 11 位数字，您填了 7 位。');
  const swapped = made.reference.replace(/(\d)(?!\1)(\d)/, '$2$1');
  await ask(other, swapped, made.mobile);
  await expect(errors).toContainText('相邻两位写反了');

  await ask(other, made.reference, made.mobile);
  expect(await reference(other)).toBe(made.reference);
});

test('guessing is stopped with the time to wait', async ({ page, phone }) => {
  const made = await book(page);
  const other = await (await phone()).newPage();
  await open(other, '/my/lookup');
  const words = other.locator('main .notice');
  for (let guess = 0; guess < 12; guess += 1) {
    const answered = other.waitForResponse((response) => response.url().endsWith('/bookings/lookup'));
    await ask(other, made.reference, `1990000${1000 + guess}`);
    if ((await answered).status() === 429) break;
  }
  await expect(words).toContainText(/请等 \d+ (秒|分钟)/);
  await expect(words).toContainText('12345');
});

test('no network: said, and kept', async ({ page, site }) => {
  await open(page, '/my/lookup');
  site.proxy.goOffline();
  await ask(page, '000000000', '19912345678');
  await expect(page.locator('main .notice')).toContainText('现在连不上服务器');
  await expect(page.getByLabel('预约号')).toHaveValue('000000000');
});
