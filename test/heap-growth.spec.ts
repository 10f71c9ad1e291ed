import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const MODULE = pathToFileURL(join(__dirname, '..', 'dist', 'operations', 'limit-heap-growth.js')).href;

/** Keeps some 60 MB, of which a part is replaced all the time, and tells how large the heap has become, in MB. */
const WORK = `
  let most = 0;
  const kept = Array.from({ length: 60_000 }, (_, n) => ({ text: String(n).repeat(3), list: new Array(100).fill(n) }));
  for (let n = 0; n < 1_500_000; n += 1) {
    kept[n % kept.length] = { text: String(n).repeat(3), list: new Array(100).fill(n) };
    if (n % 5_000 === 0) most = Math.max(most, process.memoryUsage().heapTotal / 2 ** 20);
  }
  console.log(Math.round(most));
`;

async function mostMb(before: string): Promise<number> {
  const args = ['--input-type=module', '--eval', `${before}\n${WORK}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

it('keeps the heap near what is in use', async () => {
  const limited = await mostMb(`(await import('${MODULE}')).limitHeapGrowth();`);
  const unlimited = await mostMb('');
  expect(limited).toBeGreaterThan(50);
  expect(limited).toBeLessThan(0.85 * unlimited);
}, 60_000);
