// A server of one's own: started on a free port with its own data folder, stopped, killed, started again on the same port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { need } from './env.mjs';

export class OwnServer {
  /** Whichever is free at the first start; the same from then on. */
  port = 0;
  #child;
  #log = '';

  /** @param {Record<string, string>} env more variables for the server's process */
  static async start(env = {}) {
    mkdirSync(need('VS_WORK_DIR'), { recursive: true });
    const server = new OwnServer();
    server.data = mkdtempSync(join(need('VS_WORK_DIR'), 'server-'));
    server.env = env;
    server.spa = need('VS_SPA_DIR');
    await server.startAgain();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has printed since its first start. */
  get log() {
    return this.#log;
  }

  /** Starts it (again) with the same data on the same port, and waits until it is ready. */
  async startAgain() {
    const args = ['--listen', `127.0.0.1:${this.port}`, '--data', this.data, '--spa', this.spa];
    this.#child = spawn(need('VS_SERVER'), args, { env: { ...process.env, ...this.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    this.#child.stdout.on('data', (bytes) => {
      said += bytes;
      this.#log += bytes;
    });
    this.#child.stderr.on('data', (bytes) => (this.#log += bytes));
    const end = Date.now() + 120_000;
    for (;;) {
      if (this.#child.exitCode !== null) throw new Error(`the server ended at its start:\n${this.#log}`);
      // Its own word: another program may answer on a port that this one did not get.
      const [, port] = said.match(/http:\/\/[^\s]*:(\d+)/) ?? [];
      if (port) {
        this.port = Number(port);
        return;
      }
      if (Date.now() > end) throw new Error(`the server was not ready after two minutes:\n${this.#log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it and starts it again with the app in `folder`, as an upgrade does. */
  async upgrade(folder) {
    await this.stop();
    this.spa = folder;
    await this.startAgain();
  }

  /** Asks it to end, and waits. */
  async stop() {
    await this.#end('SIGTERM');
  }

  /** As if the machine had lost its power. */
  async kill() {
    await this.#end('SIGKILL');
  }

  async #end(signal) {
    if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
