import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ADMIN_TOKEN, type ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser } from '../support/users.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
const SECTION = PAGE.slice(PAGE.indexOf("## Questions to the tenant's log"), PAGE.indexOf('## How the log is asked'));

/** The bash of the first block below a text. */
function blockBelow(text: string): string {
  const from = SECTION.indexOf(text);
  const [, block] = /```bash\n(.*?)```/s.exec(SECTION.slice(from)) ?? [];
  if (from < 0 || block === undefined) throw new Error(`docs/operations.md has no recipe below "${text}"`);
  return block;
}

const QUESTIONS = [...SECTION.matchAll(/^### (.+)$/gm)].map(([, question = '']) => question);

/** What is asked at night is asked in a hurry: the recipes of docs/operations.md are run here, character by character. */
describeApp('the questions of the night', (app) => {
  let scim: ScimClient;
  let credential = '';
  let user = '';
  let group = '';
  let request = '';
  beforeAll(async () => {
    scim = await app().scim();
    const created = await createUser(scim, 'jane.doe@example.com');
    user = String(created.body.id);
    request = created.headers.get('x-request-id') ?? '';
    await createUser(scim, 'JANE.DOE@example.com');
    await createUser(scim, 'other@example.com');
    const pushed = await scim('POST', '/Groups', {
      schemas: [GROUP],
      displayName: 'Sales',
      members: [{ value: user }],
    });
    group = String(pushed.body.id);
    const operations = [{ op: 'remove', path: `members[value eq "${user}"]` }];
    await scim('PATCH', `/Groups/${group}`, { schemas: [PATCH], Operations: operations });
    await scim('DELETE', `/Users/${user}`);
    await scim('GET', `/Users/${user}`);
    await scim('GET', '/Users/none');
    await app().admin('PATCH', '/tenants/default/connectors/okta', { onDeactivate: 'unlink' });
    const credentials = await app().admin('GET', '/tenants/default/connectors/okta/credentials');
    credential = String((credentials.body.items as readonly { readonly id: string }[])[0]?.id);
  });

  /** With the values of this test where the recipe has those of its reader. */
  async function run(question: string): Promise<string> {
    const values = { USER_ID: user, GROUP_ID: group, CREDENTIAL_ID: credential, REQUEST_ID: request };
    const recipe = Object.entries(values).reduce(
      (text, [name, value]) => text.replace(new RegExp(`${name}='[^']*'`), `${name}='${value}'`),
      blockBelow(`### ${question}`),
    );
    const setUp = blockBelow("## Questions to the tenant's log")
      .replace(/^export API=.*$/m, `export API='${app().url}/api/v1/tenants/default'`)
      .replace(/^export ADMIN=.*$/m, `export ADMIN='${ADMIN_TOKEN}'`);
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${setUp}\n${recipe}`]);
    return stdout;
  }

  const ANSWERS: Readonly<Record<string, readonly (string | RegExp)[]>> = {
    'Why did this push fail?': [/^\S+ {2}Okta could not create the user JANE\.DOE@example\.com: .*userName/],
    'What happened to this user, ever?': [
      /Okta could not read the user .*\n.*Okta deleted the user jane\.doe@example\.com/,
      'Okta updated the group Sales (1 member removed)',
      'Okta created the group Sales',
      'Okta created the user jane.doe@example.com',
    ],
    'Who removed her from this group?': [/^\S+ {2}Okta \(test\): Okta updated the group Sales \(1 member removed\)\n$/],
    'What did this credential do yesterday?': [
      'Okta created the user other@example.com',
      'Okta created the group Sales',
    ],
    'Which calls were refused in the last hour, by reason?': [/^2 {2}There is no user/, /^1 {2}.*userName/m],
    'What changed between two moments?': ['Okta created the user jane.doe@example.com', 'onDeactivate'],
    "Who changed the connector's settings?": [/The connector Okta was changed .*"path":"onDeactivate"/],
    'What was the request whose X-Request-Id I have?': [
      '"displayMessage":"Okta created the user jane.doe@example.com"',
    ],
    'Which credentials end soon?': [],
  };

  it('are all here', () => expect(QUESTIONS).toEqual(Object.keys(ANSWERS)));

  it.each(Object.entries(ANSWERS))('%s', async (question, answers) => {
    const said = await run(question);
    for (const answer of answers) {
      if (typeof answer === 'string') expect(said).toContain(answer);
      else expect(said).toMatch(answer);
    }
  });

  it.each([
    ['What changed between two moments?', 'Okta read the user'],
    ['What happened to this user, ever?', 'other@example.com'],
    ["Who changed the connector's settings?", 'jane.doe@example.com'],
    ['Why did this push fail?', 'other@example.com'],
  ])('%s is not answered with %s', async (question, other) => {
    expect(await run(question)).not.toContain(other);
  });
});
