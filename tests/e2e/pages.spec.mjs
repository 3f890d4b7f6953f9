// Every page, in every state worth the name: accessible, in Chinese, no wider than the phone, and never a dead end.
import AxeBuilder from '@axe-core/playwright';
import { QUESTIONS, asks, book, bookUpTo, chooseTimes, consent, drawn, fillPerson, heading, open, press } from './lib/app.mjs';
import { expect, siteTest, test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { nextBuild } from './lib/next-build.mjs';
import { CARD, CARD_CATEGORY, DISTRICT, SERVICE, TOWNSHIP, VILLAGE, VISIT } from './lib/places.mjs';
import { aStation } from './lib/stations.mjs';
import { register, volunteerUpTo, VOLUNTEER_STEPS } from './lib/volunteer.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What the night changes, and what large type does. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const SIZES = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

/** Latin words that belong on a Chinese page: browsers, and what may be typed into the search. */
const LATIN = /^(?:A|B|C|Chrome|Edge|Firefox|Safari|iOS|fengminglu|fmlsq|zzzzqqq|PDF|QQ|x)$/;

const PAGES = {
  'the first page': '/',
  'the first page, searching': '/?q=优待',
  'the first page, finding nothing': '/?q=zzzzqqq',
  services: '/services',
  'services, searching': '/services?q=补贴',
  'services, finding nothing': '/services?q=zzzzqqq',
  'a category': `/services/c/${CARD_CATEGORY}`,
  'an unknown category': '/services/c/nothing',
  'a service': `/services/${CARD}`,
  'a service without materials': `/services/${SERVICE}`,
  'an unknown service': '/services/nothing',
  'the sheet of a service': `/services/${CARD}/print`,
  'an unknown brand': '/brands/nothing',
  stations: '/stations',
  'stations, searching': '/stations?q=fmlsq',
  'stations, finding nothing': '/stations?q=zzzzqqq',
  'the city': '/stations/50',
  'a district': `/stations/${DISTRICT}`,
  'a township': `/stations/${TOWNSHIP}`,
  'a village': `/stations/${VILLAGE}`,
  'an unknown station': '/stations/509999999999',
  'booking: which service': '/book/service',
  'a booking this phone does not know': '/book/done/01900000-0000-7000-8000-000000000000',
  'mine, empty': '/my',
  'another booking this phone does not know': '/my/bookings/01900000-0000-7000-8000-000000000000',
  'look-up': '/my/lookup',
  'outbox, empty': '/my/outbox',
  'handing over what does not wait': '/my/outbox/01900000-0000-7000-8000-000000000000',
  receiving: '/receive',
  'something received that this phone does not know': '/receive/01900000-0000-7000-8000-000000000000',
  'my data': '/my/data',
  settings: '/my/settings',
  volunteers: '/volunteer',
  'a registration this phone does not know': '/volunteer/01900000-0000-7000-8000-000000000000',
  privacy: '/privacy',
  about: '/about',
  'no such page': '/nowhere',
};

for (const [what, path] of Object.entries(PAGES)) {
  test(`page: ${what}`, async ({ page }) => {
    await open(page, path);
    await examine(page);
  });
}

test('pages: every brand that the page about the network leads to', async ({ page }) => {
  test.slow();
  await open(page, '/about');
  const links = await page.locator('main a[href^="/brands/"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    await open(page, link);
    await examine(page);
    await page.locator('#elder').click();
  }
});

const STATES = {
  'booking: in which way': (page) => bookUpTo(page, 'way'),
  'booking: in which way, nothing chosen': (page) => bookUpTo(page, 'way').then(() => press(page, '下一步')),
  'booking: where': async (page) => {
    await open(page, `/book?service=${SERVICE}`);
    await asks(page, QUESTIONS.way);
    await page.getByLabel('我到服务站办').check();
    await press(page, '下一步');
    await asks(page, '去哪个服务站办？');
  },
  'booking: where, searching': async (page) => {
    await STATES['booking: where'](page);
    await page.locator('#station-q').fill('fmlsq');
    await expect(page.locator('main')).toContainText('凤鸣路社区');
  },
  'booking: when': async (page) => {
    await bookUpTo(page, 'time');
    await chooseTimes(page, 3);
  },
  'booking: when, none chosen': async (page) => {
    await bookUpTo(page, 'time');
    await press(page, '下一步');
    await expect(page.locator('#errors')).toBeVisible();
  },
  'booking: when, any time': async (page) => {
    await bookUpTo(page, 'time');
    await page.getByLabel('这几天任意时间都可以').check();
    await expect(page.getByText('只要上午')).toBeVisible();
  },
  'booking: for whom': async (page) => {
    await bookUpTo(page, 'who');
    await page.getByLabel('替家人或战友').check();
    await press(page, '下一步');
    await expect(page.locator('#errors')).toBeVisible();
  },
  'booking: name and number': (page) => bookUpTo(page, 'person'),
  'booking: name and number of somebody else': async (page) => {
    await bookUpTo(page, 'who');
    await page.getByLabel('替家人或战友').check();
    await page.getByLabel(/本人知道，并同意/).check();
    await press(page, '下一步');
    await asks(page, '办事的人是谁？');
  },
  'booking: a home visit, nothing filled in': async (page) => {
    await bookUpTo(page, 'person', { service: VISIT, station: aStation('township') });
    await press(page, '下一步');
    await expect(page.locator('#errors')).toBeVisible();
  },
  'booking: name and number, all wrong': async (page) => {
    await bookUpTo(page, 'person');
    await fillPerson(page, { name: '王'.repeat(200), mobile: '1381234567', note: '长'.repeat(201) });
    await press(page, '下一步');
    await expect(page.locator('#errors')).toBeVisible();
  },
  'booking: check': (page) => bookUpTo(page, 'check'),
  'booking: confirmed': (page) => book(page),
  'booking: a draft lies there': async (page) => {
    await bookUpTo(page, 'person');
    await open(page, '/book');
    await asks(page, '接着上次的填吗？');
  },
  'mine, with a booking': async (page) => {
    await book(page);
    await open(page, '/my');
    await expect(page.locator('main a[href^="/my/bookings/"]').first()).toBeVisible();
  },
  'my booking, asked whether to cancel': async (page) => {
    await STATES['mine, with a booking'](page);
    await page.locator('main a[href^="/my/bookings/"]').first().click();
    await press(page, '取消预约');
    await expect(page.locator('.ask')).toBeVisible();
  },
  'my booking, cancelled': async (page) => {
    await STATES['my booking, asked whether to cancel'](page);
    await page.locator('.ask').getByRole('button', { name: '取消预约' }).click();
    await expect(page.getByText('已取消').first()).toBeVisible();
  },
  'the first page, with my station and a booking': async (page) => {
    await open(page, `/stations/${VILLAGE}`);
    await press(page, '设为我的服务站');
    await book(page);
    await open(page, '/');
    await expect(page.locator('.card.mine')).toContainText('凤鸣路社区');
  },
  'my booking, another time': async (page) => {
    await STATES['mine, with a booking'](page);
    await page.locator('main a[href^="/my/bookings/"]').first().click();
    await page.getByRole('link', { name: '改时间' }).click();
    await chooseTimes(page, 1);
  },
  'look-up, both wrong': async (page) => {
    await open(page, '/my/lookup');
    await page.getByLabel('预约号').fill('123');
    await page.getByLabel('手机号', { exact: true }).fill('456');
    await press(page, '查询');
    await expect(page.locator('#errors')).toBeVisible();
  },
  'look-up, found': async (page, phone) => {
    const made = await book(await (await phone()).newPage());
    await open(page, '/my/lookup');
    await page.getByLabel('预约号').fill(made.reference);
    await page.getByLabel('手机号', { exact: true }).fill(made.mobile);
    await press(page, '查询');
    await expect(page.locator('main')).toContainText(made.name);
  },
  'my data, asked whether the server shall delete too': async (page) => {
    await book(page);
    await open(page, '/my/data');
    await page.getByRole('button', { name: '请服务器删除' }).click();
    await expect(page.locator('.ask')).toBeVisible();
  },
  'my data, asked whether to delete': async (page) => {
    await book(page);
    await open(page, '/my/data');
    await page.getByRole('button', { name: '从这台设备删除' }).click();
    await expect(page.locator('.ask')).toBeVisible();
  },
  'receiving: no camera': async (page) => {
    await open(page, '/receive');
    await press(page, '用相机扫码');
    await expect(page.locator('main .notice')).toContainText('没有相机');
  },
  'receiving: digits, none typed': async (page) => {
    await open(page, '/receive');
    await press(page, '输入电话里念的数字');
    await press(page, '下一步');
    await expect(page.locator('#errors')).toBeVisible();
  },
  'volunteer: registered': async (page) => {
    await register(page);
  },
  'volunteer: my registration': async (page) => {
    await register(page);
    await open(page, '/volunteer');
    await page.locator('main a[href^="/volunteer/0"]').first().click();
    await expect(page.getByRole('button', { name: '退出志愿服务' })).toBeVisible();
  },
  'volunteer: asked whether to withdraw': async (page) => {
    await STATES['volunteer: my registration'](page);
    await press(page, '退出志愿服务');
    await expect(page.locator('.ask')).toBeVisible();
  },
  'volunteer: withdrawn': async (page) => {
    await STATES['volunteer: asked whether to withdraw'](page);
    await page.locator('.ask').getByRole('button', { name: '退出志愿服务' }).click();
    await expect(page.locator('main')).toContainText('已退出');
  },
};
for (const step of VOLUNTEER_STEPS) STATES[`volunteer: ${step}`] = (page) => volunteerUpTo(page, step);
for (const step of ['where', 'roles', 'times', 'contact']) {
  STATES[`volunteer: ${step}, nothing answered`] = async (page) => {
    await volunteerUpTo(page, step);
    await press(page, '下一步');
    await expect(page.locator('#errors')).toBeVisible();
  };
}

for (const [what, prepare] of Object.entries(STATES)) {
  test(`state: ${what}`, async ({ page, phone }) => {
    test.slow();
    await prepare(page, phone);
    await examine(page);
  });
}

const OFFLINE = {
  'booking, kept': async (page, site) => {
    await bookUpTo(page, 'check');
    site.proxy.goOffline();
    await press(page, '提交预约');
    await asks(page, '已存本机，联网后自动送达');
  },
  'my booking, kept': async (page, site) => {
    await OFFLINE['booking, kept'](page, site);
    await page.goto('/my');
    await drawn(page);
    await page.locator('main a[href^="/my/bookings/"]').first().click();
    await expect(page.locator('.path')).toBeVisible();
  },
  'outbox, one waits': async (page, site) => {
    await OFFLINE['booking, kept'](page, site);
    await open(page, '/my/outbox');
    await expect(page.locator('main')).toContainText('等着发送');
  },
  'outbox, one handed over': async (page, site) => {
    await OFFLINE['outbox, one waits'](page, site);
    await page.getByRole('link', { name: '没有网络？请工作人员代收' }).click();
    await expect(page.locator('svg.qr')).toBeVisible();
    await expect(page.locator('.digits li')).toHaveCount(6);
  },
  'my booking, handed over, asked whether to cancel': async (page, site) => {
    await OFFLINE['outbox, one handed over'](page, site);
    await open(page, '/my');
    await page.locator('main a[href^="/my/bookings/"]').first().click();
    await press(page, '取消预约');
    await expect(page.locator('.ask')).toContainText('已经给人扫过码或念过数字');
  },
  'receiving: what the digits do not say': async (page, site) => {
    await OFFLINE['outbox, one handed over'](page, site);
    const digits = await page.locator('.digits li').allInnerTexts();
    await open(page, '/receive');
    await press(page, '输入电话里念的数字');
    await page.getByLabel('对方念的数字').fill(digits.join(' '));
    await press(page, '下一步');
    await asks(page, '再问对方几句');
    await press(page, '下一步');
    await expect(page.locator('#errors')).toBeVisible();
  },
  'receiving: one to check, and it is this phone’s own': async (page, site) => {
    await OFFLINE['outbox, one handed over'](page, site);
    const buffer = await page.locator('svg.qr').screenshot();
    // Our reader is fetched where a code is to be read, and not before.
    site.proxy.comeBack();
    await open(page, '/receive');
    await page.locator('#code-picture').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer });
    await asks(page, '核对后再收');
    await press(page, '确认代收');
    await expect(page.locator('main .notice')).toContainText('自己这台手机');
  },
  'times guessed': async (page, site) => {
    site.proxy.goOffline();
    await bookUpTo(page, 'time');
    await expect(page.locator('main')).toContainText('没有网络');
  },
  'look-up without an answer': async (page, site) => {
    await open(page, '/my/lookup');
    site.proxy.goOffline();
    await page.getByLabel('预约号').fill('000000000');
    await page.getByLabel('手机号', { exact: true }).fill('19912345678');
    await press(page, '查询');
    await expect(page.locator('main .notice')).toBeVisible();
  },
  'a refused booking': async (page, site) => {
    const [slot] = await site.api.openSlots(VILLAGE, SERVICE, 1);
    await bookUpTo(page, 'check', { station: VILLAGE, times: [slot] });
    await site.api.fill(VILLAGE, SERVICE, slot.slot);
    await press(page, '提交预约');
    await asks(page, '没有约上');
  },
  'a refused booking, in mine': async (page, site) => {
    await OFFLINE['a refused booking'](page, site);
    await page.goto('/my');
    await drawn(page);
    await page.locator('main a[href^="/my/bookings/"]').first().click();
    await expect(page.getByText('未成功').first()).toBeVisible();
  },
};

Object.assign(OFFLINE, {
  'outbox, one refused': async (page, site) => {
    await OFFLINE['a refused booking'](page, site);
    await open(page, '/my/outbox');
    await expect(page.locator('main a[href^="/my/bookings/"]').first()).toBeVisible();
  },
  'a refused booking, other times': async (page, site) => {
    await OFFLINE['a refused booking, in mine'](page, site);
    await page.getByRole('link', { name: '另选时间' }).click();
    await chooseTimes(page, 1);
  },
  'an update is offered': async (page, site) => {
    await site.server.upgrade(nextBuild().folder);
    await page.reload();
    await drawn(page);
    await expect(page.locator('#update')).toBeVisible({ timeout: 120_000 });
  },
});

for (const [what, prepare] of Object.entries(OFFLINE)) {
  siteTest(`state without a network or a place: ${what}`, async ({ page, site }) => {
    siteTest.slow();
    await open(page, '/');
    await installed(page);
    await prepare(page, site);
    await examine(page);
  });
}

for (const [what, notice, spoil] of [
  ['too old a browser', '#too-old', () => (WebAssembly.validate = () => false)],
  ['the app does not come', '#not-loaded', null],
]) {
  test(`state: ${what}`, async ({ phone }) => {
    const page = await (await phone({ serviceWorkers: 'block' })).newPage();
    if (spoil) await page.addInitScript(spoil);
    else await page.route(/\/assets\/app[^/]*\.wasm$/, (route) => route.abort());
    await page.goto('/');
    await expect(page.locator(notice)).toBeVisible({ timeout: 120_000 });
    await examine(page);
  });
}

test('state: a page whose code does not come', async ({ phone }) => {
  const page = await (await phone({ serviceWorkers: 'block' })).newPage();
  await page.route(/\/assets\/.*\.wasm$/, (route) => (/app/.test(new URL(route.request().url()).pathname) ? route.continue() : route.abort()));
  await open(page, '/stations');
  await page.getByRole('link', { name: '服务', exact: true }).click();
  await expect(page.locator('main')).toContainText('这一页还没有下载好');
  await examine(page);
});

/** By day, by night, and for elders. */
async function examine(page) {
  await examineOnce(page, 'by day');
  await page.emulateMedia({ colorScheme: 'dark' });
  await examineOnce(page, 'by night', COLOURS);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('#elder').click();
  await expect(page.locator('html')).toHaveAttribute('data-elder', 'on');
  await examineOnce(page, 'for elders', SIZES);
}

async function examineOnce(page, when, rules = null) {
  await expect(page.locator('.skel, .loading'), `${when}: everything has come`).toHaveCount(0);
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(TAGS)).analyze();
  const told = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
  expect.soft(told, `${when}: axe`).toEqual([]);

  const facts = await page.evaluate(inspect);
  expect.soft(facts.width, `${when}: no wider than the phone; ${facts.widest}`).toBeLessThanOrEqual(360);
  const latin = facts.words.filter((word) => !LATIN.test(word));
  expect.soft(latin, `${when}: words that are not Chinese`).toEqual([]);
  expect.soft(facts.headings, `${when}: one main heading`).toBe(1);
  expect.soft(facts.title, `${when}: the page's title`).toMatch(/\p{Script=Han}.*老兵驿站|老兵驿站.*\p{Script=Han}/u);
  expect.soft(facts.ways, `${when}: a telephone or a way out`).toBeGreaterThan(0);
  expect.soft(await heading(page, /./).count()).toBe(1);
}

/** In the page: what a person would see at once. */
function inspect() {
  const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const root = document.scrollingElement;
  const clipped = (element) => {
    for (let above = element.parentElement; above; above = above.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(above).overflowX)) return true;
    }
    return false;
  };
  const wide = [...document.querySelectorAll('body *')].filter(
    (element) => visible(element) && element.getBoundingClientRect().right > 360.5 && !clipped(element),
  );
  const spoken = [...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')]
    .filter(visible)
    .flatMap((element) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''));
  const text = [document.body.innerText, document.title, ...spoken].join(' ');
  const ways = [...document.querySelectorAll('a[href^="tel:"], nav.tabs a, main a[href="/"], button.back, a.back')].filter(visible);
  return {
    width: root.scrollWidth,
    widest: wide.map((element) => `${element.tagName}.${element.className}`).slice(0, 3).join(', '),
    words: [...new Set(text.match(/[A-Za-z]{2,}/g) ?? [])],
    headings: [...document.querySelectorAll('h1')].filter(visible).length,
    title: document.title,
    ways: ways.length,
  };
}
