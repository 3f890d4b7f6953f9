// A TCP proxy in front of a server: the network as it is in a village. The browser's own throttling does not reach a service
// worker's requests; this does.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const REQUEST_LINE = /(?:^|\r\n\r\n|\})((?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\S+) HTTP\/1\.1)\r\n/g;

/**
 * Requests are named by the beginning of their line, by a pattern for it, or by a question about the request:
 * `POST /api/v1/bookings`, `/^GET \/assets\/app-.*\.wasm$/`, `({ line, text }) => ...`.
 */
function isLike(request, start) {
  if (typeof start === 'function') return start(request);
  return start instanceof RegExp ? start.test(request.line) : request.line.startsWith(start);
}

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
  /** Requests like this one break before the server hears of them; everything else passes. */
  blocked = null;
  /** Asked of every request line where its answer is to break off: after how many bytes, or `null` for not at all. */
  fate = () => null;
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
   * The next `times` requests like `start` reach the server, and their answers are lost on the way back.
   * Resolves when the first answer has been lost.
   */
  loseAnswers(start, times = 1) {
    return this.cutAnswers(start, 0, times);
  }

  /**
   * The same, but each answer breaks off after its first `bytes`, its head included. An answer that is no longer than that passes
   * whole. Resolves when the first has broken off.
   */
  cutAnswers(start, bytes, times = 1) {
    return new Promise((resolve) => {
      this.#cut = { start, after: bytes, times, resolve, hold: false };
    });
  }

  /**
   * The next request like `start` reaches the server, and its answer stays on its way, after its first `bytes`. Resolves when the
   * server has given it.
   */
  holdAnswer(start, bytes = 0) {
    return new Promise((resolve) => {
      this.#cut = { start, after: bytes, times: 1, resolve, hold: true };
    });
  }

  /** All answers pass whole again. */
  cutNothing() {
    this.#cut = null;
  }

  /** Resolves when a request like `start` passes from now on. */
  seen(start) {
    return new Promise((resolve) => this.#onRequest.push({ start, resolve }));
  }

  /** How many requests like `start` there were since the proxy began. */
  count(start) {
    return this.requests.filter((request) => isLike(request, start)).length;
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
    const state = { client, server, request: null, cut: null, given: 0, sent: Promise.resolve(), openAt: Date.now() + 2 * this.delay };
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
    const text = piece.toString('utf8');
    const begun = [...piece.toString('latin1').matchAll(REQUEST_LINE)].map(([, line]) => ({ line: line.replace(' HTTP/1.1', ''), text }));
    if (begun.some((request) => this.blocked && isLike(request, this.blocked))) {
      this.refused += 1;
      state.client.resetAndDestroy();
      return;
    }
    for (const request of begun) {
      this.requests.push(request);
      state.request = request;
      // The answer before was shorter than where it was to break off.
      state.cut = null;
      state.given = 0;
    }
    // What is too long for one piece comes in several, and is known when it is there.
    if (begun.length === 0 && state.request) state.request.text += text;
    if (state.request) this.#meet(state);
    const due = Math.max(Date.now(), state.openAt) + this.delay;
    state.sent = state.sent.then(() => until(due)).then(() => state.server.destroyed || state.server.write(piece));
  }

  /** What is to become of a request, as far as it has come. */
  #meet(state) {
    const { request } = state;
    for (const watcher of this.#onRequest.filter(({ start }) => isLike(request, start))) watcher.resolve();
    this.#onRequest = this.#onRequest.filter(({ start }) => !isLike(request, start));
    if (state.cut) return;
    state.cut = this.#cut && isLike(request, this.#cut.start) ? this.#cut : this.#fated(request.line);
  }

  /** Towards the browser. The line is taken a packet at a time, so that connections share it; what is under way is not waited for. */
  async #pump(state) {
    let arrived = Promise.resolve();
    try {
      for await (const piece of state.server) {
        if (state.cut) {
          const { hold, after } = state.cut;
          const left = after - state.given;
          const first = piece.subarray(0, left);
          if (first.length > 0) this.#deliver(state.client, first);
          state.given += first.length;
          if (piece.length <= left) continue;
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

  #fated(line) {
    const after = this.fate(line);
    return after === null ? null : { after, times: 1, resolve: () => {}, hold: false };
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
    // A reset and no tidy end, which in a head would pass for the end of a plain HTTP answer; over TLS there is no such end. What has
    // been given lies at the browser by then.
    if (!cut.hold) state.client.write('', () => state.client.resetAndDestroy());
    cut.times -= 1;
    if (cut.times <= 0 && this.#cut === cut) this.#cut = null;
    cut.resolve();
  }
}
