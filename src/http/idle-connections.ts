import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface Connection {
  /** Requests whose answers have not left yet. */
  inFlight: number;
  /** When it was looked at last, without a request in flight. */
  bytesRead: number | undefined;
}

/**
 * Ends the connections of a server that stops on which nothing is asked, and no other one. Node has a different idea of them: one on
 * which nothing was sent yet, as browsers and balancers keep them in reserve, is waited for as a request in flight, and one whose
 * answer was written and has not left yet is broken off, also by `server.close()` itself. Hence its `closeIdleConnections` is this.
 * @returns ends those on which nothing was in flight and nothing arrived since it was called last
 */
export function watchIdleConnections(server: Server): () => void {
  const open = new Map<Socket, Connection>();
  server.on('connection', (socket) => {
    open.set(socket, { inFlight: 0, bytesRead: undefined });
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const connection = open.get(socket);
    if (connection === undefined) return;
    connection.inFlight += 1;
    // Comes once, behind the last byte of the answer or without one.
    response.on('close', () => (connection.inFlight -= 1));
  });
  const endIdle = (): void => {
    for (const [socket, connection] of open) {
      const before = connection.bytesRead;
      connection.bytesRead = connection.inFlight === 0 ? socket.bytesRead : undefined;
      // A request may have arrived that is not read yet: it is by the next time.
      if (connection.bytesRead !== undefined && connection.bytesRead === before) socket.destroy();
    }
  };
  server.closeIdleConnections = endIdle;
  return endIdle;
}
