// `test`: on the server that xtask started. `siteTest`: on a server of its own, behind a proxy that can break the network.
import { test as base, expect } from '@playwright/test';
import { Api } from './api.mjs';
import { Proxy } from './proxy.mjs';
import { OwnServer } from './server.mjs';

export { expect };

/** Collects whatever must never happen in a browser, whichever page of the context it happens in, after what is in `faults`. */
export function watch(context, faults = []) {
  context.on('weberror', (error) => faults.push(`error thrown: ${error.error().stack ?? error.error()}`));
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    // A request that got no answer, or a refusal, is the app's to show, and the tests look at that.
    if (/^(Failed to load resource|TypeError: Failed to fetch|TypeError: Failed to execute 'compile' on 'WebAssembly': HTTP status code is not ok|TypeError: WebAssembly compilation aborted: Network error|An unknown error occurred when fetching the script)/.test(message.text())) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`);
  });
  return faults;
}

export const test = base.extend({
  context: async ({ context }, use) => {
    const faults = watch(context);
    await use(context);
    expect(faults, 'nothing may go wrong behind the page').toEqual([]);
  },

  /** The API of the server under test. */
  api: async ({ baseURL }, use) => use(new Api(baseURL)),

  /** Makes another phone: `(options) => context`, watched as the first one is. */
  phone: async ({ browser, contextOptions, baseURL, viewport, deviceScaleFactor, hasTouch, isMobile, locale, timezoneId }, use) => {
    const phones = [];
    await use(async (options = {}) => {
      const screen = { viewport, deviceScaleFactor, hasTouch, isMobile, locale, timezoneId };
      const context = await browser.newContext({ ...contextOptions, ...screen, baseURL, ...options });
      phones.push({ context, faults: watch(context) });
      return context;
    });
    for (const { context, faults } of phones) {
      await context.close();
      expect(faults, 'nothing may go wrong behind the page').toEqual([]);
    }
  },
});

export const siteTest = test.extend({
  /** Variables of the server's process. */
  serverEnv: [{}, { option: true }],

  site: async ({ serverEnv }, use) => {
    const server = await OwnServer.start({ VS_CREATE_BURST: '5000', ...serverEnv });
    const proxy = await Proxy.start(server.port);
    await use({ server, proxy, api: new Api(server.url) });
    await proxy.stop();
    await server.stop();
  },

  baseURL: async ({ site }, use) => use(site.proxy.url),
});
