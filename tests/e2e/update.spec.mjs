// A new version of the app: offered, never forced, whole or not at all, and nothing that was typed is lost.
import { asks, bookUpTo, drawn, follow, open, press, QUESTIONS } from './lib/app.mjs';
import { need } from './lib/env.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { nextBuild, readManifest } from './lib/next-build.mjs';
import { CARD, SERVICE, TOWNSHIP } from './lib/places.mjs';
import { look } from './lib/update.mjs';

/** The build that the server has at first. */
const { build: FIRST } = readManifest(need('VS_SPA_DIR'));

/** A page of every lazy area. */
const LAZY = ['/services', `/services/${CARD}`, `/stations/${TOWNSHIP}`, '/book/service', '/my', '/my/data', '/my/outbox', '/my/outbox/01900000-0000-7000-8000-000000000000', '/receive', '/volunteer', '/privacy', '/about'];

const toast = (page) => page.locator('#update');

async function expectBuild(page, build) {
  await expect(page.locator('meta[name="build"]')).toHaveAttribute('content', build);
  await drawn(page);
}

/** The names of the worker's caches for the app's files, in order. */
function shells(page) {
  return page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('vs-shell-')).sort());
}

/** Empties the browser's own cache, which may hold what is gone from the server; the worker's stays. */
async function emptyHttpCache(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}

/** Opens a page of every area and looks whether its code is there and of that build. */
async function expectWhole(page, { build, paths }) {
  for (const path of LAZY) {
    await open(page, path);
    await expect(page.locator('main'), path).not.toContainText(/还没有下载好|还没有取到/);
    await expectBuild(page, build);
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));
    const strange = loaded.filter((name) => name.startsWith('/assets/') && !paths.includes(name));
    expect(strange, `${path}: parts of another build`).toEqual([]);
  }
}

test('offered and never forced; the draft is kept; then the new version rules, also without a network', async ({ page, context, site }) => {
  test.slow();
  await open(page, '/');
  await installed(page);
  const person = await bookUpTo(page, 'check');
  const second = nextBuild();
  await site.server.upgrade(second.folder);

  // In the middle of a wizard nobody is disturbed.
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-update', 'ready');
  await asks(page, QUESTIONS.check);
  await expect(toast(page)).toBeHidden();
  await expect(page.locator('dl.sum')).toContainText(person.name);

  await open(page, '/');
  await expect(toast(page)).toContainText('有新版本');
  await expectBuild(page, FIRST);
  await toast(page).getByRole('button', { name: '以后再说' }).click();
  await expect(toast(page)).toBeHidden();
  await open(page, '/services');
  await expectBuild(page, FIRST);

  await expect(toast(page)).toBeVisible();
  await toast(page).getByRole('button', { name: '现在更新' }).click();
  await expectBuild(page, second.build);
  await expect(toast(page)).toBeHidden();
  await expect(page).toHaveURL(/\/services$/);
  await installed(page, second.folder);

  await open(page, '/book');
  await asks(page, '接着上次的填吗？');
  await press(page, '接着填');
  await asks(page, QUESTIONS.check);
  await expect(page.locator('dl.sum'), 'the draft has come along').toContainText(person.name);
  await page.close();

  site.proxy.goOffline();
  await context.setOffline(true);
  const down = site.proxy.down;
  const later = await context.newPage();
  await open(later, '/');
  await expectWhole(later, second);
  expect(site.proxy.down - down, 'bytes from the network').toBe(0);
  await bookUpTo(later, 'check');

  // The version before stays for tabs that are open under it; the one before that goes.
  expect(await shells(later)).toEqual([FIRST, second.build].map((build) => `vs-shell-${build}`).sort());
  const third = nextBuild(second.folder);
  await site.server.upgrade(third.folder);
  site.proxy.comeBack();
  await context.setOffline(false);
  await open(later, '/my/settings');
  await later.locator('main').getByRole('button', { name: '现在更新' }).click();
  await expectBuild(later, third.build);
  await expect.poll(() => shells(later)).toEqual([second.build, third.build].map((build) => `vs-shell-${build}`).sort());
});

test('two tabs: only the one that says yes changes, the other goes on with the parts of its own version', async ({ page, context, site }) => {
  await open(page, '/');
  await installed(page);
  const other = await context.newPage();
  await open(other, '/');
  const next = nextBuild();
  await site.server.upgrade(next.folder);
  expect(await look(page)).toBe('installed');
  await expect(toast(page)).toBeVisible();
  await expect(toast(other), 'offered in every tab').toBeVisible();

  await other.evaluate(() => (window.notReloaded = true));
  await emptyHttpCache(other);
  await toast(page).getByRole('button', { name: '现在更新' }).click();
  await expectBuild(page, next.build);
  await other.getByRole('link', { name: '服务', exact: true }).click();
  await asks(other, '服务事项');
  await expectBuild(other, FIRST);
  expect(await other.evaluate(() => window.notReloaded), 'it was left alone').toBe(true);

  await toast(other).getByRole('button', { name: '现在更新' }).click();
  await expectBuild(other, next.build);
  await asks(other, '服务事项');
});

test('a new version that does not come whole is not taken; the next try takes it', async ({ page, site }) => {
  await open(page, '/');
  await installed(page);
  const cut = nextBuild(undefined, { lacking: '/booking-' });
  await site.server.upgrade(cut.folder);
  expect(await look(page)).toBe('redundant');
  await expect(page.locator('html')).not.toHaveAttribute('data-update', /.*/);
  site.proxy.goOffline();
  await open(page, '/volunteer');
  await expectBuild(page, FIRST);
  site.proxy.comeBack();

  const whole = nextBuild();
  expect(whole.build).toBe(cut.build);
  await site.server.upgrade(whole.folder);
  await open(page, '/');
  await expect(toast(page)).toBeVisible();
  await toast(page).getByRole('button', { name: '现在更新' }).click();
  await expectBuild(page, whole.build);
  site.proxy.goOffline();
  await expectWhole(page, whole);
});

test('back to the version before: its parts are still there, and it rules again', async ({ page, site }) => {
  await open(page, '/');
  await installed(page);
  const next = nextBuild();
  await site.server.upgrade(next.folder);
  expect(await look(page)).toBe('installed');
  await toast(page).getByRole('button', { name: '现在更新' }).click();
  await expectBuild(page, next.build);

  await site.server.upgrade(need('VS_SPA_DIR'));
  expect(await look(page)).toBe('installed');
  await toast(page).getByRole('button', { name: '现在更新' }).click();
  await expectBuild(page, FIRST);
  site.proxy.goOffline();
  await expectWhole(page, { build: FIRST, paths: readManifest(need('VS_SPA_DIR')).assets.map(({ path }) => path) });
});

test('a part that was never kept and is gone from the server: another try brings the new version', async ({ page, site }) => {
  await open(page, '/');
  await installed(page);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) if (request.url.includes('/assets/volunteer-')) await cache.delete(request);
    }
  });
  await emptyHttpCache(page);
  const next = nextBuild();
  await site.server.upgrade(next.folder);
  await follow(page, '我要当志愿者');
  await expect(page.locator('main')).toContainText('这一页还没有下载好');
  await expectBuild(page, FIRST);
  await press(page, '再试一次');
  await expectBuild(page, next.build);
  await expect(page).toHaveURL(/\/volunteer$/);
  await expect(page.locator('main')).not.toContainText('这一页还没有下载好');
});

test.describe('without a service worker', () => {
  test.use({ serviceWorkers: 'block' });

  test('the server was upgraded under an open tab: another try brings the new version', async ({ page, site }) => {
    await open(page, '/');
    const next = nextBuild();
    await site.server.upgrade(next.folder);
    await page.getByRole('link', { name: '服务', exact: true }).click();
    await expect(page.locator('main')).toContainText('这一页还没有下载好');
    await press(page, '再试一次');
    await expectBuild(page, next.build);
    await asks(page, '服务事项');
  });
});
