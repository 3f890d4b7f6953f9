// A TCP proxy in front of a server: the network as it is in a village. The browser's own throttling does not reach a service
// worker's requests; this does.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const REQUEST_LINE = /(?:^|\r\n\r\n|\})((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\S+) HTTP\/1\.1)\r\n/g;

/** Bytes that go through a slow line at a time. */
const PACKET = 1460;

function until(time) {
  const wait = time - Date.now();
  return wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : undefined;
}

export class Proxy {
  #server;
  #sockets = new Set();
  #cut = null;
  #onRequest = [];

  /** What the browser has asked for, as `POST /path`, in order, together with what followed in the same piece. */
  requests = [];
  /** Bytes that went down to the browser. */
  down = 0;
  /** Connections that were tried while the network was gone. */
  refused = 0;
  /** Milliseconds one way; a new connection costs one more round trip, as in the real world. */
  delay = 0;
  /** Bytes a second towards the browser over all connections together; 0 is as fast as it goes. */
  rate = 0;
  gone = false;
  #freeAt = 0;

  /** @param {number} target the server's port on this machine */
  static async start(target) {
    const proxy = new Proxy();
    proxy.target = target;
    proxy.#server = createServer((client) => proxy.#join(client)).listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    proxy.port = proxy.#server.address().port;
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** No network: open connections break, new ones are refused at once. */
  goOffline() {
    this.gone = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  comeBack() {
    this.gone = false;
  }

  /**
   * The next `times` requests whose line begins with `start` reach the server, and their answers are lost on the way back.
   * Resolves when the first answer has been lost.
   */
  loseAnswers(start, times = 1) {
    return new Promise((resolve) => {
      this.#cut = { start, times, resolve, hold: false };
    });
  }

  /** The next request whose line begins with `start` reaches the server, and its answer stays on its way. Resolves when it has been given. */
  holdAnswer(start) {
    return new Promise((resolve) => {
      this.#cut = { start, times: 1, resolve, hold: true };
    });
  }

  /** Resolves when a request whose line begins with `start` passes from now on. */
  seen(start) {
    return new Promise((resolve) => this.#onRequest.push({ start, resolve }));
  }

  /** How many requests began with `start` since the proxy began. */
  count(start) {
    return this.requests.filter(({ line }) => line.startsWith(start)).length;
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client) {
    client.on('error', () => {});
    client.setNoDelay(true);
    if (this.gone) {
      this.refused += 1;
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    // Pieces of one direction keep their order: each waits for the one before.
    const state = { client, server, cut: null, sent: Promise.resolve(), openAt: Date.now() + 2 * this.delay };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        if (socket === client) server.destroy();
        else setTimeout(() => client.destroy(), this.delay + 50);
      });
    }
    server.on('error', () => client.resetAndDestroy());
    client.on('data', (piece) => this.#up(state, piece));
    this.#pump(state);
  }

  #up(state, piece) {
    const text = piece.toString('latin1');
    for (const [, line] of text.matchAll(REQUEST_LINE)) {
      const words = line.replace(' HTTP/1.1', '');
      this.requests.push({ line: words, text: piece.toString('utf8') });
      for (const watcher of this.#onRequest.filter(({ start }) => words.startsWith(start))) watcher.resolve();
      this.#onRequest = this.#onRequest.filter(({ start }) => !words.startsWith(start));
      if (this.#cut && words.startsWith(this.#cut.start)) state.cut = this.#cut;
    }
    const due = Math.max(Date.now(), state.openAt) + this.delay;
    state.sent = state.sent.then(() => until(due)).then(() => state.server.destroyed || state.server.write(piece));
  }

  /** Towards the browser. The line is taken a packet at a time, so that connections share it; what is under way is not waited for. */
  async #pump(state) {
    let arrived = Promise.resolve();
    try {
      for await (const piece of state.server) {
        if (state.cut) {
          const { hold } = state.cut;
          this.#lose(state);
          if (hold) continue;
          return;
        }
        const step = this.rate > 0 ? PACKET : piece.length;
        for (let at = 0; at < piece.length; at += step) {
          const packet = piece.subarray(at, at + step);
          const sent = this.#through(packet.length);
          await until(sent);
          const due = sent + this.delay;
          arrived = arrived.then(() => until(due)).then(() => this.#deliver(state.client, packet));
        }
        if (this.delay === 0) await arrived;
      }
    } catch {
      // The connection broke on the server's side; the browser's side is closed by the listener above.
    }
  }

  /** When a packet of that size has gone through the line, which all connections share. */
  #through(bytes) {
    const start = Math.max(Date.now(), this.#freeAt);
    this.#freeAt = start + (this.rate > 0 ? (bytes * 1000) / this.rate : 0);
    return this.#freeAt;
  }

  #deliver(client, packet) {
    if (client.destroyed) return;
    this.down += packet.length;
    client.write(packet);
  }

  #lose(state) {
    const { cut } = state;
    if (!cut.hold) state.client.resetAndDestroy();
    cut.times -= 1;
    if (cut.times <= 0 && this.#cut === cut) this.#cut = null;
    cut.resolve();
  }
}
