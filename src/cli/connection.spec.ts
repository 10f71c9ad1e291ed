import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminToken, serverUrl } from './connection.js';

const folder = mkdtempSync(join(tmpdir(), 'rollbook-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'token');
writeFileSync(file, 'from-a-file\n');
writeFileSync(join(folder, 'empty'), '\n');

describe('where the server is', () => {
  it.each<[string | undefined, NodeJS.ProcessEnv, string]>([
    [undefined, {}, 'http://localhost:3000'],
    [undefined, { PORT: '8080' }, 'http://localhost:8080'],
    [undefined, { PORT: '8080', PUBLIC_URL: 'https://id.example.com/x/' }, 'https://id.example.com/x'],
    [undefined, { PORT: '8080', ROLLBOOK_URL: 'http://a:1' }, 'http://a:1'],
    ['http://b/', { ROLLBOOK_URL: 'http://a:1' }, 'http://b'],
    ['http://b/api/v1', {}, 'http://b'],
    ['https://b/rollbook/', {}, 'https://b/rollbook'],
    [undefined, { MIGRATE: 'nonsense', PORT: '1' }, 'http://localhost:1'],
  ])('%s %j', (option, source, url) => expect(serverUrl(option, source)).toBe(url));

  it.each<[string | undefined, NodeJS.ProcessEnv, RegExp]>([
    ['nonsense', {}, /--url must be a whole address/],
    ['ftp://b', {}, /whole address/],
    ['https:b', {}, /whole address/],
    ['', {}, /whole address/],
    ['https://u:canary@b', {}, /--url must not hold a user name/],
    ['https://b?x=canary', {}, /address alone/],
    ['https://b#canary', {}, /address alone/],
    [undefined, { ROLLBOOK_URL: 'localhost:3000' }, /ROLLBOOK_URL must be a whole address/],
    [undefined, { PORT: 'x' }, /--url or ROLLBOOK_URL/],
    [undefined, { PUBLIC_URL: 'https://u:canary@b' }, /--url or ROLLBOOK_URL/],
  ])('refused: %s %j', (option, source, sentence) => {
    expect(() => serverUrl(option, source)).toThrow(sentence);
    expect(() => serverUrl(option, source)).not.toThrow(/canary/);
  });
});

describe('the admin token', () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ ROLLBOOK_TOKEN: 'a-token' }, 'a-token'],
    [{ ROLLBOOK_TOKEN: ' a-token\n' }, 'a-token'],
    [{ ROLLBOOK_TOKEN_FILE: file }, 'from-a-file'],
    [{ ROLLBOOK_TOKEN: '', ROLLBOOK_TOKEN_FILE: file }, 'from-a-file'],
  ])('%j', (source, token) => expect(adminToken(source)).toBe(token));

  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{}, /needs an admin token/],
    [{ ROLLBOOK_TOKEN: '' }, /needs an admin token/],
    [{ ADMIN_TOKEN: 'canary' }, /needs an admin token/],
    [{ ROLLBOOK_TOKEN: 'canary', ROLLBOOK_TOKEN_FILE: file }, /only one of the two/],
    [{ ROLLBOOK_TOKEN_FILE: join(folder, 'missing') }, /cannot be read \(ENOENT\)/],
    [{ ROLLBOOK_TOKEN_FILE: join(folder, 'empty') }, /empty file/],
    [{ ROLLBOOK_TOKEN: 'canary canary' }, /cannot be sent/],
    [{ ROLLBOOK_TOKEN: 'canary\r\nX: y' }, /cannot be sent/],
    [{ ROLLBOOK_TOKEN: 'canaryä' }, /cannot be sent/],
  ])('refused: %j', (source, sentence) => {
    expect(() => adminToken(source)).toThrow(sentence);
    expect(() => adminToken(source)).not.toThrow(/canary/);
  });
});
