// From a question to a confirmed visit, and what people do with it afterwards.
import { readFileSync } from 'node:fs';
import { QUESTIONS, asks, book, bookUpTo, chooseTimes, chooseWay, consent, drawn, expectFault, fillPerson, follow, goOnUpTo, heading, open, press, reference, timeButton } from './lib/app.mjs';
import { slotText } from './lib/api.mjs';
import { expect, siteTest, test } from './lib/fixtures.mjs';
import { aPerson } from './lib/people.mjs';
import { chooseStation } from './lib/volunteer.mjs';
import { CARD, CARD_CATEGORY, CARD_TITLE, DISTRICT, SERVICE, SERVICE_TITLE, TOWNSHIP_NAME, VISIT } from './lib/places.mjs';
import { aStation } from './lib/stations.mjs';

// The only journey on the shared server that books at a station which it shares: nobody else asks for this card there.
test('browse, read, tick, book, see it confirmed, change the time, cancel', async ({ page }) => {
  await open(page, '/');
  await page.locator(`a.tile[href="/services/c/${CARD_CATEGORY}"]`).click();
  await page.locator(`main a[href="/services/${CARD}"]`).click();
  await asks(page, CARD_TITLE);

  const ticks = page.locator('.tick input');
  await ticks.first().check();
  await expect(page.getByText(/已备 1 \/ \d+/)).toBeVisible();
  await page.reload();
  await drawn(page);
  await expect(ticks.first(), 'a tick is remembered').toBeChecked();

  await follow(page, '预约办理');
  await asks(page, QUESTIONS.way);
  await chooseWay(page, '我到服务站办');
  await press(page, '下一步');

  await asks(page, QUESTIONS.station);
  await chooseStation(page, 'fmlsq', /凤鸣路社区/);
  await expect(page.locator('main'), 'villages do not do this; the station above does').toContainText(/不办这件事，由上级的.*双凤桥街道/);
  await press(page, '下一步');

  await chooseTimes(page, 2);
  await expect(page.locator('.picks .t').first()).toContainText(/月\d+日/);
  await press(page, '下一步');
  await asks(page, QUESTIONS.who);
  await page.getByLabel('为我自己').check();
  await press(page, '下一步');
  const person = aPerson();
  await fillPerson(page, { ...person, note: '腿脚不便，请安排在一楼。' });
  await consent(page);
  await press(page, '下一步');

  await asks(page, QUESTIONS.check);
  const summary = page.locator('dl.sum');
  for (const words of [CARD_TITLE, TOWNSHIP_NAME, person.name, '腿脚不便，请安排在一楼。']) {
    await expect(summary).toContainText(words);
  }
  await press(page, '提交预约');
  await asks(page, '预约已确认');
  const number = await reference(page);

  await page.goto('/my');
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.getByText('已确认').first()).toBeVisible();
  expect(await reference(page)).toBe(number);
  const before = await page.locator('.when').first().innerText();

  await follow(page, '改时间');
  await asks(page, '改到什么时间？');
  await page.locator('.day:enabled').last().click();
  await page.locator('.slot:enabled[aria-pressed="false"]').first().click();
  await press(page, '提交新时间');
  await expect(page.locator('.when').first()).not.toHaveText(before);
  await expect(page.getByText('已确认').first()).toBeVisible();
  expect(await reference(page), 'a change keeps the reference').toBe(number);

  await press(page, '取消预约');
  await press(page, '先不取消');
  await press(page, '取消预约');
  await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
  await expect(page.getByText('已取消').first()).toBeVisible();
  await page.reload();
  await drawn(page);
  await expect(page.getByText('已取消').first()).toBeVisible();
});

test('what was booked is what the station holds, and a cancelled place is free again', async ({ page, api }) => {
  const station = aStation('township');
  const [slot] = await api.openSlots(station, SERVICE, 1);
  await book(page, { station, times: [slot] });
  expect(await api.placesLeft(station, SERVICE, slot.slot)).toBe(slot.left - 1);
  await page.goto('/my');
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await press(page, '取消预约');
  await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
  await expect(page.getByText('已取消').first()).toBeVisible();
  await expect.poll(() => api.placesLeft(station, SERVICE, slot.slot)).toBe(slot.left);
});

test('for somebody else only with his consent', async ({ page }) => {
  await bookUpTo(page, 'who');
  await page.getByLabel('替家人或战友').check();
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('要先得到他（她）本人同意');
  await page.getByLabel(/本人知道，并同意/).check();
  await press(page, '下一步');
  await asks(page, '办事的人是谁？');
  const person = aPerson();
  await fillPerson(page, person);
  await consent(page);
  await press(page, '下一步');
  await expect(page.locator('dl.sum')).toContainText('替别人');
  await press(page, '提交预约');
  await asks(page, '预约已确认');
});

test('back never loses an answer, a reload keeps the draft, and it can be taken up later', async ({ page, context }) => {
  const person = await bookUpTo(page, 'check');
  const given = await page.locator('dl.sum').innerText();

  await page.reload();
  await asks(page, QUESTIONS.check);
  expect(await page.locator('dl.sum').innerText()).toBe(given);

  await page.goBack();
  await asks(page, QUESTIONS.person);
  await expect(page.getByLabel(/姓名/)).toHaveValue(person.name);
  await expect(page.getByLabel('手机号', { exact: true })).toHaveValue(person.mobile);
  await page.getByLabel(/姓名/).fill(`${person.name}改`);
  await press(page, '上一步');
  await asks(page, QUESTIONS.who);
  await expect(page.getByLabel('为我自己')).toBeChecked();
  await press(page, '上一步');
  await asks(page, QUESTIONS.time);
  await expect(page.locator('.picks .t').first()).toContainText(/月\d+日/);
  await press(page, '改好了');
  await asks(page, QUESTIONS.check);
  await expect(page.locator('dl.sum')).toContainText(`${person.name}改`);

  await page.close();
  const later = await context.newPage();
  await open(later, '/book');
  await asks(later, '接着上次的填吗？');
  await press(later, '接着填');
  await expect(later.locator('main')).toContainText(/怎么联系您|看看对不对/);

  await open(later, '/book');
  await press(later, '不要了，重新开始');
  await asks(later, QUESTIONS.service);
  await later.reload();
  await drawn(later);
  await expect(heading(later, QUESTIONS.service)).toBeVisible();
});

test('one answer is changed from the check page and comes back to it', async ({ page }) => {
  await bookUpTo(page, 'check');
  await page.getByRole('link', { name: /修改.*姓名和手机号/ }).click();
  await page.getByLabel(/姓名/).fill('欧阳改名');
  await press(page, '改好了');
  await asks(page, QUESTIONS.check);
  await expect(page.locator('dl.sum')).toContainText('欧阳改名');
});

siteTest('back from the confirmation leads to where the booking began', async ({ page }) => {
  await open(page, `/services/${SERVICE}`);
  await follow(page, '预约办理');
  await goOnUpTo(page, 'done', { find: () => chooseStation(page, 'fmlsq', /凤鸣路社区/) });
  await asks(page, '预约已确认');
  await page.goBack();
  await asks(page, SERVICE_TITLE);
});

test('the calendar file says when and where', async ({ page, api }) => {
  const station = aStation();
  const [slot] = await api.openSlots(station, SERVICE, 1);
  const { reference: number } = await book(page, { station, times: [slot] });
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, '存到日历')]);
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  const file = readFileSync(await download.path(), 'utf8').replaceAll(/\r\n[ \t]/g, '');
  expect(file).toMatch(/^BEGIN:VCALENDAR\r\n/);
  // Chongqing is eight hours ahead of UTC; the file may say either.
  const local = slotText(slot.date, slot.minute).replaceAll(/[-:]/g, '');
  const utc = new Date(`${slotText(slot.date, slot.minute)}:00+08:00`).toISOString().replaceAll(/[-:]|\.000/g, '');
  expect(file).toMatch(new RegExp(`DTSTART[^\\r\\n]*:(${local}00|${utc})`));
  expect(file.replaceAll(/\D/g, '')).toContain(number);
});

test('times are those of Chongqing wherever the phone believes to be', async ({ phone, api }) => {
  const [slot] = await api.openSlots(DISTRICT, SERVICE, 1);
  const abroad = await phone({ timezoneId: 'America/New_York' });
  const page = await abroad.newPage();
  await bookUpTo(page, 'time', { station: DISTRICT });
  await chooseTimes(page, [slot]);
  await expect(timeButton(page, slot.minute)).toHaveAttribute('aria-pressed', 'true');
  const [, month, day] = slot.date.split('-').map(Number);
  await expect(page.locator('.picks .t').first()).toContainText(`${month}月${day}日`);
});

for (const [way, words, service] of [
  ['请工作人员上门', '工作人员上门', VISIT],
  ['请服务站给我打电话', '服务站来电话', SERVICE],
]) {
  test(`another way to be served: ${way}`, async ({ page }) => {
    const person = { ...aPerson(), note: '凤鸣路 8 号 2 单元 3 楼' };
    const { reference: number } = await book(page, { service, way, person, station: aStation('township') });
    await follow(page, '看我的预约');
    await expect(page.locator('.path')).toContainText(words);
    expect(await reference(page)).toBe(number);
  });
}

test('a home visit needs the address', async ({ page }) => {
  await bookUpTo(page, 'person', { service: VISIT, station: aStation('township') });
  await fillPerson(page, { ...aPerson(), note: '' });
  await consent(page);
  await press(page, '下一步');
  await expectFault(page, '#f-note', /地址/);
});
