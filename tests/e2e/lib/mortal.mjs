// A browser whose every process is ours to kill: started by hand on a profile of its own, so that its death is that of a phone whose
// battery is pulled out, and not the tidy end that Playwright gives.
import { chromium as chromiumType } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { chromium, flags } from './env.mjs';

const MORE = ['--headless', '--remote-debugging-port=0', '--disable-dev-shm-usage', '--disable-breakpad', '--password-store=basic', '--window-size=400,860', '--lang=zh-CN'];
/** How long a browser may take to say where it listens, milliseconds. */
const PATIENCE = 60_000;

export class MortalBrowser {
  #child;
  #profile;

  /** Starts one on `profile`. `prepare(context)` is called before any page of it has been opened. */
  static async start(profile, prepare = async () => {}) {
    const mortal = new MortalBrowser();
    mortal.#profile = profile;
    mortal.#child = spawn(chromium, [...flags, ...MORE, `--user-data-dir=${profile}`, 'about:blank'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TZ: 'Asia/Shanghai' },
    });
    try {
      mortal.browser = await chromiumType.connectOverCDP(await mortal.#address());
      [mortal.context] = mortal.browser.contexts();
      await prepare(mortal.context);
      mortal.page = mortal.context.pages()[0] ?? (await mortal.context.newPage());
    } catch (error) {
      await mortal.kill();
      throw error;
    }
    return mortal;
  }

  /** SIGKILL to all of its processes at once; resolves when none is left. */
  async kill() {
    // The group first, at this very moment: it holds the browser's own process, which keeps the storage.
    signal(-this.#child.pid);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    for (let left = this.#family(); left.length > 0; left = this.#family()) {
      left.forEach(signal);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The tidy end. */
  async close() {
    const ended = once(this.#child, 'exit');
    const session = await this.browser.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => {});
    await ended;
  }

  async #address() {
    let said = '';
    const end = Date.now() + PATIENCE;
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    for (;;) {
      const [, address] = said.match(/DevTools listening on (ws:\S+)/) ?? [];
      if (address) return address;
      if (this.#child.exitCode !== null || Date.now() > end) throw new Error(`the browser did not start:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Ids of the processes of this profile and of all that they have started. */
  #family() {
    const parents = new Map();
    const ours = new Set([this.#child.pid]);
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The name of a program may hold spaces and brackets; what follows it does not.
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') continue;
        parents.set(Number(name), Number(parent));
        if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`--user-data-dir=${this.#profile}\0`)) ours.add(Number(name));
      } catch {
        // It has ended meanwhile.
      }
    }
    for (let before = 0; before !== ours.size; ) {
      before = ours.size;
      for (const [pid, parent] of parents) if (ours.has(parent)) ours.add(pid);
    }
    return [...ours].filter((pid) => parents.has(pid));
  }
}

function signal(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
