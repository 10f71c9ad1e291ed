import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The end of a COM_QUERY that commits, on its own or behind other statements: no other message of the driver ends so. */
const COMMIT = Buffer.from('COMMIT');

export interface CommitProxy {
  readonly port: number;
  /** Connections that were cut. */
  readonly cut: { before: number; after: number };
  close(): Promise<void>;
}

/** In front of a MySQL server: now and then cuts the connection right before a COMMIT arrives, or before its answer does. */
export async function startCommitProxy(
  target: { host: string; port: number },
  share: () => number,
): Promise<CommitProxy> {
  const cut = { before: 0, after: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    let isDeaf = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (chunk: Buffer) => {
      const isHit = chunk.subarray(-COMMIT.length).equals(COMMIT) && Math.random() < share();
      if (isHit && Math.random() < 0.5) {
        cut.before += 1;
        return end();
      }
      if (isHit) {
        cut.after += 1;
        isDeaf = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => (isDeaf ? end() : client.write(chunk)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
