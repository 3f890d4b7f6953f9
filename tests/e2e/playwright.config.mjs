// Journeys on a small phone, against the release build and the real server. Started by `cargo xtask test`; README.md says
// how to run one by hand.
import { defineConfig } from '@playwright/test';
import { chromium, flags } from './lib/env.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // What is waited for is a condition, never a time; the limits only end what hangs, on however slow a machine.
  timeout: 240_000,
  expect: { timeout: 40_000 },
  reporter: 'list',
  use: {
    baseURL: process.env.VS_BASE_URL,
    browserName: 'chromium',
    viewport: { width: 360, height: 800 },
    deviceScaleFactor: 1,
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    serviceWorkers: 'allow',
    acceptDownloads: true,
    // A page that jumps while it is read is a fault of its own; motion is tested where it matters.
    contextOptions: { reducedMotion: 'reduce' },
    // Without the film: it costs a third of the time.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    actionTimeout: 40_000,
    navigationTimeout: 60_000,
    launchOptions: { executablePath: chromium, args: flags },
  },
});
