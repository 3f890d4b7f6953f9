// The pictures of docs/screenshots: `npm run screenshots`, with VS_BASE_URL naming a running server.
import { chromium } from '@playwright/test';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asks, book, bookUpTo, chip, chooseTimes, drawn, heading, open, press } from './lib/app.mjs';
import { chromium as executablePath, flags, need } from './lib/env.mjs';
import { installed } from './lib/installed.mjs';
import { CARD, CARD_TITLE, SERVICE_TITLE, TOWNSHIP, VILLAGE, VILLAGE_NAME } from './lib/places.mjs';
import { volunteerUpTo } from './lib/volunteer.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots');
mkdirSync(folder, { recursive: true });

const PHONE = { viewport: { width: 360, height: 800 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const DESKTOP = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };
const person = { name: '王建国', mobile: '19912345678' };

async function home(page) {
  await open(page, `/stations/${VILLAGE}`);
  await press(page, '设为我的服务站');
  await open(page, '/');
  await page.locator('.card.mine').getByText('凤鸣路社区').waitFor();
}

/** Name to what leads there. */
const PICTURES = {
  home,
  'home-elder': async (page) => {
    await home(page);
    await page.locator('#elder').click();
    await page.locator('html[data-elder="on"]').waitFor();
  },
  'home-desktop': home,
  stations: async (page) => {
    await open(page, '/stations');
    await page.locator('#station-q').pressSequentially('fmlsq');
    await page.locator(`main a.row[href="/stations/${VILLAGE}"]`).waitFor();
  },
  station: async (page) => {
    await open(page, `/stations/${VILLAGE}`);
    await asks(page, VILLAGE_NAME);
  },
  service: async (page) => {
    await open(page, `/services/${CARD}`);
    await asks(page, CARD_TITLE);
    await page.locator('.tick').first().waitFor();
  },
  booking: async (page) => {
    await bookUpTo(page, 'time', { station: TOWNSHIP });
    await chooseTimes(page, 2);
  },
  check: (page) => bookUpTo(page, 'check', { station: TOWNSHIP, times: 2, person }),
  confirmed: (page) => book(page, { station: VILLAGE, person }),
  my: async (page) => {
    await book(page, { station: VILLAGE, person });
    await open(page, '/my');
    await page.locator('main a[href^="/my/bookings/"]').first().waitFor();
  },
  outbox: async (page) => {
    await open(page, '/');
    await installed(page);
    await bookUpTo(page, 'check', { station: TOWNSHIP, person });
    await page.context().setOffline(true);
    await press(page, '提交预约');
    await asks(page, '已存本机，联网后自动送达');
    await chip(page).click();
    await drawn(page);
    await page.locator('main').getByText(SERVICE_TITLE).first().waitFor();
  },
  volunteer: async (page) => {
    await volunteerUpTo(page, 'roles');
    for (const role of ['宣传员', '巡逻员']) await page.getByLabel(role).check();
  },
};

const browser = await chromium.launch({ executablePath, args: flags });
for (const [name, prepare] of Object.entries(PICTURES)) {
  const context = await browser.newContext({
    ...(name.endsWith('-desktop') ? DESKTOP : PHONE),
    baseURL: need('VS_BASE_URL'),
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await prepare(page);
  await heading(page, /./).waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
    return document.fonts.ready.then(() => undefined);
  });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  console.log(`${name}.png ${Math.round(statSync(path).size / 1024)} KB`);
  await context.close();
}
await browser.close();
