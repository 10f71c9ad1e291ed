import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '../../src/config/read-env.js';
import { serve } from '../../src/serve.js';
import { freePort, makeToken, startBuilt } from '../support/built-server.js';
import { databaseVariable } from '../support/database-variable.js';
import { describeMariaDb } from '../support/databases.js';
import { MemoryLog } from '../support/memory-log.js';
import { startMuteWire } from '../support/mute-wire.js';

describe('shutdown', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'rollbook-shutdown-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('turns readiness off first, finishes the request in flight, takes no new one, exits 0', async () => {
    const server = await startBuilt(folder);
    const token = await makeToken(server.url);
    const { hostname, port } = new URL(server.url);
    const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'late@x.io' });

    // A request whose body is still on its way when the signal comes.
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(
      `POST /scim/default/okta/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${token}\r\n` +
        `Content-Type: application/scim+json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    // Known to have arrived: a later request on another connection was answered.
    await fetch(`${server.url}/livez`);

    const exited = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    let readiness = 200;
    for (const deadline = Date.now() + 400; readiness === 200 && Date.now() < deadline;) {
      readiness = (await fetch(`${server.url}/readyz`)).status;
    }
    expect(readiness).toBe(503);
    // After the notice no connection is accepted any more, while the request in flight is waited for.
    let isOpen = true;
    for (const deadline = Date.now() + 5_000; isOpen && Date.now() < deadline;) {
      isOpen = await fetch(`${server.url}/livez`).then(
        () => true,
        () => false,
      );
    }
    expect(isOpen).toBe(false);
    expect(server.child.exitCode).toBeNull();

    socket.write(body.slice(10));
    const written = performance.now();
    await once(socket, 'close');
    expect(performance.now() - written).toBeLessThan(10_000);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    await exited;
    expect(server.child.exitCode).toBe(0);

    const again = await startBuilt(folder);
    const found = await fetch(`${again.url}/scim/default/okta/v2/Users?filter=userName%20eq%20%22late@x.io%22`, {
      headers: { authorization: token },
    });
    expect(await found.json()).toMatchObject({ totalResults: 1 });
    expect(await again.end()).toBe(0);
  });

  it('does not wait for connections on which nothing was sent', async () => {
    const server = await startBuilt(folder);
    const { hostname, port } = new URL(server.url);
    const inReserve = connect(Number(port), hostname);
    await once(inReserve, 'connect');
    await fetch(`${server.url}/livez`);
    const began = performance.now();
    expect(await server.end()).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describeMariaDb('a stop while the database does not answer', (database) => {
  it('does not wait for it any longer than it may, and says what is lost', async () => {
    const wire = await startMuteWire(await database.url());
    const port = await freePort();
    const variables = { PORT: String(port), DATABASE_URL: databaseVariable(wire.url), ADMIN_TOKEN: '' };
    const server = await serve(readEnv(variables, { isTerminal: false }), new MemoryLog());
    try {
      // Its event waits for those that come within a tenth of a second.
      expect((await fetch(`http://127.0.0.1:${port}/scim/default/okta/v2/Users`)).status).toBe(401);
      wire.mute(() => true);
      const began = performance.now();
      await expect(server.stop(1_500)).rejects.toThrow(
        /^it took longer than 1\.5 seconds\..* 1 events of reads and refused calls could not be written/,
      );
      expect(performance.now() - began).toBeLessThan(4_000);
    } finally {
      wire.close();
    }
  });
});
