// The network as it is: parts that do not come, slow lines, old addresses.
import { asks, bookUpTo, drawn, open, press } from './lib/app.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { SERVICE, SERVICE_TITLE, VILLAGE, VILLAGE_NAME } from './lib/places.mjs';

/** Where actions go. */
const SENDING = /\/api\/v1\/(bookings|sync)$/;

test.describe('without a service worker, so that every part is fetched when it is wanted', () => {
  test.use({ serviceWorkers: 'block' });

  test('a page whose code does not come offers another try, and that works', async ({ page }) => {
    let broken = true;
    await page.route(/\/assets\/.*\.wasm$/, (route) =>
      broken && !/app/.test(new URL(route.request().url()).pathname) ? route.abort() : route.continue(),
    );
    await open(page, '/stations');
    await page.getByRole('link', { name: '服务', exact: true }).click();
    await expect(page.locator('main')).toContainText('这一页还没有下载好');
    await expect(page.locator('main')).toContainText(/12345|回首页/);
    const tried = page.waitForEvent('requestfailed', (request) => request.url().endsWith('.wasm'));
    await press(page, '再试一次');
    await tried;
    await expect(page.locator('main'), 'still not').toContainText('这一页还没有下载好');
    broken = false;
    await press(page, '再试一次');
    await asks(page, '服务事项');
  });

  test('the app itself does not come: the page says who to call, and starts when it comes', async ({ page, site: { proxy } }) => {
    let broken = true;
    await page.route(/\/assets\/app[^/]*\.wasm$/, (route) => (broken ? route.abort() : route.continue()));
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('data-boot', 'failed');
    await expect(page.locator('#not-loaded')).toBeVisible();
    await expect(page.locator('a.row[href="tel:12345"]')).toBeVisible();
    broken = false;
    await expect(page.locator('html')).toHaveAttribute('data-boot', 'ready', { timeout: 120_000 });
    await expect(page.locator('#not-loaded')).toBeHidden();
    expect(proxy.count('GET /')).toBeGreaterThan(0);
  });
});

test('after a trap the page says so, and can be opened anew', async ({ browser, baseURL }) => {
  // Not the watched context: the error is meant.
  const context = await browser.newContext({ baseURL, viewport: { width: 360, height: 800 }, locale: 'zh-CN' });
  const page = await context.newPage();
  await open(page, '/services');
  await page.evaluate(() => {
    window.before = true;
    setTimeout(() => {
      throw new WebAssembly.RuntimeError('unreachable');
    });
  });
  const box = page.locator('#broken');
  await expect(box).toContainText('刚才出了点问题');
  await expect(box.locator('.kept'), 'this browser keeps things').toBeVisible();
  await expect(box.locator('.lost')).toBeHidden();
  await expect(box.locator('a[href="tel:12345"]')).toBeVisible();
  await box.getByText('重新打开这一页').click();
  await expect.poll(() => page.evaluate(() => window.before)).toBeUndefined();
  await drawn(page);
  await expect(box).toBeHidden();
  await context.close();
});

test('too old a browser gets the page that needs nothing', async ({ page }) => {
  await page.addInitScript(() => {
    WebAssembly.validate = () => false;
  });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-boot', 'too-old');
  await expect(page.locator('#too-old')).toBeVisible();
  await expect(page.getByRole('heading', { name: '打电话问一问' })).toBeVisible();
  await page.locator('#elder').click();
  await expect(page.locator('html')).toHaveAttribute('data-elder', 'on');
});

test('without scripts the essentials stand', async ({ phone }) => {
  const page = await (await phone({ javaScriptEnabled: false })).newPage();
  await page.goto('/');
  for (const words of ['老兵，欢迎回家', '办事服务', '12345']) await expect(page.locator('body')).toContainText(words);
});

test('stations do not come: said, and fetched at another try', async ({ page }) => {
  let broken = true;
  await page.route('**/api/v1/packs/stations*', (route) => (broken ? route.abort() : route.continue()));
  await open(page, '/stations?q=fmlsq');
  await expect(page.locator('main')).toContainText('服务站名单还没有取到');
  broken = false;
  await press(page, '再试一次');
  await expect(page.locator(`main a.row[href="/stations/${VILLAGE}"]`)).toBeVisible();
});

test('a pack that is cut short or broken is never shown as stations', async ({ page }) => {
  await page.route('**/api/v1/packs/stations*', async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    await route.fulfill({ response: answer, body: body.subarray(0, body.length / 2), headers: { ...answer.headers(), 'content-encoding': 'identity', 'content-length': String(Math.floor(body.length / 2)) } });
  });
  await open(page, '/stations?q=fmlsq');
  await expect(page.locator('main')).toContainText('服务站名单还没有取到');
  await expect(page.locator('main a.row[href^="/stations/50"]')).toHaveCount(0);
});

test('a server in trouble: what is kept is shown, and nothing is called confirmed', async ({ phone }) => {
  const context = await phone();
  const page = await context.newPage();
  await bookUpTo(page, 'check');
  let troubled = true;
  await page.route(SENDING, (route) => (troubled ? route.fulfill({ status: 429, contentType: 'application/json', headers: { 'retry-after': '1' }, body: JSON.stringify({ code: 'rate_limited', message: '尝试次数太多', retry_after: 1 }) }) : route.continue()));
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  troubled = false;
  await asks(page, '预约已确认');
});

test('an answer that is no JSON, as a café gives before one has paid, is no receipt', async ({ page }) => {
  await bookUpTo(page, 'check');
  let portal = true;
  await page.route(SENDING, (route) => (portal ? route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>请登录无线网络</h1>' }) : route.continue()));
  await press(page, '提交预约');
  await asks(page, '已存本机，联网后自动送达');
  await expect(page.locator('body')).not.toContainText('预约已确认');
  portal = false;
  await page.reload();
  await asks(page, '预约已确认');
});

test('deep links open where they point', async ({ page }) => {
  for (const [path, words] of [
    [`/stations/${VILLAGE}`, VILLAGE_NAME],
    [`/services/${SERVICE}`, SERVICE_TITLE],
    ['/my/lookup', '用预约号查'],
    ['/privacy', '个人信息处理告知'],
  ]) {
    await open(page, path);
    await asks(page, words);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
  }
});

test('addresses that lead nowhere lead back', async ({ page }) => {
  for (const path of ['/nowhere', '/stations/1', '/my/bookings/1', '/a/b/c/d/e', '/volunteer/join/0']) {
    await open(page, path);
    await asks(page, '没有找到这一页');
    await expect(page.locator('main a[href="tel:12345"]')).toBeVisible();
  }
  await page.getByRole('link', { name: '回首页' }).click();
  await asks(page, '老兵，欢迎回家');
  await open(page, '/stations/509999999999');
  await asks(page, '没有这个服务站');
  await open(page, '/services/moon-landing');
  await asks(page, '没有这个事项');
});

test('a file that does not exist is not answered with the page', async ({ site: { api } }) => {
  for (const path of ['/assets/app-0000000000.wasm', '/assets/nothing.js', '/api/v1/nothing']) {
    const answer = await api.ask('GET', path);
    expect(answer.status, path).toBe(404);
    expect(answer.text, path).not.toContain('<html');
  }
  for (const path of ['/../../etc/passwd', '/assets/../../etc/passwd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/%00']) {
    const answer = await api.ask('GET', path);
    expect(answer.status, path).toBeLessThan(500);
    expect(answer.text, path).not.toContain('root:');
  }
});

test('elder mode and the size of the type are remembered', async ({ page, context }) => {
  await open(page, '/');
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  const ordinary = await size();
  expect(ordinary).toBeGreaterThanOrEqual(18);
  await page.locator('#elder').click();
  await expect(page.locator('#elder')).toHaveAttribute('aria-pressed', 'true');
  expect(await size()).toBeGreaterThan(ordinary);
  await page.close();
  const later = await context.newPage();
  await open(later, '/my/settings');
  await expect(later.locator('html')).toHaveAttribute('data-elder', 'on');
  await later.getByLabel('长辈版特大').check();
  await later.reload();
  await drawn(later);
  await expect(later.locator('html')).toHaveAttribute('data-elder', 'xl');
  await later.getByLabel('标准').check();
  await expect(later.locator('html')).not.toHaveAttribute('data-elder', /.*/);
});

test('the sheet for paper names the materials and who to ask', async ({ page }) => {
  await open(page, `/services/${SERVICE}/print`);
  await expect(page.locator('.sheet')).toContainText(SERVICE_TITLE);
  await expect(page.locator('.sheet')).toContainText('12345');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.sheet')).toBeVisible();
  await expect(page.locator('nav.tabs'), 'nothing of the app goes onto the paper').toBeHidden();
  await expect(page.locator('header.top')).toBeHidden();
});
