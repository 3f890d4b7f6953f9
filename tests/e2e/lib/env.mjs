// What `cargo xtask test` and `cargo xtask bench` hand over.

/** The system's Chromium; never one that Playwright downloads. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** As root inside a container, and without the browser's own traffic. */
export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A variable that must be there. */
export function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run through \`cargo xtask test\`, or see tests/e2e/README.md`);
  return value;
}
