// Finding one's station among 12,340, and keeping it.
import { asks, drawn, open, press } from './lib/app.mjs';
import { expect, test } from './lib/fixtures.mjs';
import { DISTRICT, TOWNSHIP, VILLAGE, VILLAGE_NAME } from './lib/places.mjs';

const row = (page, code) => page.locator(`main a.row[href="/stations/${code}"]`);

for (const [how, typed] of [
  ['characters', '凤鸣路'],
  ['pinyin', 'fengminglu'],
  ['initials', 'fmlsq'],
  ['initials in capitals', 'FMLSQ'],
  ['district and name', '渝北凤鸣路'],
]) {
  test(`凤鸣路社区 is found by ${how}`, async ({ page }) => {
    await open(page, '/stations');
    await page.locator('#station-q').pressSequentially(typed);
    await expect(row(page, VILLAGE)).toBeVisible();
    await expect(row(page, VILLAGE)).toContainText('凤鸣路社区');
    await expect(row(page, VILLAGE), 'it says where it is').toContainText('渝北区');
    await row(page, VILLAGE).click();
    await asks(page, VILLAGE_NAME);
  });
}

test('the first page finds stations and services alike', async ({ page }) => {
  await open(page, '/');
  await page.locator('#q').fill('fmlsq');
  await expect(row(page, VILLAGE)).toBeVisible();
  await page.locator('#q').fill('优待证');
  await expect(page.locator('main a.row[href^="/services/"]').first()).toContainText('优待证');
  await page.locator('#q').fill('');
  await expect(page.getByRole('heading', { name: '办事服务' })).toBeVisible();
});

test('what was searched is still there after a look at a station, and after a reload', async ({ page }) => {
  await open(page, '/stations');
  await page.locator('#station-q').fill('fmlsq');
  await row(page, VILLAGE).click();
  await asks(page, VILLAGE_NAME);
  await page.goBack();
  await expect(page.locator('#station-q')).toHaveValue('fmlsq');
  await expect(row(page, VILLAGE)).toBeVisible();
  await page.reload();
  await drawn(page);
  await expect(page.locator('#station-q')).toHaveValue('fmlsq');
  await expect(row(page, VILLAGE)).toBeVisible();
});

test('nothing found: says so and what to do', async ({ page }) => {
  await open(page, '/stations?q=zzzzqqq');
  await expect(page.locator('main')).toContainText('没有找到这样的服务站');
  await expect(page.locator('main')).toContainText('12345');
});

test('the way down from the districts, and up again', async ({ page }) => {
  await open(page, '/stations');
  await expect(page.locator('main a.row[href^="/stations/50"]')).toHaveCount(38);
  for (const code of [DISTRICT, TOWNSHIP, VILLAGE]) await row(page, code).click();
  await asks(page, VILLAGE_NAME);
  const above = page.getByRole('navigation', { name: /上级服务站|所在位置/ });
  await above.locator(`a[href="/stations/${DISTRICT}"]`).click();
  await asks(page, '渝北区退役军人服务中心');
  await page.goBack();
  await asks(page, VILLAGE_NAME);
});

test('a station without a known number says so and gives those who answer', async ({ page }) => {
  await open(page, `/stations/${VILLAGE}`);
  await expect(page.locator('main')).toContainText('电话还没有登记');
  await expect(page.locator('main a[href="tel:12345"]').first()).toBeVisible();
  await expect(page.locator('main')).toContainText('以服务站公布为准');
});

test('my station is remembered and leads into a booking there', async ({ page, context }) => {
  await open(page, `/stations/${VILLAGE}`);
  await press(page, '设为我的服务站');
  await expect(page.getByText('这是我的服务站')).toBeVisible();
  await page.goto('/');
  await drawn(page);
  const card = page.locator('.card.mine');
  await expect(card).toContainText(VILLAGE_NAME);
  await page.reload();
  await drawn(page);
  await expect(card).toContainText(VILLAGE_NAME);
  await page.close();
  const later = await context.newPage();
  await open(later, '/');
  await expect(later.locator('.card.mine')).toContainText(VILLAGE_NAME);
  await expect(later.locator('.card.mine a[href*="/book"]')).toHaveAttribute('href', `/book?station=${VILLAGE}`);

  await open(later, `/stations/${VILLAGE}`);
  await press(later, '这是我的服务站');
  await expect(later.getByRole('button', { name: '设为我的服务站' })).toBeVisible();
  await open(later, '/');
  await expect(later.locator('.card.mine')).toContainText('选择我的服务站');
});
