// What the measurements share: the browser, its brakes, and the numbers' form.
import { chromium } from '@playwright/test';
import { chromium as executablePath, flags, need } from '../lib/env.mjs';
import { Proxy } from '../lib/proxy.mjs';

export { need };

/** A slow line in front of the server under test: 400 kbit/s, 400 ms there and back. */
export async function slowLine() {
  const proxy = await Proxy.start(Number(new URL(need('VS_BASE_URL')).port));
  proxy.delay = 200;
  proxy.rate = 50_000;
  return proxy;
}

/** Runs `action` with a fresh phone; `url` is what its pages are relative to. */
export async function withPhone(action, url = need('VS_BASE_URL')) {
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: 360, height: 800 },
      deviceScaleFactor: 2,
      hasTouch: true,
      isMobile: true,
      locale: 'zh-CN',
    });
    await action(context);
  } finally {
    await browser.close();
  }
}

/** Makes the page's processor `times` slower. */
export async function slowProcessor(page, times) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
  return session;
}

/** The value below which a share of the numbers lies. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

export function milliseconds(what, measured, target) {
  return { what, unit: 'ms', measured: Math.round(measured * 10) / 10, target };
}

/** The last line of a script: what was measured. */
export function report(measurements) {
  console.log(JSON.stringify(measurements));
}
