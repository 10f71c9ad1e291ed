import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeToken, startBuilt } from '../support/built-server.js';

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
    await once(socket, 'close');
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
});
