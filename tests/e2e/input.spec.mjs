// What people type wrong: the words stand at the field and above, and nothing typed is lost.
import { QUESTIONS, asks, book, bookUpTo, chooseTimes, consent, expectFault, fillPerson, open, press, replaceTimes, timeButton } from './lib/app.mjs';
import { dayFromNow } from './lib/api.mjs';
import { expect, siteTest, test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { SERVICE, VILLAGE } from './lib/places.mjs';

test.describe('name, mobile number, note, consent', () => {
  test.beforeEach(async ({ page }) => {
    await bookUpTo(page, 'person');
    await fillPerson(page, { name: '王建国', mobile: '13812345678', note: '请打电话' });
    await consent(page);
  });

  for (const [what, typed, field, words] of [
    ['a mobile number of 10 digits', { mobile: '1381234567' }, '#f-mobile', '手机号应为 11 位数字，您填了 10 位。'],
    ['letters in the mobile number', { mobile: '1381234567x' }, '#f-mobile', '手机号只能是数字，请去掉其他字符。'],
    ['a landline', { mobile: '02367112345' }, '#f-mobile', '手机号应以 13 到 19 开头，请核对。'],
    ['no mobile number', { mobile: '' }, '#f-mobile', '请填写手机号，方便服务站联系您。'],
    ['a name of 200 characters', { name: '王'.repeat(200) }, '#f-name', '姓名最多 40 个字，您填了 200 个。'],
    ['no name', { name: '   ' }, '#f-name', '请填写姓名。'],
    ['a name with digits', { name: '王123' }, '#f-name', '姓名里不能有数字或符号，请只填写姓名。'],
    ['a note of 201 characters', { note: '长'.repeat(201) }, '#f-note', '留言最多 200 个字，您填了 201 个。'],
  ]) {
    test(what, async ({ page }) => {
      const all = { name: '王建国', mobile: '13812345678', note: '请打电话', ...typed };
      await fillPerson(page, all);
      await press(page, '下一步');
      await expectFault(page, field, words);
      await expect(page.locator(field)).toHaveAttribute('aria-invalid', 'true');
      await expect(page.locator('#f-name')).toHaveValue(all.name);
      await expect(page.locator('#f-mobile')).toHaveValue(all.mobile);
      await expect(page.locator('#f-note')).toHaveValue(all.note);
      await page.reload();
      await asks(page, QUESTIONS.person);
      await expect(page.locator('#f-name'), 'not even by a reload').toHaveValue(all.name);
      await expect(page.locator('#f-mobile')).toHaveValue(all.mobile);

      await fillPerson(page, { name: '王建国', mobile: '138 1234 5678', note: '' });
      await press(page, '下一步');
      await asks(page, QUESTIONS.check);
    });
  }

  test('no consent, and everything wrong at once', async ({ page }) => {
    await page.getByLabel(/同意处理我的个人信息/).uncheck();
    await fillPerson(page, { name: '', mobile: '12', note: '' });
    await press(page, '下一步');
    const errors = page.locator('#errors');
    await expect(errors).toContainText('有 3 处要改一下');
    await expect(errors.getByRole('link')).toHaveText(['请填写姓名。', '手机号应为 11 位数字，您填了 2 位。', '请先阅读并同意个人信息处理告知。']);
    await expect(page.locator('#errors'), 'whoever cannot see is led there').toBeFocused();
  });

  test('spaces, full-width digits and the prefix of China are understood', async ({ page }) => {
    await fillPerson(page, { name: ' 买买提·艾力 ', mobile: '＋８６ １３８-１２３４-５６７８' });
    await press(page, '下一步');
    await asks(page, QUESTIONS.check);
    await expect(page.locator('dl.sum')).toContainText('138 1234 5678');
  });

  test('a script for a name is not run and not taken', async ({ page }) => {
    await fillPerson(page, { name: '<img src=x onerror=alert(1)>', mobile: '13812345678' });
    page.on('dialog', () => expect.soft(false, 'a dialog').toBe(true));
    await press(page, '下一步');
    await expectFault(page, '#f-name', '姓名里不能有数字或符号，请只填写姓名。');
  });
});

test('no time chosen', async ({ page }) => {
  await bookUpTo(page, 'time');
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('请至少选一个时间，或选“这几天任意时间都可以”。');
  await chooseTimes(page, 1);
  await press(page, '下一步');
  await asks(page, QUESTIONS.who);
});

test('nothing chosen on the other pages', async ({ page }) => {
  await page.goto(`/book?service=${SERVICE}`);
  await asks(page, QUESTIONS.way);
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('请选一种办理方式。');
  await page.getByLabel('我到服务站办').check();
  await press(page, '下一步');
  await asks(page, QUESTIONS.station);
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('请选一个服务站。');
  await bookUpTo(page, 'who');
  await press(page, '下一步');
  await expect(page.locator('#errors')).toContainText('请选为谁预约。');
});

test('a fourth time', async ({ page }) => {
  await bookUpTo(page, 'time');
  await chooseTimes(page, 3);
  await page.locator('.slot:enabled[aria-pressed="false"]').first().click();
  await expect(page.locator('main')).toContainText('最多选三个。');
  await expect(page.locator('.picks .rank')).toHaveText(['1', '2', '3']);
});

siteTest('a slot filled by others meanwhile: said, nothing lost, another time goes through', async ({ page, site: { api } }) => {
  const [first, second] = await api.openSlots(VILLAGE, SERVICE, 2);
  const person = await bookUpTo(page, 'check', { station: VILLAGE, times: [first] });
  await api.fill(VILLAGE, SERVICE, first.slot);
  await press(page, '提交预约');
  await asks(page, '没有约上');
  await expect(page.locator('main')).toContainText('这个时间已约满');
  await expect(page.locator('main')).toContainText('您填的内容都还在');

  await page.getByRole('link', { name: '另选时间' }).or(page.getByRole('button', { name: '另选时间' })).first().click();
  await replaceTimes(page, [second]);
  await page.getByRole('button', { name: /提交新时间|下一步|改好了|提交预约/ }).click();
  const submit = page.getByRole('button', { name: '提交预约' });
  await expect(submit.or(page.getByText(/已确认/)).first()).toBeVisible();
  if (await submit.isVisible()) await submit.click();
  await expect(page.getByText(/已确认/).first()).toBeVisible();
  expect(await api.placesLeft(VILLAGE, SERVICE, second.slot)).toBe(0);
  await page.goto('/my');
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.locator('main')).toContainText(person.name);
});

siteTest('a full slot cannot be tapped', async ({ page, site: { api } }) => {
  const [first] = await api.openSlots(VILLAGE, SERVICE, 1);
  await api.fill(VILLAGE, SERVICE, first.slot);
  await bookUpTo(page, 'time', { station: VILLAGE });
  const [, month, day] = first.date.split('-').map(Number);
  await page.locator('.day', { hasText: new RegExp(`(^|\\D)${month}/${day}(\\D|$)`) }).click();
  await expect(timeButton(page, first.minute)).toBeDisabled();
  await expect(timeButton(page, first.minute)).toContainText('已满');
});

siteTest('a slot that has passed by the time it is sent', async ({ page, site: { api, proxy } }) => {
  await open(page, '/');
  await installed(page);
  // The draft lies for five weeks; then the person comes back and goes on, without a network.
  const [slot] = await api.openSlots(VILLAGE, SERVICE, 1);
  await bookUpTo(page, 'check', { station: VILLAGE, times: [slot] });
  await page.clock.setFixedTime(new Date(`${dayFromNow(35)}T09:00:00+08:00`));
  proxy.goOffline();
  await page.reload();
  await expect(page.locator('main h1').first()).toBeVisible();
  const submit = page.getByRole('button', { name: '提交预约' });
  if (await submit.isVisible()) await submit.click();
  await expect(page.locator('main')).toContainText(/这个时间已过/);
  expect(await api.placesLeft(VILLAGE, SERVICE, slot.slot), 'it was not booked').toBe(slot.left);
});

test('a phone that believes it is 1970 books all the same: the server says what day it is', async ({ page }) => {
  await page.addInitScript(() => {
    const now = Date.now;
    const begun = now();
    Date.now = () => now() - begun;
  });
  await book(page);
  await page.goto('/my');
  await expect(page.locator('main')).toContainText('下次预约');
});

siteTest('a phone whose clock is two weeks slow, without a network: the server says that the time has passed', async ({ page, site: { proxy } }) => {
  await page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() - 14 * 86_400_000;
  });
  await open(page, '/');
  await installed(page);
  proxy.goOffline();
  // Times guessed from the phone's own calendar: all of them lie in the past.
  const person = await bookUpTo(page, 'check', { station: VILLAGE });
  await press(page, '提交预约');
  await asks(page, /已存本机/);
  proxy.comeBack();
  await asks(page, '没有约上', { timeout: 120_000 });
  await expect(page.locator('main')).toContainText('这个时间已过');
  await page.goto('/my');
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.locator('main'), 'nothing is lost').toContainText(person.name);
});
