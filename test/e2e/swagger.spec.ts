import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOpenApi } from '../../src/openapi.js';
import { describeApp } from '../support/describe-app.js';

describeApp('Swagger UI', (app) => {
  it('docs/openapi.json is what the code says (npm run openapi writes it)', () => {
    const committed = readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8');
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(createOpenApi(app().app))));
  });

  it('is served offline: every file it loads is one of ours', async () => {
    const page = await app().request('GET', '/docs');
    expect(page.status).toBe(200);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file).not.toMatch(/^(https?:)?\/\//);
      expect((await app().request('GET', new URL(file, 'http://x/docs').pathname)).status).toBe(200);
    }
    expect((await app().request('GET', '/docs/openapi.json')).body.paths).toBeDefined();
  });

  it('every operation has a summary, and every protected one a way to sign in and its error answers', () => {
    const document = createOpenApi(app().app);
    const lacking: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(
        methods as Record<string, { summary?: string; security?: object[]; responses: object }>,
      )) {
        const isOpen = /livez|readyz|ServiceProviderConfig|well-known/.test(path);
        if (!operation.summary) lacking.push(`${method} ${path}: summary`);
        if (!isOpen && (operation.security ?? []).length === 0) lacking.push(`${method} ${path}: security`);
        if (!isOpen && !('401' in operation.responses)) lacking.push(`${method} ${path}: 401`);
      }
    }
    expect(lacking).toEqual([]);
  });
});
