// Public data by place, what gives way when there is no room, and a browser that keeps nothing or clears it away.
import { asks, book, drawn, open, press } from './lib/app.mjs';
import { expect, siteTest as test } from './lib/fixtures.mjs';
import { installed } from './lib/installed.mjs';
import { DISTRICT, VILLAGE } from './lib/places.mjs';

const WHOLE = '/api/v1/packs/stations';
const CONTENTS = '/api/v1/packs';

const card = (page, title) => page.locator('main .card', { has: page.getByRole('heading', { name: title, exact: true }) });

/** The keys of the stations that are kept, a district each, and their head. */
function kept(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('veterans-station');
        opening.onsuccess = () => {
          const asked = opening.result.transaction('shard').objectStore('shard').getAllKeys();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result.sort());
          };
        };
      }),
  );
}

async function chooseStation(page) {
  await open(page, `/stations/${VILLAGE}`);
  await press(page, '设为我的服务站');
}

test('public data by place: its size before a download, its age, cleared and fetched again', async ({ page, site: { proxy } }) => {
  await open(page, '/');
  await installed(page);
  await chooseStation(page);
  await open(page, '/my/data');
  await expect(card(page, '渝北区')).toContainText(/\d+ 个服务站 · 数据截至 .* · 下载不到 0\.01 兆/);
  await expect(card(page, '全市其他区县')).toContainText(/37 个区县 · 数据截至 .* · 下载约 0\.0[34] 兆/);
  await expect(card(page, '办事资料')).toContainText(/数据截至 .* · 下载约 0\.\d\d 兆/);

  await card(page, '全市其他区县').getByRole('button', { name: '清除' }).click();
  await expect(card(page, '全市其他区县')).toContainText('已清除');
  await expect(card(page, '全市其他区县')).toContainText('没有存在这台设备上');
  expect(await kept(page)).toEqual([DISTRICT, 'head']);

  // It stays away, and a search fetches the others for this visit alone.
  await page.reload();
  await drawn(page);
  await expect(card(page, '渝北区')).toContainText('个服务站');
  await open(page, '/stations');
  await page.locator('#station-q').fill('jiefangbei');
  await expect(page.locator('main a.row[href^="/stations/50"]').first()).toBeVisible();
  await expect(page.locator('main')).not.toContainText('只存了部分区县');
  expect(await kept(page)).toEqual([DISTRICT, 'head']);

  await open(page, '/my/data');
  await card(page, '全市其他区县').getByRole('button', { name: '下载' }).click();
  await expect(card(page, '全市其他区县')).toContainText('已经是最新的了');
  expect(await kept(page)).toHaveLength(39);

  proxy.goOffline();
  await card(page, '渝北区').getByRole('button', { name: '更新' }).click();
  await expect(card(page, '渝北区')).toContainText('没有取到，原来存着的没有变');
  expect(await kept(page)).toHaveLength(39);
});

test('only the district that has changed is fetched', async ({ page, site: { proxy } }) => {
  await open(page, '/');
  await installed(page);
  await chooseStation(page);
  await otherStations(page);
  await page.route(`**${CONTENTS}`, async (route) => {
    const answer = await route.fetch();
    const body = otherTag(await answer.body(), 112);
    await route.fulfill({ status: 200, headers: { 'content-type': 'application/octet-stream', etag: '"other"' }, body });
  });
  const whole = proxy.count(`GET ${WHOLE} `) + proxy.requests.filter(({ line }) => line === `GET ${WHOLE}`).length;
  const fetched = proxy.seen(`GET ${WHOLE}/${DISTRICT}`);
  await page.reload();
  await fetched;
  await open(page, '/my/data');
  await expect(card(page, '渝北区')).toContainText('有更新');
  await expect(card(page, '全市其他区县')).not.toContainText('有更新');
  expect(proxy.requests.filter(({ line }) => line === `GET ${WHOLE}`).length, 'the whole is not fetched').toBe(whole);
  const others = proxy.requests.filter(({ line }) => line.startsWith(`GET ${WHOLE}/`) && !line.endsWith(`/${DISTRICT}`));
  expect(others).toEqual([]);
});

/** The round trip says that the server has other stations. */
async function otherStations(page) {
  await page.route('**/api/v1/sync', async (route) => {
    const answer = await route.fetch();
    const said = await answer.json();
    await route.fulfill({ response: answer, json: { ...said, packs: { ...said.packs, stations: 'other' } } });
  });
}

/** What the server has to give, with another tag for the district of that ordinal: see `model::station::contents`. */
function otherTag(bytes, ordinal) {
  const body = Buffer.from(bytes);
  const payload = body.subarray(16);
  let at = 24;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = payload[at];
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  number();
  number();
  for (let left = number(); left > 0; left -= 1) {
    const district = number();
    if (district === ordinal) payload[at] ^= 1;
    at += 8;
    number();
  }
  let hash = 0xcbf29ce484222325n;
  for (const byte of payload) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  body.writeBigUInt64LE(hash, 8);
  return body;
}

test('on a metered line nothing is fetched that nobody has asked for, but the own district is', async ({ page, site: { proxy } }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  await open(page, '/');
  await installed(page);
  await chooseStation(page);
  await otherStations(page);
  await page.route(`**${CONTENTS}`, async (route) => {
    const answer = await route.fetch();
    const body = otherTag(otherTag(await answer.body(), 112), 101);
    await route.fulfill({ status: 200, headers: { 'content-type': 'application/octet-stream', etag: '"other"' }, body });
  });
  const fetched = proxy.seen(`GET ${WHOLE}/${DISTRICT}`);
  await page.reload();
  await fetched;
  await open(page, '/my/data');
  await expect(card(page, '全市其他区县')).toContainText('有更新');
  expect(proxy.count(`GET ${WHOLE}/500101`)).toBe(0);
});

test('the browser has cleared the records: said, with the way to have them back', async ({ page, site: { proxy } }) => {
  await book(page);
  await open(page, '/my');
  await expect(page.locator('main a[href^="/my/bookings/"]').first()).toBeVisible();
  // As a browser does it when the device is short of room: the database goes, without a word.
  await page.goto(`${proxy.url}/icons/icon.svg`);
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('veterans-station');
        deleting.onsuccess = resolve;
        deleting.onerror = reject;
      }),
  );
  await open(page, '/my');
  await expect(page.locator('main')).toContainText('浏览器把它们清掉了');
  await open(page, '/my/data');
  await expect(page.locator('main')).toContainText('浏览器把它们清掉了');
  await page.locator('main .notice a[href="/my/lookup"]').click();
  await asks(page, '用预约号查');
  await page.goBack();
  await press(page, '知道了');
  await expect(page.locator('main')).not.toContainText('浏览器把它们清掉了');
  await page.reload();
  await drawn(page);
  await expect(page.locator('main')).not.toContainText('浏览器把它们清掉了');
});

test('deleted by the person is not cleared by the browser', async ({ page }) => {
  await book(page);
  await open(page, '/my/data');
  await page.locator('section', { hasText: '从这台设备删除' }).last().getByRole('button').click();
  await page.locator('.ask').getByRole('button', { name: '从这台设备删除' }).click();
  await expect(page.locator('main')).toContainText('这台设备上的个人信息已删除');
  await page.reload();
  await drawn(page);
  await expect(page.locator('main')).not.toContainText('浏览器把它们清掉了');
});

for (const [promised, words] of [
  [true, '浏览器答应了'],
  [false, '浏览器还没有答应一直保留'],
]) {
  test(`my data says whether the browser has promised to keep it: ${promised}`, async ({ page }) => {
    await page.addInitScript((promised) => {
      navigator.storage.persisted = async () => promised;
    }, promised);
    await open(page, '/my/data');
    await expect(page.locator('main')).toContainText(words);
    await expect(page.locator('main')).toContainText(/这里的内容共占(不到)? ?\d+(\.\d+)? 兆/);
    await expect(page.locator('main')).toContainText('无痕');
  });
}

test('a storage that never opens keeps no public page waiting', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => new EventTarget();
    indexedDB.databases = () => new Promise(() => {});
  });
  const begun = Date.now();
  await page.goto('/stations?q=fmlsq');
  await expect(page.locator(`main a.row[href="/stations/${VILLAGE}"]`)).toBeVisible();
  expect(Date.now() - begun, 'milliseconds').toBeLessThan(8_000);
});
