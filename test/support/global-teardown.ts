import './global-setup.ts';

/** Stops the server that the setup started, and no other. */
export default async function teardown(): Promise<void> {
  await globalThis.rollbookMariaDb?.stop();
}
