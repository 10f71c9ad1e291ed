import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { DatabaseUrl } from '../../src/config/env.js';

export interface MuteWire {
  readonly url: DatabaseUrl;
  /** Which packets to the server are lost. */
  mute(isLost: (packet: Buffer) => boolean): void;
  close(): void;
}

/** A way to the server on which some packets are lost, and nothing breaks. */
export async function startMuteWire(url: DatabaseUrl): Promise<MuteWire> {
  if (url.kind !== 'mysql') throw new Error('not the server of this suite');
  let isLost = (_: Buffer): boolean => false;
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(url.port, url.host);
    sockets.push(client, upstream);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('data', (packet: Buffer) => isLost(packet) || upstream.write(packet));
    client.on('close', () => upstream.destroy());
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: { ...url, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    mute: (which: typeof isLost) => void (isLost = which),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
