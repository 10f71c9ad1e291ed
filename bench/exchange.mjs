import { request as httpRequest } from 'node:http';
import { residentMb } from './process-figures.mjs';

/** For answers without a length. @returns status, milliseconds to the first byte and to the last, bytes, and resident memory then */
export function exchange({ port, token, pid }, method, path, body) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/scim+json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const since = () => performance.now() - begun;
    const options = { host: '127.0.0.1', port, method, path: `/scim/default/okta/v2${path}`, headers };
    const sent = httpRequest(options, (response) => {
      const parts = [];
      let firstMs;
      let peakMb = residentMb(pid, 'VmRSS');
      response.on('data', (part) => {
        firstMs ??= since();
        if (parts.push(part) % 50 === 0) peakMb = Math.max(peakMb, residentMb(pid, 'VmRSS'));
      });
      response.on('error', reject);
      response.on('end', () => {
        const answer = { status: response.statusCode, firstMs: firstMs ?? since(), ms: since(), peakMb };
        if (answer.status >= 300) reject(new Error(`${method} ${path}: ${answer.status} ${Buffer.concat(parts)}`));
        else resolve({ ...answer, json: () => JSON.parse(Buffer.concat(parts).toString('utf8')) });
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}
