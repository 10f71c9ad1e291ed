import { connect } from 'node:net';
import { once } from 'node:events';

const HEADER_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

/**
 * One kept-alive HTTP/1.1 connection to a server on this machine. Understands what the servers here send: a status, a
 * Content-Length or none with 204. Written for a load that must cost less than what it loads; not a general client.
 */
export class HttpConnection {
  #socket;
  #received = NOTHING;
  #waiting;

  /** Loopback only, by construction. */
  static async open(port) {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  /** Sends a whole request and resolves with `{ status, body }`. One at a time. */
  exchange(text) {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) throw new Error('the server closed the connection');
      this.#waiting = { resolve, reject };
      this.#socket.write(text);
    });
  }

  close() {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #onData(chunk) {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    try {
      const answer = readAnswer(this.#received);
      if (answer === undefined) return;
      if (answer.length !== this.#received.length) throw new Error('the server sent more than one answer');
      this.#received = NOTHING;
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      resolve(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

/** The first answer in `bytes`; undefined while it is incomplete. @throws Error for framing we do not read */
export function readAnswer(bytes) {
  const headerEnd = bytes.indexOf(HEADER_END);
  if (headerEnd < 0) return undefined;
  const header = bytes.latin1Slice(0, headerEnd);
  const status = Number(header.slice(9, 12));
  if (!header.startsWith('HTTP/1.1 ') || !(status >= 200)) throw new Error(`not an answer: ${header.slice(0, 40)}`);
  const stated = /\r\ncontent-length: *(\d+)/i.exec(header);
  if (stated === null && status !== 204) throw new Error('the answer has no Content-Length');
  const bodyStart = headerEnd + HEADER_END.length;
  const length = bodyStart + (stated === null ? 0 : Number(stated[1]));
  if (bytes.length < length) return undefined;
  return { status, body: bytes.subarray(bodyStart, length), length };
}
