import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node takes a connection on which nothing was sent yet, as browsers and balancers keep them in reserve, for one with a
 * request in flight, so that a server which stops would wait for it.
 * @returns ends those that there are now
 */
export function watchSilentConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}
