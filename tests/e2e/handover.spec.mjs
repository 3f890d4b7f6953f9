// Two phones, one network: an action leaves a phone as codes or as digits, somebody else submits it, and it counts once.
import { asks, bookUpTo, drawn, expectFault, open, press, reference } from './lib/app.mjs';
import { browserSeeing } from './lib/camera.mjs';
import { expect, siteTest as test, watch } from './lib/fixtures.mjs';
import { foreignCode } from './lib/foreign.mjs';
import { installed } from './lib/installed.mjs';
import { aPerson } from './lib/people.mjs';
import { SERVICE, VILLAGE } from './lib/places.mjs';

/** How long something that waits may take to arrive: the waits between tries double from five seconds on. */
const ARRIVES = { timeout: 120_000 };
/** Of our own decoder only, wherever it is loaded. */
const DECODER = /\/assets\/decoder-/;
const SCREEN = { viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' };

/** Books on a phone without a network, for a slot of its own; the page of the codes is open then. */
async function handOver(page, { proxy, api }, note) {
  const station = VILLAGE;
  const [slot] = await api.openSlots(station, SERVICE, 1);
  await open(page, '/');
  await installed(page);
  const person = { ...aPerson(), note };
  await bookUpTo(page, 'check', { station, times: [slot], person });
  proxy.goOffline();
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await page.getByRole('link', { name: '没有网络？请工作人员代收' }).click();
  await asks(page, '请工作人员代收');
  await expect(page.locator('svg.qr')).toBeVisible();
  const left = await api.placesLeft(station, SERVICE, slot.slot);
  return { person, station, slot, left };
}

/** Pictures of all codes on the page. */
async function codesShown(page) {
  const code = page.locator('svg.qr');
  const turn = page.locator('.qr-at');
  if ((await turn.count()) === 0) return [await code.screenshot()];
  const of = Number((await turn.innerText()).match(/共 (\d+) 个/)[1]);
  const pictures = [];
  for (let at = 1; at <= of; at += 1) {
    await expect(turn).toHaveText(`第 ${at} 个，共 ${of} 个`);
    pictures.push(await code.screenshot());
    await press(page, '下一个');
  }
  return pictures;
}

/** A phone with a camera that sees the pictures. Its browser is the caller's to close. */
async function phoneSeeing(page, pictures, baseURL, options) {
  const browser = await browserSeeing(page, pictures, options);
  const context = await browser.newContext({ ...SCREEN, baseURL });
  const faults = watch(context);
  return {
    page: await context.newPage(),
    context,
    async close() {
      await browser.close();
      expect(faults, 'nothing may go wrong behind the page').toEqual([]);
    },
  };
}

/** What stands before the receiver, and that he takes it. */
async function take(page, { person }) {
  await asks(page, '核对后再收', ARRIVES);
  const told = page.locator('dl.sum');
  await expect(told).toContainText(person.name);
  await expect(told).toContainText(person.mobile);
  await press(page, '确认代收');
}

/** The receiver sees that it is settled; answers the reference. */
async function settled(page) {
  await asks(page, '已确认', ARRIVES);
  return reference(page);
}

/** The first phone comes back and hears of the same booking; the server has it once. */
async function comesBack(page, { proxy, api }, { station, slot, left }, wanted) {
  proxy.comeBack();
  await page.goto('/my');
  await drawn(page);
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.locator('.ref b').first()).toBeVisible(ARRIVES);
  await expect(page.getByText('已确认').first()).toBeVisible();
  expect(await reference(page)).toBe(wanted);
  await expect(page.locator('.path li', { hasText: '已确认' })).toHaveCount(1);
  expect(await api.placesLeft(station, SERVICE, slot.slot), 'one place is taken, not two').toBe(left - 1);
  await open(page, '/my/outbox');
  await expect(page.locator('main')).toContainText('没有要发送的');
}

test('scanned with the camera by a phone with a network; the first phone hears of the same booking, once', async ({ page, site }) => {
  test.slow();
  const made = await handOver(page, site);
  await expect(page.locator('main')).toContainText('还不算送达');
  const other = await phoneSeeing(page, await codesShown(page), site.server.url);
  await open(other.page, '/receive');
  await press(other.page, '用相机扫码');
  await take(other.page, made);
  const number = await settled(other.page);
  // What the receiver keeps names nobody in full.
  await open(other.page, '/receive');
  await expect(other.page.locator('main')).toContainText('代收记录');
  await expect(other.page.locator('main')).toContainText(`${made.person.name[0]}*`);
  await expect(other.page.locator('main')).not.toContainText(made.person.name);
  await other.close();
  await comesBack(page, site, made, number);
});

test('a cancellation handed over counts as the phone\'s own', async ({ page, site }) => {
  test.slow();
  const { proxy, api } = site;
  const [slot] = await api.openSlots(VILLAGE, SERVICE, 1);
  await open(page, '/');
  await installed(page);
  const person = { ...aPerson(), note: '' };
  await bookUpTo(page, 'check', { station: VILLAGE, times: [slot], person });
  await press(page, '提交预约');
  await asks(page, '已确认', ARRIVES);
  const left = await api.placesLeft(VILLAGE, SERVICE, slot.slot);
  proxy.goOffline();
  await page.goto('/my');
  await drawn(page);
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await press(page, '取消预约');
  await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
  await expect(page.locator('.path')).toContainText('取消的请求已存本机');
  await open(page, '/my/outbox');
  await page.locator('main a[href^="/my/outbox/"]').first().click();
  await asks(page, '请工作人员代收');
  await expect(page.locator('svg.qr')).toBeVisible();
  const other = await phoneSeeing(page, await codesShown(page), site.server.url);
  await open(other.page, '/receive');
  await press(other.page, '用相机扫码');
  await asks(other.page, '核对后再收', ARRIVES);
  await press(other.page, '确认代收');
  await asks(other.page, '已取消', ARRIVES);
  await other.close();
  expect(await api.placesLeft(VILLAGE, SERVICE, slot.slot)).toBe(left + 1);
  // The phone sends it too: the same to the last byte, so nothing comes back.
  proxy.comeBack();
  await open(page, '/my/outbox');
  await expect(page.locator('main')).toContainText('没有要发送的', ARRIVES);
  await page.goto('/my');
  await drawn(page);
  await page.locator('main a[href^="/my/bookings/"]').first().click();
  await expect(page.getByText('已取消').first()).toBeVisible();
});

test('scanned by a phone without a network, which sends it later; the first phone sends it too', async ({ page, site }) => {
  test.slow();
  const made = await handOver(page, site);
  const other = await phoneSeeing(page, await codesShown(page), site.server.url);
  await open(other.page, '/receive');
  await installed(other.page);
  // Our reader comes with the first look at a code and stays.
  await press(other.page, '用相机扫码');
  await asks(other.page, '核对后再收', ARRIVES);
  await press(other.page, '不收');
  await other.context.setOffline(true);
  await open(other.page, '/receive');
  await press(other.page, '用相机扫码');
  await take(other.page, made);
  await asks(other.page, '已存本机，联网后自动送出');
  await expect(other.page.locator('main')).toContainText('现在还不算约上');
  await other.context.setOffline(false);
  const number = await settled(other.page);
  await other.close();
  await comesBack(page, site, made, number);
});

test('a long message makes several codes; they are read in whichever order they come', async ({ page, site }) => {
  test.slow();
  const made = await handOver(page, site, '长'.repeat(180));
  const codes = await codesShown(page);
  expect(codes.length).toBeGreaterThan(1);
  const other = await phoneSeeing(page, codes.reverse(), site.server.url);
  await open(other.page, '/receive');
  await press(other.page, '用相机扫码');
  await take(other.page, made);
  const number = await settled(other.page);
  await other.close();
  await comesBack(page, site, made, number);
});

test('from a picture of the code; taken twice it is still once', async ({ page, site, phone }) => {
  test.slow();
  const made = await handOver(page, site);
  const files = (await codesShown(page)).map((buffer, at) => ({ name: `${at}.png`, mimeType: 'image/png', buffer }));
  const other = await (await phone({ baseURL: site.server.url })).newPage();
  for (const again of [false, true]) {
    await open(other, '/receive');
    await other.locator('#code-picture').setInputFiles(files);
    await take(other, made);
    await settled(other);
    await expect(other.getByText('这件事已经收过了')).toHaveCount(again ? 1 : 0);
  }
  const number = await reference(other);
  await comesBack(page, site, made, number);
});

test('read out over the telephone: what the digits cannot carry is asked for, and it counts once', async ({ page, site, phone }) => {
  test.slow();
  const made = await handOver(page, site);
  const digits = await page.locator('.digits li').allInnerTexts();
  expect(digits).toHaveLength(6);
  const other = await (await phone({ baseURL: site.server.url })).newPage();
  await open(other, '/receive');
  await press(other, '输入电话里念的数字');
  const field = other.getByLabel('对方念的数字');
  await press(other, '下一步');
  await expectFault(other, '#digits', '请把对方念的数字填在这里');
  const text = digits.join(' ');
  const wrong = text.replace(/\d/, (digit) => (Number(digit) + 1) % 10);
  await field.fill(wrong);
  await press(other, '下一步');
  await expectFault(other, '#digits', '数字有误');
  await field.fill(text.slice(0, -1));
  await press(other, '下一步');
  await expectFault(other, '#digits', '应为 24 位数字，您填了 23 位');
  await field.fill(text);
  await press(other, '下一步');
  await asks(other, '再问对方几句');
  await press(other, '下一步');
  await expectFault(other, '#f-mobile', '请填写手机号');
  await other.getByLabel('对方姓名').fill(made.person.name);
  await other.getByLabel('对方手机号').fill(made.person.mobile);
  await other.getByLabel('对方说同意', { exact: true }).check();
  await other.getByLabel('对方说单独同意').check();
  await press(other, '下一步');
  await take(other, made);
  const number = await settled(other);
  await comesBack(page, site, made, number);
});

test('a code that is not ours, a file that is no picture, a picture without a code', async ({ page, site }) => {
  await open(page, '/receive');
  const files = page.locator('#code-picture');
  await files.setInputFiles({ name: 'pay.png', mimeType: 'image/png', buffer: await foreignCode(page) });
  await expect(page.locator('main .notice')).toContainText('这不是老兵驿站的码');
  await files.setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.locator('main .notice')).toContainText('这个文件打不开');
  await files.setInputFiles({ name: 'page.png', mimeType: 'image/png', buffer: await page.locator('header').screenshot() });
  await expect(page.locator('main .notice')).toContainText('没有找到码');
  const other = await phoneSeeing(page, [await foreignCode(page)], site.server.url);
  await open(other.page, '/receive');
  await press(other.page, '用相机扫码');
  await expect(other.page.locator('main .notice')).toContainText('这不是老兵驿站的码', ARRIVES);
  await press(other.page, '不扫了');
  await asks(other.page, '代收');
  await other.close();
});

test('no camera, or one that may not be used: said plainly, and the other ways stay', async ({ page, site }) => {
  await open(page, '/receive');
  await press(page, '用相机扫码');
  await expect(page.locator('main .notice')).toContainText('没有相机');
  await expect(page.getByRole('button', { name: '输入电话里念的数字' })).toBeVisible();
  const other = await phoneSeeing(page, [await foreignCode(page)], site.server.url, { allow: false });
  await open(other.page, '/receive');
  await press(other.page, '用相机扫码');
  await expect(other.page.locator('main .notice')).toContainText('没有允许使用相机');
  await expect(other.page.getByRole('button', { name: '输入电话里念的数字' })).toBeVisible();
  await other.close();
});

test('where the browser reads codes itself, our reader is not fetched; nor is it by anybody who does not scan', async ({ page, site }) => {
  const fetched = [];
  page.context().on('request', (request) => DECODER.test(request.url()) && fetched.push(request.url()));
  await page.addInitScript(() => {
    window.BarcodeDetector = class {
      static getSupportedFormats = async () => ['qr_code'];
      detect = async () => [{ rawValue: 'https://example.com/pay' }];
    };
  });
  await open(page, '/');
  await installed(page);
  await open(page, '/receive');
  await page.locator('#code-picture').setInputFiles({ name: 'pay.png', mimeType: 'image/png', buffer: await foreignCode(page) });
  await expect(page.locator('main .notice')).toContainText('这不是老兵驿站的码');
  expect(fetched).toEqual([]);
  expect(site.proxy.count('GET /assets/decoder-')).toBe(0);
});
